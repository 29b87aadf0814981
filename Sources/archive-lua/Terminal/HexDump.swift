/// Bytes as `hexdump -C` writes them: 16 a line, with their offset and what of them is ASCII.
enum HexDump {
    static func lines(_ bytes: [UInt8], from offset: Int64 = 0) -> [String] {
        stride(from: 0, to: bytes.count, by: 16).map { start in
            let line = bytes[start..<min(start + 16, bytes.count)]
            var digits = ""
            for (index, byte) in line.enumerated() { digits += (index == 8 ? "  " : " ") + hexadecimal(UInt64(byte), 2) }
            let gap = String(repeating: " ", count: max(0, 49 - digits.count))
            let characters = line.map { (0x20..<0x7F).contains($0) ? Character(Unicode.Scalar($0)) : "." }
            return "\(hexadecimal(UInt64(offset + Int64(start)), 8)) \(digits)\(gap)  |\(String(characters))|"
        }
    }

    private static func hexadecimal(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
