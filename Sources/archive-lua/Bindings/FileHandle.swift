import ArchiveAPI
import Locking
import LuaBridge

/// A file of the archive that is open for reading, with the manners of Lua's own file handles.
final class FileHandle: Sendable {
    private let object: ObjectHandle
    private let closed = Locked(false)

    init(_ object: ObjectHandle) { self.object = object }

    var name: String { object.name }

    var isClosed: Bool { closed.withLock(\.self) }

    /// The results of `read`: up to the first format that finds nothing, which gives nil.
    func read(_ formats: [ReadFormat]) async throws -> LuaMultiple {
        try checkOpen()
        var results: [LuaValue] = []
        for format in formats {
            let value = try await read(format)
            results.append(value)
            if value.isNil { break }
        }
        return LuaMultiple(results)
    }

    private func read(_ format: ReadFormat) async throws -> LuaValue {
        switch format {
        case .line(let keeping): Self.value(try await object.readLine(keepingNewline: keeping))
        case .all: .string(LuaBytes(try await object.readAll()))
        case .number: try await NumberReader.read(from: object)
        case .bytes(0): try await object.peek() == nil ? .nil : .string("")
        case .bytes(let count): Self.value(try await object.read(count))
        }
    }

    private static func value(_ bytes: [UInt8]?) -> LuaValue { bytes.map { .string(LuaBytes($0)) } ?? .nil }

    /// Goes to a place, and returns it.
    func seek(_ whence: String, _ offset: Int) async throws -> Int64 {
        try checkOpen()
        let base: Int64 =
            switch whence {
            case "set": 0
            case "end": object.size
            default: await object.offset
            }
        let (target, overflow) = base.addingReportingOverflow(Int64(offset))
        guard !overflow else { throw ArchiveError(.usage, "there is no such place in '\(object.name)'", path: object.name) }
        try await object.seek(to: target)
        return target
    }

    func close() async {
        closed.withLock { $0 = true }
        await object.close()
    }

    func checkOpen() throws {
        if isClosed { throw ArchiveError(.usage, "attempt to use a closed file", path: object.name) }
    }
}

/// The iterator that `handle:lines()` gives to `for`.
final class HandleLines: Sendable {
    private let handle: FileHandle
    private let formats: [ReadFormat]

    init(_ handle: FileHandle, _ formats: [ReadFormat]) {
        self.handle = handle
        self.formats = formats
    }

    func next() async throws -> LuaMultiple {
        if handle.isClosed { throw ArchiveError(.usage, "file is already closed") }
        return try await handle.read(formats)
    }
}
