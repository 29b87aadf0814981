import ArchiveAPI
import LuaBridge

/// A string that is the result itself: JSON is indented, bytes that are no text are dumped; others are Lua literals.
enum StringResult {
    /// The lines of what is shown otherwise than as a literal; nil for that.
    static func lines(_ string: LuaBytes) -> [String]? {
        if isBinary(string.bytes) { return dump(string.bytes) }
        guard string.bytes.count <= longestJSON, let first = string.bytes.first(where: { $0 > 0x20 }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "["), (try? JSONValue(parsing: string.bytes)) != nil
        else { return nil }
        return IndentedJSON.lines(string.bytes)
    }

    /// A Lua literal; of a long string its beginning, and how long it is: within a table as a comment.
    static func literal(_ string: LuaBytes, isAlone: Bool = true) -> String {
        let count = string.bytes.count
        guard count > longestLiteral else { return TerminalText.luaLiteral(string.bytes) }
        var end = longestLiteral
        // Not in the middle of a character.
        while end > 0, string.bytes[end] & 0xC0 == 0x80 { end -= 1 }
        let length = HumanCount.text(Int64(count), "byte")
        return TerminalText.luaLiteral(string.bytes[..<end]) + (isAlone ? " … (\(length))" : " --[[… \(length)]]")
    }

    private static let longestLiteral = 1_000
    private static let longestJSON = 1 << 20
    private static let longestDump = 64 << 10
    /// Few bytes are better read as the escapes of a literal.
    private static let shortestDump = 17

    private static func isBinary(_ bytes: [UInt8]) -> Bool {
        bytes.count >= shortestDump && (bytes.contains(0) || String(validating: bytes, as: UTF8.self) == nil)
    }

    private static func dump(_ bytes: [UInt8]) -> [String] {
        let lines = HexDump.lines(Array(bytes.prefix(longestDump)))
        return lines + ["(\(HumanCount.text(Int64(bytes.count), "byte")))"]
    }
}
