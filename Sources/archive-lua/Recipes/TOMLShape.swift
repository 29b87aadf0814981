/// Looks at the text of a TOML file before the library reads it: some of what no TOML is makes the library end the process.
///
/// That is a table without a name, brackets that do not fit, and a date with an end that is none. All else is for the library,
/// which reads from the beginning, too: what stands behind its first error does not matter.
struct TOMLShape {
    struct Problem: Error {
        /// From 1.
        let line: Int
        let column: Int
        let reason: String
    }

    /// The longest line in bytes that a stranger may write: what lies deeper in each other than this has room for ends the stack.
    static let longestLine = 8192

    private let text: [UInt8]
    private var place = 0
    /// The brackets that are open, of values.
    private var open: [UInt8] = []
    /// Whether there is nothing but space before this place in its line.
    private var isAtStart = true

    private init(_ text: String) { self.text = Array(text.utf8) }

    /// - Parameter longest: the most bytes that a line may have.
    static func check(_ text: String, longest: Int = .max) throws(Problem) {
        var shape = TOMLShape(text)
        for line in shape.text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            shape.place = line.startIndex
            if line.count > longest { throw shape.problem("a line of more than \(longest) bytes") }
            if line.contains(0) { throw shape.problem("a zero byte") }
        }
        shape.place = 0
        try shape.scan()
    }

    private mutating func scan() throws(Problem) {
        while place < text.count {
            let byte = text[place]
            switch byte {
            case UInt8(ascii: "\n"): isAtStart = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            case UInt8(ascii: "#"):
                skipLine()
                continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                isAtStart = false
                guard skipString(byte) else { return }
                continue
            case UInt8(ascii: "[") where isAtStart && open.isEmpty:
                try checkTable()
                skipLine()
                continue
            default:
                isAtStart = false
                try check(byte)
            }
            place += 1
        }
    }

    private mutating func check(_ byte: UInt8) throws(Problem) {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"): open.append(byte)
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            guard open.popLast() == (byte == UInt8(ascii: "]") ? UInt8(ascii: "[") : UInt8(ascii: "{")) else {
                throw problem("a '\(Character(Unicode.Scalar(byte)))' that closes nothing")
            }
        case UInt8(ascii: "T"), UInt8(ascii: "t"):
            if endsDate(before: place), !isDigit(place + 1) { throw problem("a date with a time that is none") }
        default: break
        }
    }

    /// `[name]` or `[[name]]`.
    private func checkTable() throws(Problem) {
        let rest = text[place...]
        let brackets = rest.prefix { $0 == UInt8(ascii: "[") }.count
        let name = rest.dropFirst(brackets).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard brackets <= 2, let first = name.first, Self.beginsKey(first) else {
            throw problem("a '[' at the beginning of a line needs the name of a table behind it")
        }
    }

    private static func beginsKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        default: false
        }
    }

    private mutating func skipLine() {
        while place < text.count, text[place] != UInt8(ascii: "\n") { place += 1 }
    }

    /// Goes behind a string; false where it does not end.
    private mutating func skipString(_ quote: UInt8) -> Bool {
        let mark = [quote, quote, quote]
        let isLong = text[place...].starts(with: mark)
        place += isLong ? 3 : 1
        while place < text.count {
            let byte = text[place]
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                place += 2
            } else if isLong ? text[place...].starts(with: mark) : byte == quote {
                place += isLong ? 3 : 1
                while isLong, place < text.count, text[place] == quote { place += 1 }
                return true
            } else if !isLong, byte == UInt8(ascii: "\n") {
                return false
            } else {
                place += 1
            }
        }
        return false
    }

    private func isDigit(_ place: Int) -> Bool {
        text.indices.contains(place) && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[place])
    }

    /// `1979-05-27`
    private func endsDate(before end: Int) -> Bool {
        end >= 10
            && (1...10).allSatisfy { distance in
                distance == 3 || distance == 6 ? text[end - distance] == UInt8(ascii: "-") : isDigit(end - distance)
            }
    }

    private func problem(_ reason: String) -> Problem {
        let before = text[..<place]
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Problem(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: String(decoding: text[start..<place], as: UTF8.self).count + 1, reason: reason)
    }
}
