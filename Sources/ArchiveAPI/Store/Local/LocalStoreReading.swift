import Foundation
import GRDB

extension LocalStore {
    public func object(_ address: ObjectAddress, manifest: Bool) async throws -> ObjectInfo {
        try LocalNames.check(address)
        return try await LocalDiskExecutor.run {
            try lookUp { try resolve(address, manifest: manifest, $0).info }
        }
    }

    /// A local archive has no links.
    public func ownKind(of address: ObjectAddress) async throws -> ObjectInfo.Kind {
        // Not resolved: segments may be missing.
        try await object(address, manifest: true).kind
    }

    public func read(_ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink) async throws -> ObjectInfo {
        try LocalNames.check(address)
        return try await LocalDiskExecutor.run {
            let (content, first) = try open(address, manifest: options.manifest)
            let info = content.info
            try Self.check(options.ifMatch, against: info.etag, of: address)
            let range = options.range.map { $0.clamped(to: 0..<info.bytes) } ?? 0..<info.bytes
            try sink.begin(info)
            try stream(content.pieces(in: range), first: first) { bytes in
                try sink.receive(bytes)
                try LocalDiskExecutor.pause(for: options.bandwidth?.take(bytes.count))
            }
            return info
        }
    }

    static func check(_ expected: String?, against etag: String, of address: ObjectAddress) throws {
        guard let expected, expected != etag else { return }
        throw ArchiveError(
            .conflict, "file '\(address.name)' in container '\(address.container)' changed meanwhile: its ETag is \(etag), not \(expected)",
            hint: "Someone else writes to it: look again, then repeat.", status: 412, path: address.name, retryable: true)
    }

    /// What an object consists of, and its first content file, open: whoever replaces the object meanwhile
    /// does not take that away.
    func open(_ address: ObjectAddress, manifest: Bool) throws -> (LocalLargeContent, LocalDescriptor?) {
        var last = ""
        while true {
            let content = try lookUp { try resolve(address, manifest: manifest, $0) }
            guard let first = content.pieces.first else { return (content, nil) }
            if let file = try index.content.open(first.file) { return (content, file) }
            // It was replaced between the look into the index and this. Twice the same: it is gone.
            if first.file == last { throw Self.lost(first) }
            last = first.file
        }
    }

    /// Hands over the bytes of pieces in order, in steps of 256 KiB at most.
    func stream(_ pieces: [LocalPiece], first: LocalDescriptor?, to receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        var file = first
        for piece in pieces {
            if piece.index > 0 { file = try index.content.open(piece.file) }
            guard let file else { throw Self.lost(piece) }
            var offset = piece.range.lowerBound
            while offset < piece.range.upperBound {
                try LocalDiskExecutor.checkCancellation()
                let wanted = Int(min(Int64(buffer.count), piece.range.upperBound - offset))
                let space = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
                let count = try LocalDisk.run("read", piece.address.description) { try LocalDisk.read(into: space, from: file, at: offset) }
                guard count == wanted else { throw Self.lost(piece) }
                try receive(UnsafeRawBufferPointer(space))
                offset += Int64(count)
            }
        }
    }

    private static func lost(_ piece: LocalPiece) -> ArchiveError {
        ArchiveError(
            piece.index == 0 ? .integrity : .conflict,
            piece.index == 0
                ? "the content of '\(piece.address)' is missing from the archive's folder, or cut short"
                : "the segment '\(piece.address)' was replaced or deleted while the file was being read",
            hint: "Read it again; if that fails too, the folder is damaged.", path: piece.address.name, retryable: piece.index > 0)
    }
}
