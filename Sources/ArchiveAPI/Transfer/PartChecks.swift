/// A part of an object's bytes with the checksum that they must have; nil where none is known.
struct ChecksummedPart: Sendable, Equatable {
    var bytes: Int64
    var md5: String?
}

/// Compares bytes, as they come, with the checksums of the parts that they are in.
struct PartChecks {
    private var parts: ArraySlice<ChecksummedPart> = []
    private var received: Int64 = 0
    private var isWrong = false
    /// What libcrypto refused; told by `isWhole`.
    private var failure: (any Error)?
    private let checksum: Checksum

    init() throws { checksum = try Checksum(.md5) }

    /// Begins anew, with the parts that will come.
    mutating func begin(_ parts: [ChecksummedPart]) throws {
        self.parts = parts[...]
        received = 0
        isWrong = false
        failure = nil
        try checksum.reset()
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        do {
            while let part = parts.first, !rest.isEmpty {
                let taken = rest.prefix(Int(clamping: part.bytes - received))
                try checksum.update(UnsafeRawBufferPointer(rebasing: taken))
                received += Int64(taken.count)
                rest = rest.dropFirst(taken.count)
                try endPartIfFull()
            }
        } catch {
            failure = error
        }
    }

    /// Whether all parts came, each with its own checksum.
    mutating func isWhole() throws -> Bool {
        if let failure { throw failure }
        try endPartIfFull()
        return !isWrong && parts.isEmpty
    }

    /// Compares and goes on to the next part where this one is complete; parts without bytes count too.
    private mutating func endPartIfFull() throws {
        while let part = parts.first, received == part.bytes {
            if let expected = part.md5, try checksum.hexDigest() != expected { isWrong = true }
            try checksum.reset()
            received = 0
            parts.removeFirst()
        }
    }
}
