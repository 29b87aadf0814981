/// The numbers and texts of a header. Whatever lies outside of the bytes that are there is nil: nothing that a header
/// says of places and lengths is trusted.
struct HeaderBytes {
    let bytes: [UInt8]
    var isBigEndian = false

    init(_ bytes: [UInt8], isBigEndian: Bool = false) {
        self.bytes = bytes
        self.isBigEndian = isBigEndian
    }

    /// An unsigned integer of up to eight bytes.
    func unsigned(at offset: Int, _ width: Int) -> UInt64? {
        guard let part = slice(at: offset, width), width <= 8 else { return nil }
        return (isBigEndian ? Array(part) : part.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// An unsigned integer as an offset or a count; nil also where it is larger than any of those.
    func count(at offset: Int, _ width: Int) -> Int? { unsigned(at: offset, width).flatMap { Int(exactly: $0) } }

    func signed(at offset: Int, _ width: Int) -> Int64? {
        guard let value = unsigned(at: offset, width) else { return nil }
        let unused = UInt64(64 - 8 * width)
        return Int64(bitPattern: value << unused) >> Int64(unused)
    }

    /// A floating-point number of four or eight bytes. One of four bytes is taken for the decimal that it is written as.
    func float(at offset: Int, _ width: Int) -> Double? {
        guard let value = unsigned(at: offset, width) else { return nil }
        guard width == 4 else { return Double(bitPattern: value) }
        return Double(Float(bitPattern: UInt32(truncatingIfNeeded: value)).description)
    }

    /// Text up to its zero byte, or to its full length.
    func text(at offset: Int, _ length: Int) -> String? {
        slice(at: offset, length).map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    func has(_ magic: [UInt8], at offset: Int) -> Bool { slice(at: offset, magic.count)?.elementsEqual(magic) ?? false }
    func has(_ magic: StaticString, at offset: Int) -> Bool {
        magic.withUTF8Buffer { has(Array($0), at: offset) }
    }

    private func slice(at offset: Int, _ length: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, length >= 0, length <= bytes.count, offset <= bytes.count - length else { return nil }
        return bytes[offset..<(offset + length)]
    }
}
