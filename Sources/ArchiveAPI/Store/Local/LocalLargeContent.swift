import Foundation
import GRDB

/// A run of bytes in one content file.
struct LocalPiece {
    let address: ObjectAddress
    let file: String
    /// Which of an object's pieces this is.
    var index: Int
    /// Offsets within the content file.
    var range: Range<Int64>
}

/// What an object is made of: one piece, or those of a large object's segments.
struct LocalLargeContent {
    let object: LocalObject
    let info: ObjectInfo
    let pieces: [LocalPiece]

    /// The pieces that hold a range of the object, cut to it.
    func pieces(in range: Range<Int64>) -> [LocalPiece] {
        var start: Int64 = 0
        return pieces.compactMap { piece in
            let whole = start..<start + Int64(piece.range.count)
            start = whole.upperBound
            let wanted = whole.clamped(to: range)
            guard !wanted.isEmpty else { return nil }
            var part = piece
            let offset = piece.range.lowerBound + wanted.lowerBound - whole.lowerBound
            part.range = offset..<offset + Int64(wanted.count)
            return part
        }
    }
}

/// What the index said was replaced before its content could be opened.
private struct StaleLookup: Error {
    let name: String
}

extension LocalStore {
    /// Reads the index, again where content was replaced between the look into the index and its opening.
    func lookUp<Value>(_ body: (Database) throws -> Value) throws -> Value {
        for _ in 0..<20 {
            do { return try index.read(body) } catch is StaleLookup {}
        }
        do { return try index.read(body) } catch let stale as StaleLookup {
            throw ArchiveError(
                .integrity, "the content of '\(stale.name)' is missing from the archive's folder",
                hint: "Restore the folder from a copy, or upload the file again.", path: stale.name)
        }
    }

    /// Finds an object and, unless only its manifest is meant, the segments of a large one, all as of one moment.
    func resolve(_ address: ObjectAddress, manifest: Bool, _ db: Database) throws -> LocalLargeContent {
        let object = try LocalObject.find(address, in: projectKey, db)
        switch object.kind {
        case .staticLarge where !manifest:
            let parts = try staticPieces(of: object, 0..<object.bytes, depth: 0, db)
            let info = object.info(bytes: object.bytes, etag: object.etag, type: object.type)
            return LocalLargeContent(object: object, info: info, pieces: numbered(parts))
        case .dynamicLarge where !manifest:
            let segments = try dynamicSegments(of: object, db)
            let etag = try Checksum.hexDigest(.md5, of: Array(segments.map { $0.object.hash }.joined().utf8))
            let parts = try segments.flatMap { segment -> [LocalPiece] in
                guard segment.object.kind == .staticLarge else { return [whole(segment.object, segment.address)] }
                return try staticPieces(of: segment.object, 0..<segment.object.bytes, depth: 1, db)
            }
            let bytes = parts.reduce(0) { $0 + Int64($1.range.count) }
            let info = object.info(bytes: bytes, etag: etag, type: object.type)
            return LocalLargeContent(object: object, info: info, pieces: numbered(parts))
        default:
            let type = object.kind == .staticLarge ? "application/json; charset=utf-8" : object.type
            let info = object.info(bytes: object.stored, etag: object.hash, type: type)
            return LocalLargeContent(object: object, info: info, pieces: [whole(object, address)])
        }
    }

    private func whole(_ object: LocalObject, _ address: ObjectAddress) -> LocalPiece {
        LocalPiece(address: address, file: object.file, index: 0, range: 0..<object.stored)
    }

    private func numbered(_ pieces: [LocalPiece]) -> [LocalPiece] {
        pieces.enumerated().map { index, piece in
            var piece = piece
            piece.index = index
            return piece
        }
    }

    private func dynamicSegments(of object: LocalObject, _ db: Database) throws -> [(address: ObjectAddress, object: LocalObject)] {
        let parts = object.manifestPrefix.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 2 else { return [] }
        let container = try LocalContainer.find(parts[0], in: projectKey, db)
        return try Row.fetchAll(
            db, sql: "SELECT * FROM object WHERE container = ? AND name >= ? AND name < ifnull(?, x'00') ORDER BY name",
            arguments: [container.key, parts[1], LocalListing.end(of: parts[1])]
        ).map(LocalObject.init).map { (ObjectAddress(parts[0], $0.name), $0) }
    }

    /// The pieces of a static large object that hold a range of it.
    private func staticPieces(of object: LocalObject, _ range: Range<Int64>, depth: Int, _ db: Database) throws -> [LocalPiece] {
        guard depth < 10 else {
            throw ArchiveError(.conflict, "the manifest of '\(object.name)' nests more than 10 deep", status: 409)
        }
        var start: Int64 = 0
        return try manifest(of: object).flatMap { segment -> [LocalPiece] in
            let part = segment.wanted
            let wanted = (start..<start + Int64(part.count)).clamped(to: range)
            let offset = part.lowerBound + wanted.lowerBound - start
            start += Int64(part.count)
            guard !wanted.isEmpty else { return [] }
            let found = try segmentObject(segment, db)
            let inner = offset..<offset + Int64(wanted.count)
            if found.kind == .staticLarge { return try staticPieces(of: found, inner, depth: depth + 1, db) }
            return [LocalPiece(address: segment.address, file: found.file, index: 0, range: inner)]
        }
    }

    /// A segment as its manifest means it; `conflict` where it is gone or another one by now.
    private func segmentObject(_ segment: LocalManifest.Entry, _ db: Database) throws -> LocalObject {
        let address = segment.address
        guard let found = try? LocalObject.find(address, in: projectKey, db), found.etag == segment.hash, found.bytes == segment.bytes else {
            throw ArchiveError(
                .conflict, "the segment '\(address)' is missing, or is not the one that the manifest names",
                hint: "The large file cannot be read without it: upload it again.", status: 409, path: address.name)
        }
        return found
    }

    /// The manifest that is a static large object's content.
    func manifest(of object: LocalObject) throws -> [LocalManifest.Entry] {
        guard let file = try index.content.open(object.file) else {
            throw StaleLookup(name: object.name)
        }
        var bytes = [UInt8](repeating: 0, count: Int(object.stored))
        _ = try LocalDisk.run("read", object.name) { try bytes.withUnsafeMutableBytes { try LocalDisk.read(into: $0, from: file, at: 0) } }
        return try LocalManifest.decode(bytes)
    }
}
