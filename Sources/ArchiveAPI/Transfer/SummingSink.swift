import Locking

/// Counts what arrives and sums it up, and keeps nothing of it.
final class SummingSink: ByteSink {
    private let state: Locked<(count: Int64, checksum: Checksum)>

    init(_ algorithm: Checksum.Algorithm = .md5) throws { state = Locked((0, try Checksum(algorithm))) }

    func begin(_ info: ObjectInfo) throws {
        try state.withLock { state in
            state.count = 0
            try state.checksum.reset()
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            state.count += Int64(bytes.count)
            try state.checksum.update(bytes)
        }
    }

    /// How many bytes came, and their checksum in lower-case hexadecimal.
    func sum() throws -> (count: Int64, checksum: String) { try state.withLock { ($0.count, try $0.checksum.hexDigest()) } }
}
