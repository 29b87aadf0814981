/// A Lua string: any bytes.
public struct LuaBytes: Sendable, Hashable {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public init(_ string: String) { bytes = Array(string.utf8) }

    /// The text, if it is UTF-8.
    public var string: String? { String(validating: bytes, as: UTF8.self) }
    /// For display: what is not UTF-8 shows as U+FFFD.
    public var repaired: String { String(decoding: bytes, as: UTF8.self) }
}

extension LuaBytes: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}

/// How values are spelled in Lua source.
public enum LuaLiteral {
    /// A string in double quotes; control characters and bytes that are not UTF-8 as escapes.
    public static func quoted(_ string: LuaBytes, limit: Int = .max) -> String {
        var result = "\""
        var shown = 0
        for scalar in string.repaired.unicodeScalars {
            if shown == limit { return result + "…\"" }
            shown += 1
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    public static func quoted(_ string: String) -> String { quoted(LuaBytes(string)) }
}
