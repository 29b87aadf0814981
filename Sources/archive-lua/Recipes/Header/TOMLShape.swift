/// Looks at the text of a TOML file before the library reads it: some of what no TOML is makes the library end the process.
///
/// That is a table without a name, brackets that do not fit, a date or time that is not whole, and what is no ASCII outside
/// of strings and comments. All else is for the library,
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
            case 0xEF where place == 0 && text.starts(with: [0xEF, 0xBB, 0xBF]):
                // A mark of UTF-8, which the library passes over.
                place += 2
            case _ where Self.isWord(byte):
                isAtStart = false
                try checkWord()
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
        case 0x80...: throw problem("a letter or sign that may stand in strings and comments only")
        default: break
        }
    }

    /// Goes behind a word: a key, a number, a date.
    private mutating func checkWord() throws(Problem) {
        var word = takeWord()
        let isDate = word.count > 4 && word[4] == UInt8(ascii: "-") && word[..<4].allSatisfy(Self.isDigit)
        let isTime = word.count > 2 && word[2] == UInt8(ascii: ":")
        guard isDate || isTime else { return }
        if isDate, place + 1 < text.count, text[place] == UInt8(ascii: " "), Self.isDigit(text[place + 1]) {
            // The other way to write it.
            place += 1
            word += [UInt8(ascii: "T")] + takeWord()
        }
        let form = /(\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})?)?|\d{2}:\d{2}:\d{2}(\.\d{1,9})?)/
        guard String(decoding: word, as: UTF8.self).wholeMatch(of: form) != nil else { throw problem("a date or time that is none") }
    }

    private mutating func takeWord() -> [UInt8] {
        let word = Array(text[place...].prefix(while: Self.isWord))
        place += word.count
        return word
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        beginsKey(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'") || ":+.".utf8.contains(byte)
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

    private func problem(_ reason: String) -> Problem {
        let before = text[..<place]
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Problem(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: String(decoding: text[start..<place], as: UTF8.self).count + 1, reason: reason)
    }
}
