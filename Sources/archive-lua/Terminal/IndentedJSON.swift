/// JSON with each member and element on a line of its own, everything else as it was written.
enum IndentedJSON {
    /// - Parameter bytes: JSON that was read without an error.
    static func lines(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var line: [UInt8] = []
        var level = 0
        var isInString = false
        var isEscaped = false
        func endLine() {
            lines.append(TerminalText.line(line))
            line = Array(repeating: UInt8(ascii: " "), count: 2 * level)
        }
        for (index, byte) in bytes.enumerated() {
            if isInString {
                line.append(byte)
                if isEscaped { isEscaped = false } else if byte == UInt8(ascii: "\\") { isEscaped = true } else { isInString = byte != UInt8(ascii: "\"") }
                continue
            }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                line.append(byte)
                guard !isEmpty(bytes, after: index) else { continue }
                level += 1
                endLine()
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if !isEmpty(bytes, before: index) {
                    level -= 1
                    endLine()
                }
                line.append(byte)
            case UInt8(ascii: ","):
                line.append(byte)
                endLine()
            case UInt8(ascii: ":"): line += ": ".utf8
            case 0x20, 0x09, 0x0A, 0x0D: continue
            default:
                isInString = byte == UInt8(ascii: "\"")
                line.append(byte)
            }
        }
        endLine()
        return lines
    }

    private static func isEmpty(_ bytes: [UInt8], after index: Int) -> Bool {
        bytes[(index + 1)...].first { $0 > 0x20 }.map { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") } ?? false
    }

    private static func isEmpty(_ bytes: [UInt8], before index: Int) -> Bool {
        bytes[..<index].last { $0 > 0x20 }.map { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") } ?? false
    }
}
