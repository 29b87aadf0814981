/// Any JSON. Whole numbers stay whole, objects keep their order, and a key may stand in one twice.
public indirect enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case list([JSONValue])
    case object([(name: String, value: JSONValue)])

    /// How deep lists and objects may lie in each other: who reads or writes them goes as deep on the stack.
    public static let deepest = 200

    /// Reads a whole text.
    ///
    /// - Throws: `decoding` where it is no JSON; the message says at which line and column.
    public init(parsing bytes: [UInt8]) throws {
        var reader = JSONReader(bytes)
        do {
            self = try reader.value(levels: Self.deepest)
            try reader.end()
        } catch let mismatch as JSONReader.Mismatch {
            throw ArchiveError(.decoding, "no JSON: \(mismatch.reason ?? reader.unexpected) at \(reader.place)")
        }
    }
}

extension JSONReader {
    /// A value, whatever it is.
    fileprivate mutating func value(levels: Int) throws -> JSONValue {
        guard let byte = peek() else { throw Mismatch() }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard levels > 0 else { throw Mismatch(reason: "more than \(JSONValue.deepest) levels of lists and objects") }
            return byte == UInt8(ascii: "[") ? try list(levels - 1) : try members(levels - 1)
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        default: return try number()
        }
    }

    private mutating func list(_ levels: Int) throws -> JSONValue {
        var elements: [JSONValue] = []
        try sequence(from: UInt8(ascii: "["), to: UInt8(ascii: "]")) { elements.append(try $0.value(levels: levels)) }
        return .list(elements)
    }

    private mutating func members(_ levels: Int) throws -> JSONValue {
        var members: [(name: String, value: JSONValue)] = []
        try sequence(from: UInt8(ascii: "{"), to: UInt8(ascii: "}")) { reader in
            guard reader.peek() == UInt8(ascii: "\"") else { throw Mismatch() }
            let name = try reader.text()
            try reader.expect(UInt8(ascii: ":"))
            members.append((name, try reader.value(levels: levels)))
        }
        return .object(members)
    }

    /// A string, after the white space before it.
    private mutating func text() throws -> String {
        let start = position
        guard let text = try? string() else {
            position = start
            throw Mismatch(
                reason: "a string that does not end, or has a control character, a bad escape or bytes that are not UTF-8,")
        }
        return text
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw Mismatch() }
        position += word.utf8.count
        return value
    }

    /// A number: an integer where it is written as one and is not too large.
    private mutating func number() throws -> JSONValue {
        let start = position
        accept("-")
        if !accept("0") { try digits() }
        var isWhole = true
        if accept(".") {
            isWhole = false
            try digits()
        }
        if accept("e") || accept("E") {
            isWhole = false
            if !accept("+") { accept("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else {
            position = start
            throw Mismatch(reason: "a number that is too large")
        }
        return .number(value)
    }

    @discardableResult
    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func digits() throws {
        let start = position
        while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
        guard position > start else { throw Mismatch() }
    }

    // MARK: Words for errors

    fileprivate var unexpected: String {
        let character = String(decoding: bytes[position...].prefix(4), as: UTF8.self).unicodeScalars.first
        return character.map { "unexpected '\($0)'" } ?? "unexpected end"
    }

    /// Where the reader is, counted as an editor counts.
    fileprivate var place: String {
        let before = bytes[..<position]
        let line = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let column = (line.last ?? []).count { $0 & 0xC0 != 0x80 } + 1
        return "line \(line.count), column \(column)"
    }
}
