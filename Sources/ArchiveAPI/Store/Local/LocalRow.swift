import Foundation
import GRDB

/// A container as the index has it.
struct LocalContainer {
    let key: Int64
    let name: String
    let created: Int64
    let count: Int64
    let bytes: Int64
    /// Access lists and metadata, names in lower case.
    let headers: [String: String]

    static func find(_ name: String, in project: Int64, _ db: Database) throws -> LocalContainer {
        let row = try Row.fetchOne(db, sql: "SELECT * FROM container WHERE project = ? AND name = ?", arguments: [project, name])
        guard let row else {
            throw ArchiveError(.notFound, "there is no container '\(name)'", status: 404, path: name)
        }
        return LocalContainer(
            key: row["key"], name: row["name"], created: row["created"], count: row["count"], bytes: row["bytes"],
            headers: try LocalHeaders.decode(row["headers"]))
    }

    var info: ContainerInfo {
        var all = headers
        all["x-container-object-count"] = String(count)
        all["x-container-bytes-used"] = String(bytes)
        all["x-timestamp"] = LocalTime.timestamp(created)
        all["content-type"] = "application/json; charset=utf-8"
        all["content-length"] = "0"
        all["accept-ranges"] = "bytes"
        return ContainerInfo(count: count, bytes: bytes, headers: all)
    }
}

/// An object as the index has it.
struct LocalObject {
    enum Kind: Int { case plain, staticLarge, dynamicLarge }

    var container: Int64
    var name: String
    /// The id of its content file.
    var file: String
    /// Size of the content file.
    var stored: Int64
    /// Size of the object; of a dynamic large one, of its own content.
    var bytes: Int64
    var etag: String
    /// MD5 of the content file.
    var hash: String
    var type: String
    /// Microseconds since 1970.
    var modified: Int64
    var kind: Kind
    /// Metadata and other stored headers, names in lower case.
    var headers: [String: String]

    init(container: Int64, name: String, file: String, stored: Int64, hash: String, type: String, headers: [String: String]) {
        (self.container, self.name, self.file, self.stored, self.hash, self.type) = (container, name, file, stored, hash, type)
        self.headers = headers
        bytes = stored
        etag = hash
        modified = LocalTime.now()
        kind = headers["x-object-manifest"] == nil ? .plain : .dynamicLarge
    }

    init(_ row: Row) throws {
        (container, name, file) = (row["container"], row["name"], row["file"])
        (stored, bytes, etag, hash) = (row["stored"], row["bytes"], row["etag"], row["hash"])
        (type, modified) = (row["type"], row["modified"])
        kind = Kind(rawValue: row["kind"]) ?? .plain
        headers = try LocalHeaders.decode(row["headers"])
    }

    static func find(_ name: String, in container: Int64, _ db: Database) throws -> LocalObject? {
        try Row.fetchOne(db, sql: "SELECT * FROM object WHERE container = ? AND name = ?", arguments: [container, name]).map(LocalObject.init)
    }

    static func find(_ address: ObjectAddress, in project: Int64, _ db: Database) throws -> LocalObject {
        let container = try LocalContainer.find(address.container, in: project, db)
        guard let object = try find(address.name, in: container.key, db) else { throw missing(address) }
        return object
    }

    static func missing(_ address: ObjectAddress) -> ArchiveError {
        ArchiveError(.notFound, "there is no file '\(address.name)' in container '\(address.container)'", status: 404, path: address.name)
    }

    /// Puts the object in the place of what has its name.
    func put(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM object WHERE container = ? AND name = ?", arguments: [container, name])
        try db.execute(
            sql: "INSERT INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [container, name, file, stored, bytes, etag, hash, type, modified, kind.rawValue, try LocalHeaders.encode(headers)])
    }

    /// The container and prefix that a dynamic large object names, with a slash between.
    var manifestPrefix: String {
        let header = headers["x-object-manifest"] ?? ""
        return PercentEncoding.decode(header) ?? header
    }

    /// What a HEAD says, where `bytes` and `etag` are the object's or its manifest's.
    func info(bytes: Int64, etag: String, type: String) -> ObjectInfo {
        var all = headers
        all["content-type"] = type
        all["content-length"] = String(bytes)
        all["etag"] = kind == .plain ? etag : "\"\(etag)\""
        all["last-modified"] = LocalTime.http(modified)
        all["x-timestamp"] = LocalTime.timestamp(modified)
        all["accept-ranges"] = "bytes"
        if kind == .staticLarge {
            all["x-static-large-object"] = "True"
            all["x-manifest-etag"] = hash
        }
        let kind: ObjectInfo.Kind = switch kind {
        case .plain: .plain
        case .staticLarge: .staticLarge
        case .dynamicLarge: .dynamicLarge(prefix: manifestPrefix)
        }
        return ObjectInfo(
            bytes: bytes, contentType: type, etag: etag, lastModified: Double(modified) / 1e6, kind: kind, headers: all)
    }
}
