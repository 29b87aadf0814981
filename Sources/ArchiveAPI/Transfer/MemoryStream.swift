import Locking

/// Collects what arrives in memory.
final class MemorySink: ByteSink {
    private let collected = Locked<[UInt8]>([])
    private let most: Int

    /// - Parameter most: how many bytes it takes; one more is a `too_large` error.
    init(most: Int = .max) { self.most = most }

    var bytes: [UInt8] { collected.withLock { $0 } }

    func begin(_ info: ObjectInfo) { collected.withLock { $0.removeAll(keepingCapacity: true) } }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try collected.withLock { collected in
            guard bytes.count <= most - collected.count else { throw ArchiveError(.tooLarge, "more than \(most) bytes came, and are not taken") }
            collected.append(contentsOf: bytes)
        }
    }
}

/// Sends what is in memory.
final class MemorySource: ByteSource {
    private let content: [UInt8]
    private let offset = Locked(0)

    init(_ content: [UInt8]) { self.content = content }

    var length: Int64 { Int64(content.count) }

    func rewind() { offset.withLock { $0 = 0 } }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        offset.withLock { offset in
            let part = content[offset...].prefix(buffer.count)
            buffer.copyBytes(from: part)
            offset += part.count
            return part.count
        }
    }
}
