extension String {
    /// As a string of Lua, for a hint that can be pasted: in quotes, on one line, and read back as the same bytes.
    var luaLiteral: String {
        var bytes = [UInt8(ascii: "\"")]
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += Array("\\n".utf8)
            case ..<0x20, 0x7F: bytes += Array("\\\(byte < 100 ? "0" : "")\(byte < 10 ? "0" : "")\(byte)".utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes + [UInt8(ascii: "\"")], as: UTF8.self)
    }
}
