/// What stands between the quotes of a Lua string: read also where it is not finished, and written.
enum StringText {
    /// The bytes that a text means; an escape that is not finished is left over.
    static func decode(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], unfinished: [UInt8]) {
        var bytes: [UInt8] = []
        var position = text.startIndex
        while position < text.endIndex {
            guard text[position] == UInt8(ascii: "\\") else {
                bytes.append(text[position])
                position += 1
                continue
            }
            guard let (meaning, end) = escape(text[(position + 1)...]) else { return (bytes, Array(text[position...])) }
            bytes += meaning
            position = end
        }
        return (bytes, [])
    }

    /// The text of these bytes.
    static func encode(_ bytes: some Sequence<UInt8>, quote: UInt8) -> String {
        TerminalText.luaContent(bytes, quote: UnicodeScalar(quote))
    }

    private static let letters: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "v"): 11,
        UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
    ]

    /// What follows a backslash, and where that ends; nil where more is to come.
    private static func escape(_ rest: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        guard let first = rest.first else { return nil }
        let next = rest.startIndex + 1
        if let byte = letters[first] { return ([byte], next) }
        switch first {
        case UInt8(ascii: "z"): return ([], rest[next...].firstIndex { !LuaTokens.isSpace($0) } ?? rest.endIndex)
        case UInt8(ascii: "x"):
            guard rest.count > 2 else { return nil }
            return (UInt8(string(rest[next..<(next + 2)]), radix: 16).map { [$0] } ?? [], next + 2)
        case UInt8(ascii: "u"):
            guard let close = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let scalar = UInt32(string(rest[next..<close].dropFirst()), radix: 16).flatMap(UnicodeScalar.init)
            return (scalar.map { Array(String($0).utf8) } ?? [], close + 1)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            let digits = rest.prefix(3).prefix { (48...57).contains($0) }
            return (UInt8(string(digits)).map { [$0] } ?? [], digits.endIndex)
        default: return ([first], next)
        }
    }

    private static func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
