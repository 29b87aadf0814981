import Dispatch
import Locking
import Synchronization

/// Bytes on their way to their checks, which another thread makes: computing a checksum takes as long as receiving.
///
/// One thread brings the bytes. Few are in the line at once: where there are more, whoever brings them makes checks
/// as well, and who wants to know the outcome makes those that are left.
final class CheckLine: Sendable {
    private struct Waiting {
        /// What is being put together, then what is to be checked, the oldest first.
        var filling: [UInt8] = []
        var chunks: [[UInt8]] = []
        /// Chunks to be filled again: to get memory from the system for each would cost as much as to fill it.
        var spare: [[UInt8]] = []
        var isBeingChecked = false

        mutating func add(_ bytes: UnsafeRawBufferPointer) {
            if filling.capacity == 0 {
                filling = spare.popLast() ?? []
                filling.reserveCapacity(Int(CheckLine.chunkSize))
            }
            filling.append(contentsOf: bytes)
            if filling.count >= CheckLine.chunkSize { endChunk() }
        }

        mutating func endChunk() {
            guard !filling.isEmpty else { return }
            chunks.append(filling)
            filling = []
        }

        mutating func giveBack(_ chunk: inout [UInt8]) {
            chunk.removeAll(keepingCapacity: true)
            spare.append(chunk)
        }
    }

    private let waiting = Locked(Waiting())
    /// Whether all that comes is too little for the line: it is checked where it arrives.
    private let isShort = Atomic(true)
    /// Taken before `waiting`, where both are: chunks are checked in the order in which they leave the line.
    private let checks: Locked<PartChecks>

    /// In bytes. The write callback brings 16 KiB at a time.
    private static let chunkSize: Int64 = 128 << 10
    private static let mostChunks = 4

    init() throws { checks = Locked(try PartChecks()) }

    /// Begins anew, with the parts that will come.
    func begin(_ parts: [ChecksummedPart]) throws {
        checkAll()
        isShort.store(parts.reduce(0) { $0 + $1.bytes } < Self.chunkSize, ordering: .relaxed)
        try checks.withLock { try $0.begin(parts) }
    }

    func add(_ bytes: UnsafeRawBufferPointer) {
        // As a number, since a pointer would tie what the lock guards to this call's region.
        let (address, count) = (UInt(bitPattern: bytes.baseAddress), bytes.count)
        if isShort.load(ordering: .relaxed) {
            return checks.withLock { $0.add(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)) }
        }
        let (mustBegin, isFull) = waiting.withLock { waiting in
            waiting.add(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
            let mustBegin = !waiting.chunks.isEmpty && !waiting.isBeingChecked
            if mustBegin { waiting.isBeingChecked = true }
            return (mustBegin, waiting.chunks.count > Self.mostChunks)
        }
        if mustBegin { DispatchQueue.global().async { self.checkInBackground() } }
        if isFull { checkNext() }
    }

    /// Whether all parts came, each with its own checksum.
    func isWhole() throws -> Bool {
        checkAll()
        return try checks.withLock { try $0.isWhole() }
    }

    private func checkAll() {
        waiting.withLock { $0.endChunk() }
        while checkNext() {}
    }

    private func checkInBackground() {
        repeat { while checkNext() {} } while !waiting.withLock { waiting in
            if waiting.chunks.isEmpty { waiting.isBeingChecked = false }
            return waiting.chunks.isEmpty
        }
    }

    /// - Returns: whether there was a chunk.
    @discardableResult private func checkNext() -> Bool {
        checks.withLock { checks in
            guard var chunk = waiting.withLock({ $0.chunks.isEmpty ? nil : $0.chunks.removeFirst() }) else { return false }
            chunk.withUnsafeBytes { checks.add($0) }
            waiting.withLock { $0.giveBack(&chunk) }
            return true
        }
    }
}
