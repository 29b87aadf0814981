/// A file that is open for reading: parts of it are fetched as they are asked for, all from one version.
///
/// Every function that reads throws `conflict` where the object was changed since it was opened.
public actor ObjectHandle {
    /// The size in bytes.
    public nonisolated let size: Int64
    public nonisolated let name: String

    private let address: ObjectAddress
    private let etag: String
    private let store: any ObjectStore
    private var position: Int64 = 0
    private var closed = false
    /// What was fetched last, beginning at `bufferStart`.
    private var buffer: [UInt8] = []
    private var bufferStart: Int64 = 0
    /// Grows while reading goes straight on, so that small reads cost little and long ones go fast.
    private var nextFetch = smallestFetch

    private static let smallestFetch = 64 * 1024
    private static let largestFetch = 8 * 1024 * 1024

    init(_ address: ObjectAddress, _ info: ObjectInfo, in store: any ObjectStore) {
        self.address = address
        self.store = store
        size = info.bytes
        etag = info.etag
        name = address.name
    }

    public var isClosed: Bool { closed }

    public func close() {
        closed = true
        buffer = []
    }

    /// Where the next read begins, in bytes from the start.
    public var offset: Int64 { position }

    /// Goes to an offset in bytes from the start; beyond the end there is nothing to read.
    public func seek(to offset: Int64) throws {
        guard offset >= 0 else {
            throw ArchiveError(.usage, "cannot seek before the beginning of '\(name)'", path: name)
        }
        position = offset
    }

    /// At most `count` bytes; nil at the end.
    public func read(_ count: Int) async throws -> [UInt8]? {
        try await atLeast(1)
        guard position < size else { return nil }
        var bytes: [UInt8] = []
        while bytes.count < count, position < size {
            let available = try await atLeast(min(count - bytes.count, Self.largestFetch))
            guard !available.isEmpty else { break }
            let taken = available.prefix(count - bytes.count)
            bytes += taken
            position += Int64(taken.count)
        }
        return bytes
    }

    /// Everything from here to the end; empty at the end.
    public func readAll() async throws -> [UInt8] {
        let rest = max(0, size - position)
        guard rest <= Int64(Int.max) else { return [] }
        return try await read(Int(rest)) ?? []
    }

    /// The next line, with or without the newline at its end; nil at the end of the file.
    public func readLine(keepingNewline: Bool = false) async throws -> [UInt8]? {
        guard position < size else {
            try checkOpen()
            return nil
        }
        var line: [UInt8] = []
        while position < size {
            let available = try await atLeast(1)
            if let newline = available.firstIndex(of: UInt8(ascii: "\n")) {
                line += keepingNewline ? available[...newline] : available[..<newline]
                position += Int64(newline - available.startIndex + 1)
                return line
            }
            line += available
            position += Int64(available.count)
        }
        return line
    }

    /// The next byte without going past it; nil at the end.
    public func peek() async throws -> UInt8? {
        guard position < size else {
            try checkOpen()
            return nil
        }
        return try await atLeast(1).first
    }

    /// Goes past bytes that were peeked at.
    public func advance(_ count: Int) { position += Int64(count) }

    /// What is in the buffer from here on, after making sure that it is at least `count` bytes or reaches the end.
    @discardableResult
    private func atLeast(_ count: Int) async throws -> ArraySlice<UInt8> {
        try checkOpen()
        let wanted = min(Int64(count), max(0, size - position))
        // Beyond the end, and there is no telling how far.
        guard wanted > 0 else { return [] }
        if position >= bufferStart, position + wanted <= bufferStart + Int64(buffer.count) {
            return buffer[Int(position - bufferStart)...]
        }
        let straightOn = position >= bufferStart && position <= bufferStart + Int64(buffer.count)
        nextFetch = straightOn ? min(nextFetch * 2, Self.largestFetch) : Self.smallestFetch
        let end = min(size, position + max(wanted, Int64(nextFetch)))
        let sink = MemorySink()
        let start = position
        _ = try await store.read(address, ReadOptions(range: start..<end, ifMatch: etag), into: sink)
        buffer = sink.bytes
        bufferStart = start
        guard Int64(buffer.count) >= wanted else {
            throw ArchiveError(.conflict, "'\(name)' became shorter while it was read", hint: "Open it again.", path: name)
        }
        return buffer[...]
    }

    private func checkOpen() throws {
        if closed { throw ArchiveError(.usage, "attempt to use a closed file", hint: "Open '\(name)' again.", path: name) }
    }
}
