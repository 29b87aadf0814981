@testable import ArchiveAPI
import Locking
@testable import TestSupport

/// A sink that keeps what it gets, and throws when it has so many bytes.
final class RecordingSink: BodySink {
    struct Full: Error {}

    private let state = Locked((begun: 0, status: 0, bytes: [UInt8]()))
    private let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    var begun: Int { state.withLock(\.begun) }
    var status: Int { state.withLock(\.status) }
    var bytes: [UInt8] { state.withLock(\.bytes) }

    func begin(_ head: HTTPResponse) {
        state.withLock { state in
            state.begun += 1
            state.status = head.status
            state.bytes = []
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            state.bytes += bytes
            if state.bytes.count >= limit { throw Full() }
        }
    }
}

/// A source of so many equal bytes that says it had `length`, and throws where it is told to.
final class PatternSource: ByteSource {
    struct Broken: Error {}

    let length: Int64
    private let actual: Int64
    private let breaksAt: Int64?
    private let state = Locked((position: Int64(0), rewinds: 0, read: Int64(0)))

    init(length: Int64, actual: Int64? = nil, breaksAt: Int64? = nil) {
        self.length = length
        self.actual = actual ?? length
        self.breaksAt = breaksAt
    }

    var rewinds: Int { state.withLock(\.rewinds) }
    /// How many bytes were read in all.
    var read: Int64 { state.withLock(\.read) }

    func rewind() {
        state.withLock { state in
            state.position = 0
            state.rewinds += 1
        }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try state.withLock { state in
            if let breaksAt, state.position >= breaksAt { throw Broken() }
            let count = Int(min(Int64(buffer.count), actual - state.position, (breaksAt ?? .max) - state.position))
            buffer[..<count].initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "x"))
            state.position += Int64(count)
            state.read += Int64(count)
            return count
        }
    }
}

/// A sink that says when its first bytes have come.
final class SignallingSink: BodySink {
    private let signal = AsyncStream.makeStream(of: Void.self)

    func firstBytes() async { for await _ in signal.stream { break } }
    func begin(_ head: HTTPResponse) {}
    func receive(_ bytes: UnsafeRawBufferPointer) { signal.continuation.yield() }
}

/// A source that stops in the middle until its gate is opened, and says so.
final class BlockingSource: ByteSource {
    let length: Int64
    private let blocksAt: Int64
    private let gate: FaultServer.Gate
    private let signal = AsyncStream.makeStream(of: Void.self)
    private let position = Locked(Int64(0))

    init(length: Int64, blocksAt: Int64, gate: FaultServer.Gate) {
        self.length = length
        self.blocksAt = blocksAt
        self.gate = gate
    }

    func blocked() async { for await _ in signal.stream { break } }
    func rewind() { position.withLock { $0 = 0 } }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let (count, blocks) = position.withLock { position in
            let count = min(Int64(buffer.count), length - position)
            defer { position += count }
            return (Int(count), position < blocksAt && position + count >= blocksAt)
        }
        if blocks {
            signal.continuation.yield()
            gate.pass()
        }
        return count
    }
}
