/// Reads JSON from front to back, and only what is asked for.
///
/// For listings, which have millions of rows: `JSONDecoder` takes several times as long for a page, and the request
/// for the next page has to wait for it.
struct JSONReader {
    /// What is there is no JSON, or other JSON than was expected.
    struct Mismatch: Error {
        /// What is wrong; nil where what stands at the reader's place says it.
        var reason: String?
    }

    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Calls `element` at each element of an array, which it reads or skips.
    mutating func array(_ element: (inout JSONReader) throws -> Void) throws {
        try sequence(from: UInt8(ascii: "["), to: UInt8(ascii: "]"), element)
    }

    /// Calls `value` at each value of an object, which it reads or skips. Keys with escapes in them are given as they are.
    mutating func object(_ value: (Slice<UnsafeRawBufferPointer>, inout JSONReader) throws -> Void) throws {
        try sequence(from: UInt8(ascii: "{"), to: UInt8(ascii: "}")) { reader in
            let key = try reader.stringRange().range
            try reader.expect(UInt8(ascii: ":"))
            // Of its own, as the reader changes meanwhile.
            let bytes = reader.bytes
            try bytes.withUnsafeBytes { try value($0[key], &reader) }
        }
    }

    /// A string; nil for `null`.
    mutating func string() throws -> String? {
        guard peek() != UInt8(ascii: "n") else { return try null() }
        let (range, hasEscapes) = try stringRange()
        guard let text = String(validating: hasEscapes ? try unescaped(range)[...] : bytes[range], as: UTF8.self) else { throw Mismatch() }
        return text
    }

    /// A whole number; nil for `null`.
    mutating func integer() throws -> Int64? {
        guard peek() != UInt8(ascii: "n") else { return try null() }
        let start = position
        while position < bytes.count, bytes[position] == UInt8(ascii: "-") || Self.isDigit(bytes[position]) { position += 1 }
        guard let number = Int64(String(decoding: bytes[start..<position], as: UTF8.self)) else { throw Mismatch() }
        return number
    }

    /// Passes over a value, whatever it is.
    mutating func skip() throws {
        switch peek() {
        case UInt8(ascii: "\"")?: _ = try stringRange()
        case UInt8(ascii: "{")?: try object { try $1.skip() }
        case UInt8(ascii: "[")?: try array { try $0.skip() }
        default:
            let start = position
            while position < bytes.count, !Self.endsWord(bytes[position]) { position += 1 }
            guard position > start else { throw Mismatch() }
        }
    }

    /// - Throws: where anything but white space is left.
    mutating func end() throws {
        guard peek() == nil else { throw Mismatch() }
    }

    // MARK: Pieces

    /// The next byte that is no white space, which stays to be read.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return nil
    }

    mutating func expect(_ byte: UInt8) throws {
        guard peek() == byte else { throw Mismatch() }
        position += 1
    }

    mutating func sequence(from first: UInt8, to last: UInt8, _ element: (inout JSONReader) throws -> Void) throws {
        try expect(first)
        if peek() == last {
            position += 1
            return
        }
        while true {
            try element(&self)
            if peek() == last { break }
            try expect(UInt8(ascii: ","))
        }
        position += 1
    }

    private mutating func null<Value>() throws -> Value? {
        guard bytes[position...].starts(with: "null".utf8) else { throw Mismatch() }
        position += 4
        return nil
    }

    /// Passes over a string. Where it is between its quotes, and whether there are escapes in it.
    private mutating func stringRange() throws -> (range: Range<Int>, hasEscapes: Bool) {
        try expect(UInt8(ascii: "\""))
        let start = position
        var hasEscapes = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return (start..<(position - 1), hasEscapes)
            }
            guard byte >= 0x20 else { break }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        throw Mismatch()
    }

    private func unescaped(_ range: Range<Int>) throws -> [UInt8] {
        var text: [UInt8] = []
        var rest = bytes[range]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            switch rest.popFirst() {
            case let plain? where [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(plain): text.append(plain)
            case UInt8(ascii: "b")?: text.append(0x08)
            case UInt8(ascii: "f")?: text.append(0x0C)
            case UInt8(ascii: "n")?: text.append(0x0A)
            case UInt8(ascii: "r")?: text.append(0x0D)
            case UInt8(ascii: "t")?: text.append(0x09)
            case UInt8(ascii: "u")?: text.append(contentsOf: try Self.character(&rest).utf8)
            default: throw Mismatch()
            }
        }
        return text
    }

    /// The character of one `\u`, or of two that are a pair.
    private static func character(_ rest: inout ArraySlice<UInt8>) throws -> String {
        var units = [try unit(&rest)]
        if UTF16.isLeadSurrogate(units[0]) {
            guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u") else { throw Mismatch() }
            units.append(try unit(&rest))
        }
        guard let text = String(validating: units, as: UTF16.self) else { throw Mismatch() }
        return text
    }

    private static func unit(_ rest: inout ArraySlice<UInt8>) throws -> UInt16 {
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        guard digits.count == 4, !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw Mismatch() }
        return unit
    }

    static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9") }

    private static func endsWord(_ byte: UInt8) -> Bool {
        byte <= 0x20 || [UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(byte)
    }
}
