import Locking

/// Counts what arrives and sums it up, and keeps nothing of it.
final class SummingSink: ByteSink {
    private let state: Locked<(count: Int64, checksum: Checksum)>

    init() throws { state = Locked((0, try Checksum(.md5))) }

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

    /// How many bytes came, and their MD5.
    func sum() throws -> (count: Int64, md5: String) { try state.withLock { ($0.count, try $0.checksum.hexDigest()) } }
}
