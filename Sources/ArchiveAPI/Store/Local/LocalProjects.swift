import GRDB

/// The projects and users of a local archive, and its settings.
enum LocalProjects {
    static func all(_ db: Database) throws -> [ProjectRecord] {
        try Row.fetchAll(db, sql: "SELECT id, name FROM project ORDER BY name").map { ProjectRecord(id: $0["id"], name: $0["name"]) }
    }

    static func find(name: String, _ db: Database) throws -> (key: Int64, record: ProjectRecord)? {
        try Row.fetchOne(db, sql: "SELECT key, id, name FROM project WHERE name = ?", arguments: [name])
            .map { ($0["key"], ProjectRecord(id: $0["id"], name: $0["name"])) }
    }

    /// Makes a project unless there is one of that name.
    static func create(_ name: String, _ db: Database) throws {
        guard !name.isEmpty, !name.utf8.contains(0) else {
            throw ArchiveError(.usage, "a project needs a name, without NUL bytes")
        }
        try db.execute(sql: "INSERT OR IGNORE INTO project (id, name) VALUES (?, ?)", arguments: [try id(of: "project", name), name])
    }

    static func users(_ db: Database) throws -> [String: String] {
        var users: [String: String] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT name, id FROM user") { users[row["name"]] = row["id"] }
        return users
    }

    static func createUser(_ name: String, _ db: Database) throws {
        try db.execute(sql: "INSERT OR IGNORE INTO user (name, id) VALUES (?, ?)", arguments: [name, try id(of: "user", name)])
    }

    static func setting(_ key: String, _ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key])
    }

    static func set(_ key: String, _ value: String, _ db: Database) throws {
        try db.execute(sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)", arguments: [key, value])
    }

    /// An id as Keystone's look, the same for the same name everywhere.
    static func id(of kind: String, _ name: String) throws -> String {
        try Checksum.hexDigest(.md5, of: Array("archive-lua \(kind) \(name)".utf8))
    }
}
