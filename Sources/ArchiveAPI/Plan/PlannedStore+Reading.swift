import Foundation
import Locking

extension PlannedStore {
    /// What reads find in a place.
    enum Found {
        case planned(PlannedObject)
        /// What the account itself has there.
        case base
    }

    func find(_ address: ObjectAddress) throws -> Found {
        try LocalNames.check(address)
        return try withAccount { account in
            guard let container = account.containers[ExactName(address.container)] else { return .base }
            guard container.isThere else { throw Self.missing(address.container) }
            if let touched = container.objects[ExactName(address.name)] {
                guard let object = touched else { throw LocalObject.missing(address) }
                return .planned(object)
            }
            guard container.showsBase else { throw LocalObject.missing(address) }
            return .base
        }
    }

    func object(_ address: ObjectAddress, manifest: Bool) async throws -> ObjectInfo {
        switch try find(address) {
        case .planned(let object): return try await manifest ? object.ownInfo : info(of: object, address)
        case .base:
            let info = try await base.object(address, manifest: manifest)
            guard !manifest else { return info }
            try await know(address, info)
            guard case .dynamicLarge = info.kind, withAccount(\.hasChanges) else { return info }
            return try await self.info(of: materialized(address, info), address)
        }
    }

    func ownKind(of address: ObjectAddress) async throws -> ObjectInfo.Kind {
        switch try find(address) {
        case .planned(let object): object.ownInfo.kind
        case .base: try await base.ownKind(of: address)
        }
    }

    func segments(of address: ObjectAddress) async throws -> [Segment] {
        switch try find(address) {
        case .planned(let object):
            guard let segments = object.segments else {
                throw ArchiveError(
                    .usage, "file '\(address.name)' in container '\(address.container)' is not a static large object", path: address.name)
            }
            return segments
        case .base: return try await base.segments(of: address)
        }
    }

    func read(_ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink) async throws -> ObjectInfo {
        switch try find(address) {
        case .planned(let object): return try await read(object, address, options, into: sink)
        case .base:
            // A large object may be made of what the plan has changed: it is put together here then.
            guard withAccount(\.hasChanges), !options.manifest else { return try await base.read(address, options, into: sink) }
            let guarding = PlainSink(sink)
            do {
                return try await base.read(address, options, into: guarding)
            } catch {
                guard let info = guarding.large else { throw error }
                return try await read(materialized(address, info), address, options, into: sink)
            }
        }
    }

    private func read(
        _ object: PlannedObject, _ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink
    ) async throws -> ObjectInfo {
        let info = try await options.manifest ? object.ownInfo : info(of: object, address)
        try LocalStore.check(options.ifMatch, against: info.etag, of: address)
        let pieces = try await options.manifest ? object.pieces : pieces(of: object, address)
        let range = options.range.map { $0.clamped(to: 0..<info.bytes) } ?? 0..<info.bytes
        try sink.begin(info)
        for piece in PlannedPiece.cut(pieces, to: range) { try await stream(piece, options.bandwidth, into: sink) }
        return info
    }

    // MARK: What an object is made of

    /// What a HEAD says of a planned object.
    private func info(of object: PlannedObject, _ address: ObjectAddress) async throws -> ObjectInfo {
        let row = object.row
        guard row.kind == .dynamicLarge else { return row.info(bytes: row.bytes, etag: row.etag, type: row.type) }
        let parts = try await dynamicParts(of: row)
        let etag = try Checksum.hexDigest(.md5, of: Array(parts.map(\.entry.hash).joined().utf8))
        return row.info(bytes: parts.reduce(0) { $0 + $1.entry.bytes }, etag: etag, type: row.type)
    }

    /// The runs of bytes of a whole object.
    func pieces(of object: PlannedObject, _ address: ObjectAddress, depth: Int = 0) async throws -> [PlannedPiece] {
        guard depth < 10 else {
            throw ArchiveError(.conflict, "the manifest of '\(address.name)' nests more than 10 deep", status: 409)
        }
        switch object.row.kind {
        case .plain: return object.pieces
        case .staticLarge:
            var pieces: [PlannedPiece] = []
            for segment in object.segments ?? [] { pieces += try await self.pieces(of: segment, depth: depth) }
            return pieces
        case .dynamicLarge:
            var pieces: [PlannedPiece] = []
            for part in try await dynamicParts(of: object.row) {
                let segment = Segment(
                    address: part.address, bytes: part.entry.bytes, etag: part.entry.slo ?? part.entry.hash, isManifest: part.entry.slo != nil)
                pieces += try await self.pieces(of: segment, depth: depth)
            }
            return pieces
        }
    }

    /// The bytes that a manifest means by a segment; `conflict` where it is gone or another one by now.
    private func pieces(of segment: Segment, depth: Int) async throws -> [PlannedPiece] {
        let wanted = segment.range.flatMap { LocalManifest.range($0, of: segment.bytes) } ?? 0..<segment.bytes
        if let inline = segment.inline { return PlannedPiece.cut([PlannedPiece(source: .bytes(inline), range: 0..<segment.bytes)], to: wanted) }
        guard let address = segment.address else { return [] }
        func lost() -> ArchiveError {
            ArchiveError(
                .conflict, "the segment '\(address)' is missing, or is not the one that the manifest names",
                hint: "The large file cannot be read without it: upload it again.", status: 409, path: address.name)
        }
        guard let found = try? find(address) else { throw lost() }
        let whole: [PlannedPiece]
        switch found {
        case .base where segment.isManifest:
            guard let info = try await present({ try await base.object(address, manifest: false) }), info.etag == segment.etag else {
                throw lost()
            }
            let object = try await materialized(address, info)
            whole = try await pieces(of: object, address, depth: depth + 1)
        case .base:
            whole = [PlannedPiece(source: .base(address, etag: segment.etag, manifest: false), range: 0..<segment.bytes)]
        case .planned(let object):
            guard object.row.etag == segment.etag, object.row.bytes == segment.bytes else { throw lost() }
            whole = try await pieces(of: object, address, depth: depth + 1)
        }
        return PlannedPiece.cut(whole, to: wanted)
    }

