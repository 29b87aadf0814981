/// Text from outside, made safe to show.
///
/// Object names, error messages and headers are bytes that a stranger chose. Shown as they are they could
/// move the cursor, change colours, turn text around or forge a prompt. Whatever could do that is written as
/// a Lua escape (`\x1B`, `\u{202E}`, `\n`), which can be pasted back into a Lua string.
enum TerminalText {
    /// One line: line breaks and tabs are escaped too.
    static func line(_ bytes: some Sequence<UInt8>) -> String { escape(bytes, keepingLines: false) }
    static func line(_ text: String) -> String { escape(text.utf8, keepingLines: false) }

    /// Several lines: line feeds and tabs stay.
    static func block(_ bytes: some Sequence<UInt8>) -> String { escape(bytes, keepingLines: true) }
    static func block(_ text: String) -> String { escape(text.utf8, keepingLines: true) }

    /// A string as Lua source: in quotes, and read back as the same bytes.
    static func luaLiteral(_ bytes: some Sequence<UInt8>) -> String { "\"" + luaContent(bytes, quote: "\"") + "\"" }

    /// What stands between the quotes of a string as Lua source.
    static func luaContent(_ bytes: some Sequence<UInt8>, quote: Unicode.Scalar) -> String {
        var result = ""
        forEach(bytes) { piece in
            switch piece {
            case .scalar(quote), .scalar("\\"): result += "\\"
            default: break
            }
            append(piece, to: &result, keepingLines: false)
        }
        return result
    }

    static func luaLiteral(_ text: String) -> String { luaLiteral(text.utf8) }

    /// Whether a scalar shows as itself and moves nothing but its own width.
    static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7F: return true
        case 0x200C, 0x200D: return true  // Persian and Indic scripts and emoji need the joiners.
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return false
        default: return true
        }
    }

    private enum Piece {
        case scalar(Unicode.Scalar)
        case invalid(UInt8)
    }

    private static func escape(_ bytes: some Sequence<UInt8>, keepingLines: Bool) -> String {
        var result = ""
        forEach(bytes) { append($0, to: &result, keepingLines: keepingLines) }
        return result
    }

    private static func append(_ piece: Piece, to result: inout String, keepingLines: Bool) {
        switch piece {
        case .scalar("\n"): result += keepingLines ? "\n" : "\\n"
        case .scalar("\t"): result += keepingLines ? "\t" : "\\t"
        case .scalar("\r"): result += "\\r"
        case .scalar(let scalar) where isSafe(scalar): result.unicodeScalars.append(scalar)
        case .scalar(let scalar) where scalar.value < 0x80: result += hexadecimal(UInt8(scalar.value))
        case .scalar(let scalar): result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        case .invalid(let byte): result += hexadecimal(byte)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "\\x" + (digits.count < 2 ? "0" : "") + digits
    }

    /// Walks the scalars of UTF-8; bytes that are none come one by one.
    private static func forEach(_ bytes: some Sequence<UInt8>, _ body: (Piece) -> Void) {
        let bytes = Array(bytes)
        var index = 0
        while index < bytes.count {
            if let (scalar, length) = decode(bytes[index...]) {
                body(.scalar(scalar))
                index += length
            } else {
                body(.invalid(bytes[index]))
                index += 1
            }
        }
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        guard let first = bytes.first else { return nil }
        let length: Int
        switch first {
        case 0..<0x80: return (Unicode.Scalar(first), 1)
        case 0xC2..<0xE0: length = 2
        case 0xE0..<0xF0: length = 3
        case 0xF0..<0xF5: length = 4
        default: return nil
        }
        guard bytes.count >= length else { return nil }
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        for byte in bytes.dropFirst().prefix(length - 1) {
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let smallest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
        guard value >= smallest, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }
}
