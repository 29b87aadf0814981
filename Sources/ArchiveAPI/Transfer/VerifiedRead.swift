import Locking

/// Reads whole objects and compares every byte with the checksums that the store has: of a plain object
/// its MD5, of a large object the MD5 of each segment.
struct VerifiedRead {
    let store: any ObjectStore

    init(_ store: any ObjectStore) { self.store = store }

    /// Streams an object into a sink; returns once every byte was compared.
    ///
    /// - Throws: `integrity` where the bytes are not the object's, after a second try.
    func stream(_ address: ObjectAddress, into sink: any ByteSink) async throws -> ObjectInfo {
        do {
            return try await attempt(address, into: sink)
        } catch let error as ArchiveError where error.code == .integrity {
            return try await attempt(address, into: sink)
        }
    }

    /// The whole content of an object.
    func content(_ address: ObjectAddress) async throws -> (bytes: [UInt8], info: ObjectInfo) {
        let sink = MemorySink()
        let info = try await stream(address, into: sink)
        return (sink.bytes, info)
    }

    private func attempt(_ address: ObjectAddress, into sink: any ByteSink) async throws -> ObjectInfo {
        let checking = try CheckingSink(sink)
        do {
            let info = try await store.read(address, ReadOptions(), into: checking)
            try checking.finish(address)
            return info
        } catch {
            // Only the answer's headers say that it is a large one: its checksums are fetched, then it is read.
            guard let large = checking.largeObject else { throw error }
            let parts = try await LargeObject(store).checksums(of: address, large)
            let planned = try CheckingSink(sink, parts)
            let info = try await store.read(address, ReadOptions(ifMatch: large.etag), into: planned)
            try planned.finish(address)
            return info
        }
    }
}

/// A part of an object's bytes with the checksum that they must have; nil where none is known.
struct ChecksummedPart: Sendable, Equatable {
    var bytes: Int64
    var md5: String?
}

/// Hands bytes on and computes the checksum of each part as they pass.
private final class CheckingSink: ByteSink {
    private struct State {
        var parts: ArraySlice<ChecksummedPart> = []
        var received: Int64 = 0
        var isWrong = false
        /// Set where the object turned out to be a large one and its parts are not known yet.
        var largeObject: ObjectInfo?
        let checksum: Checksum

        /// Compares and goes on to the next part where this one is complete; parts without bytes count too.
        mutating func endPartIfFull() throws {
            while let part = parts.first, received == part.bytes {
                if let expected = part.md5, try checksum.hexDigest() != expected { isWrong = true }
                try checksum.reset()
                received = 0
                parts.removeFirst()
            }
        }
    }

    private let target: any ByteSink
    private let plan: [ChecksummedPart]?
    private let state: Locked<State>

    init(_ target: any ByteSink, _ plan: [ChecksummedPart]? = nil) throws {
        self.target = target
        self.plan = plan
        state = Locked(State(checksum: try Checksum(.md5)))
    }

    var largeObject: ObjectInfo? { state.withLock(\.largeObject) }

    func begin(_ info: ObjectInfo) throws {
        if info.kind != .plain, plan == nil {
            state.withLock { $0.largeObject = info }
            throw ArchiveError(.conflict, "a large object is read by its parts")
        }
        let parts = plan ?? [ChecksummedPart(bytes: info.bytes, md5: Self.md5(info.etag))]
        try state.withLock { state in
            state.parts = parts[...]
            state.received = 0
            state.isWrong = false
            try state.checksum.reset()
        }
        try target.begin(info)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try target.receive(bytes)
        // As a number, since a pointer would tie what the lock guards to this call's region.
        let address = UInt(bitPattern: bytes.baseAddress)
        try state.withLock { state in
            var rest = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: bytes.count)[...]
            while let part = state.parts.first, !rest.isEmpty {
                let taken = rest.prefix(Int(clamping: part.bytes - state.received))
                try state.checksum.update(UnsafeRawBufferPointer(rebasing: taken))
                state.received += Int64(taken.count)
                rest = rest.dropFirst(taken.count)
                try state.endPartIfFull()
            }
        }
    }

    /// - Throws: `integrity` where a part's bytes had another checksum.
    func finish(_ address: ObjectAddress) throws {
        let isWrong = try state.withLock { state in
            try state.endPartIfFull()
            return state.isWrong
        }
        guard !isWrong else {
            throw ArchiveError(
                .integrity, "the bytes of '\(address.name)' that arrived are not those that the server has",
                hint: "Try again; if it stays so, the object is damaged in the archive: tell its administrators.",
                path: address.name, retryable: true)
        }
    }

    /// The ETag if it can be an MD5.
    private static func md5(_ etag: String) -> String? {
        etag.utf8.count == 32 && etag.allSatisfy(\.isHexDigit) ? etag.lowercased() : nil
    }
}
