/// A run of bytes that a planned object has.
struct PlannedPiece: Sendable {
    enum Source: Sendable {
        case bytes([UInt8])
        case file(path: String, length: Int64, modified: Double)
        /// What the archive has, as long as it has that ETag; with `manifest`, the manifest of a large object.
        case base(ObjectAddress, etag: String, manifest: Bool)
    }

    var source: Source
    var range: Range<Int64>

    /// The pieces that hold a range of what these hold.
    static func cut(_ pieces: [PlannedPiece], to range: Range<Int64>) -> [PlannedPiece] {
        var start: Int64 = 0
        return pieces.compactMap { piece in
            let whole = start..<start + Int64(piece.range.count)
            start = whole.upperBound
            let wanted = whole.clamped(to: range)
            guard !wanted.isEmpty else { return nil }
            let offset = piece.range.lowerBound + wanted.lowerBound - whole.lowerBound
            return PlannedPiece(source: piece.source, range: offset..<offset + Int64(wanted.count))
        }
    }
}

/// An object as it would be.
struct PlannedObject: Sendable {
    /// What is known of it, as a store in a folder has it; the folder's own keys are of no use here.
    var row: LocalObject
    /// Its stored bytes: of a large object, those of its manifest.
    var pieces: [PlannedPiece]
    /// What a static large object is made of.
    var segments: [Segment]?

    init(_ row: LocalObject, _ pieces: [PlannedPiece], segments: [Segment]? = nil) {
        self.row = row
        self.pieces = pieces
        self.segments = segments
    }

    var version: ObjectVersion {
        switch row.kind {
        case .plain, .staticLarge: ObjectVersion(etag: row.etag, bytes: row.bytes)
        case .dynamicLarge: ObjectVersion(etag: row.hash, bytes: row.stored, prefix: row.manifestPrefix)
        }
    }

    var entry: ObjectEntry {
        ObjectEntry(
            name: row.name, bytes: row.bytes, contentType: row.type, hash: row.hash,
            lastModified: Timestamp.listing(Double(row.modified) / 1e6), slo: row.kind == .staticLarge ? row.etag : nil)
    }

    /// What a HEAD says of its stored bytes.
    var ownInfo: ObjectInfo {
        let type = row.kind == .staticLarge ? "application/json; charset=utf-8" : row.type
        return row.info(bytes: row.stored, etag: row.hash, type: type)
    }
}

extension LocalObject {
    /// An object that is in no folder.
    init(planned name: String, bytes: Int64, md5: String, type: String, headers: [String: String]) {
        self.init(container: 0, name: name, file: "", stored: bytes, hash: md5, type: type, headers: headers)
    }
}
