import Locking

/// A body that is in memory.
public final class BytesBody: ByteSource {
    private let bytes: [UInt8]
    private let position = Locked(0)

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public convenience init(_ text: String) { self.init(Array(text.utf8)) }

    public var length: Int64 { Int64(bytes.count) }

    public func rewind() { position.withLock { $0 = 0 } }

    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        position.withLock { position in
            let count = min(buffer.count, bytes.count - position)
            buffer.copyBytes(from: bytes[position..<position + count])
            position += count
            return count
        }
    }
}
