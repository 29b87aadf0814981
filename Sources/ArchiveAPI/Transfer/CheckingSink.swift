import Locking

/// A part of an object's bytes with the checksum that they must have; nil where none is known.
struct ChecksummedPart: Sendable, Equatable {
    var bytes: Int64
    var md5: String?
}

/// Hands bytes on and computes the checksum of each part as they pass.
final class CheckingSink: ByteSink {
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

        mutating func add(_ bytes: UnsafeRawBufferPointer) throws {
            var rest = bytes[...]
            while let part = parts.first, !rest.isEmpty {
                let taken = rest.prefix(Int(clamping: part.bytes - received))
                try checksum.update(UnsafeRawBufferPointer(rebasing: taken))
                received += Int64(taken.count)
                rest = rest.dropFirst(taken.count)
                try endPartIfFull()
            }
        }

        mutating func begin(_ parts: [ChecksummedPart]) throws {
            self.parts = parts[...]
            received = 0
            isWrong = false
            try checksum.reset()
        }
    }

    private let target: any ByteSink
    private let plan: [ChecksummedPart]?
    /// Whether some of the bytes were there before the reading began.
    private let continues: Bool
    private let state: Locked<State>

    /// - Parameters:
    ///   - plan: the parts that will come; nil where the object's own headers say it.
    ///   - continues: the first bytes come by `recall`; the target does not begin again.
    init(_ target: any ByteSink, _ plan: [ChecksummedPart]? = nil, continues: Bool = false) throws {
        self.target = target
        self.plan = plan
        self.continues = continues
        state = Locked(State(checksum: try Checksum(.md5)))
        if continues, let plan { try state.withLock { try $0.begin(plan) } }
    }

    var largeObject: ObjectInfo? { state.withLock(\.largeObject) }

    /// Counts bytes that the target has already.
    func recall(_ bytes: UnsafeRawBufferPointer) throws { try add(bytes) }

    func begin(_ info: ObjectInfo) throws {
        if continues { return }
        if info.kind != .plain, plan == nil {
            state.withLock { $0.largeObject = info }
            throw ArchiveError(.conflict, "a large object is read by its parts")
        }
        let parts = plan ?? [ChecksummedPart(bytes: info.bytes, md5: info.contentMD5)]
        try state.withLock { try $0.begin(parts) }
        try target.begin(info)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try target.receive(bytes)
        try add(bytes)
    }

    private func add(_ bytes: UnsafeRawBufferPointer) throws {
        // As a number, since a pointer would tie what the lock guards to this call's region.
        let (address, count) = (UInt(bitPattern: bytes.baseAddress), bytes.count)
        try state.withLock { state in
            try state.add(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
        }
    }

    /// - Throws: `integrity` where a part's bytes had another checksum, or are not all there.
    func finish(_ address: ObjectAddress) throws {
        let isWhole = try state.withLock { state in
            try state.endPartIfFull()
            return !state.isWrong && state.parts.isEmpty
        }
        guard isWhole else {
            throw ArchiveError(
                .integrity, "the bytes of '\(address.name)' that arrived are not those that the server has",
                hint: "Try again; if it stays so, the object is damaged in the archive: tell its administrators.",
                path: address.name, retryable: true)
        }
    }
}

extension ObjectInfo {
    /// The MD5 of the bytes of a plain object: its ETag, if that can be one.
    var contentMD5: String? {
        kind == .plain && etag.utf8.count == 32 && etag.allSatisfy(\.isHexDigit) ? etag.lowercased() : nil
    }
}
