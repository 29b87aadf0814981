import ArchiveAPI
import LuaBridge

/// How much a file handle's `read` and `lines` give at once, as Lua's own handles have it.
enum ReadFormat: Sendable, Equatable {
    case line(keepingNewline: Bool)
    case all
    case number
    case bytes(Int)

    /// The formats among a function's arguments; a line where there are none.
    static func list(_ arguments: LuaMultiple, of function: String) throws -> [ReadFormat] {
        guard !arguments.values.isEmpty else { return [.line(keepingNewline: false)] }
        return try arguments.values.enumerated().map { offset, value in
            if let count = value.number {
                guard count == count.rounded(), count >= 0, let exact = Int(exactly: count) else {
                    throw invalid("\(count)", offset, function)
                }
                return .bytes(exact)
            }
            guard let word = value.string else { throw invalid("that", offset, function) }
            switch (word.hasPrefix("*") ? word.dropFirst() : word[...]).first {
            case "l": return .line(keepingNewline: false)
            case "L": return .line(keepingNewline: true)
            case "a": return .all
            case "n": return .number
            default: throw invalid("'\(word)'", offset, function)
            }
        }
    }

    private static func invalid(_ given: String, _ offset: Int, _ function: String) -> LuaUsageError {
        LuaUsageError(
            "FileHandle:\(function): argument \(offset + 1): \(given) is no format",
            hint: "The formats are \"l\", \"L\", \"n\", \"a\" and a count of bytes.")
    }
}