    /// nil where there is nothing.
    private func present<Answer>(_ ask: () async throws -> Answer) async throws -> Answer? {
        do { return try await ask() } catch let error as ArchiveError where error.code == .notFound { return nil }
    }

    private func dynamicParts(of row: LocalObject) async throws -> [(address: ObjectAddress, entry: ObjectEntry)] {
        let parts = row.manifestPrefix.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 2 else { return [] }
        return try await objects(in: parts[0], prefix: parts[1]).map { (ObjectAddress(parts[0], $0.name), $0) }
    }

    /// An object of the account itself as a planned one: what a copy of it would be, its manifest included.
    func materialized(_ address: ObjectAddress, _ info: ObjectInfo) async throws -> PlannedObject {
        let headers = try LocalHeaders.object(info.headers)
        switch info.kind {
        case .plain:
            var row = LocalObject(planned: address.name, bytes: info.bytes, md5: info.etag, type: info.contentType, headers: headers)
            row.modified = Int64(info.lastModified * 1e6)
            return PlannedObject(row, [PlannedPiece(source: .base(address, etag: info.etag, manifest: false), range: 0..<info.bytes)])
        case .staticLarge, .dynamicLarge:
            let own = try await base.object(address, manifest: true)
            var row = LocalObject(planned: address.name, bytes: own.bytes, md5: own.etag, type: info.contentType, headers: headers)
            row.modified = Int64(info.lastModified * 1e6)
            let pieces = [PlannedPiece(source: .base(address, etag: own.etag, manifest: true), range: 0..<own.bytes)]
            guard info.kind == .staticLarge else { return PlannedObject(row, pieces) }
            row.kind = .staticLarge
            (row.bytes, row.etag) = (info.bytes, info.etag)
            return PlannedObject(row, pieces, segments: try await base.segments(of: address))
        }
    }

    // MARK: Bytes

    func stream(_ piece: PlannedPiece, _ bandwidth: Bandwidth?, into sink: any ByteSink) async throws {
        switch piece.source {
        case .base(let address, let etag, let manifest):
            let options = ReadOptions(range: piece.range, ifMatch: etag, manifest: manifest, bandwidth: bandwidth)
            do {
                _ = try await base.read(address, options, into: PieceSink(sink))
            } catch let error as ArchiveError where error.code == .notFound {
                throw ArchiveError(
                    .conflict, "'\(address)' is gone, and its bytes are needed for what was planned", hint: "Make the plan anew.",
                    status: 409, path: address.name)
            }
        case .bytes(let bytes):
            try bytes.withUnsafeBytes { try sink.receive(UnsafeRawBufferPointer(rebasing: $0[Int(piece.range.lowerBound)..<Int(piece.range.upperBound)])) }
        case .file(let path, let length, let modified):
            try await LocalDiskExecutor.run {
                let file = try LocalFileSource(path: path)
                guard file.fileLength == length, file.modified == modified else {
                    throw ArchiveError(
                        .localFile, "'\(path)' changed since its upload was planned", hint: "Make the plan anew.", path: path)
                }
                let part = file.part(piece.range)
                let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
                defer { buffer.deallocate() }
                while case let count = try part.read(into: buffer), count > 0 {
                    try LocalDiskExecutor.checkCancellation()
                    try sink.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    try LocalDiskExecutor.pause(for: bandwidth?.take(count))
                }
            }
        }
    }
}

/// Lets a plain object through, and ends the reading of a large one before its first byte.
private final class PlainSink: ByteSink {
    private struct IsLarge: Error {}
    private let sink: any ByteSink
    private let found = Locked<ObjectInfo?>(nil)

    init(_ sink: any ByteSink) { self.sink = sink }

    /// What the large object is that was not read; nil for a plain one.
    var large: ObjectInfo? { found.withLock(\.self) }

    func begin(_ info: ObjectInfo) throws {
        guard info.kind == .plain else {
            found.withLock { $0 = info }
            throw IsLarge()
        }
        try sink.begin(info)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws { try sink.receive(bytes) }
}

/// Hands on one of several runs of bytes, each once: another attempt begins behind what has come already.
private final class PieceSink: ByteSink {
    private let sink: any ByteSink
    private let state = Locked((received: Int64(0), skips: Int64(0)))

    init(_ sink: any ByteSink) { self.sink = sink }

    func begin(_ info: ObjectInfo) { state.withLock { $0.skips = $0.received } }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        let skipped = state.withLock { state in
            let skipped = min(state.skips, Int64(bytes.count))
            state.skips -= skipped
            state.received += Int64(bytes.count) - skipped
            return Int(skipped)
        }
        if skipped < bytes.count { try sink.receive(UnsafeRawBufferPointer(rebasing: bytes[skipped...])) }
    }
}
