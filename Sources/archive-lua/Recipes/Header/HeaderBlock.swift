/// The comment block that is a recipe's header: where it stands, and the TOML in it. Nothing is run to find it.
struct HeaderBlock: Equatable {
    /// The line of the file, from 1, on which the first line of the TOML stands.
    let firstLine: Int
    let lines: [String]

    /// How far a line of the TOML is moved to the right in the file.
    static let indent = 3
    /// In bytes.
    private static let largest = 64 * 1024
    private static let start = "-- /// recipe"
    private static let end = "-- ///"

    var toml: String { lines.joined(separator: "\n") }

    /// - Throws: `RecipeProblem` where there is none, a second one, one that does not end or stands below code.
    init(of source: [UInt8]) throws(RecipeProblem) {
        let all = source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Self.text)
        let starts = all.indices.filter { all[$0] == Self.start }
        guard let first = starts.first else {
            throw RecipeProblem(
                line: 1, "this is no recipe: it has no header",
                hint: "A header begins with the line '\(Self.start)'. 'archive-lua recipe new NAME' writes one.")
        }
        if starts.count > 1 {
            throw RecipeProblem(line: starts[1] + 1, "a second header; the first is in line \(first + 1)", hint: "Leave one of them.")
        }
        if let code = all[..<first].enumerated().first(where: { !Self.isNoCode($0.element, isFirst: $0.offset == 0) }) {
            throw RecipeProblem(
                line: first + 1, "the header stands below the first line of code, which is line \(code.offset + 1)",
                hint: "Above it there may be comments of one line, and a first line that begins with #!.")
        }
        guard let last = all[(first + 1)...].firstIndex(of: Self.end) else {
            throw RecipeProblem(line: first + 1, "the header does not end", hint: "It ends with the line '\(Self.end)'.")
        }
        firstLine = first + 2
        guard all[first...last].reduce(0, { $0 + $1.utf8.count + 1 }) <= Self.largest else {
            throw RecipeProblem(line: first + 1, "the header is larger than \(Self.largest / 1024) kB")
        }
        var lines: [String] = []
        for index in (first + 1)..<last {
            guard let line = Self.content(all[index]) else {
                throw RecipeProblem(
                    line: index + 1, "a line of the header must begin with '-- '", hint: "The header ends with the line '\(Self.end)'.")
            }
            lines.append(line)
        }
        self.lines = lines
    }

    /// The line of the file for a line of the TOML, both from 1.
    func line(_ line: Int) -> Int { firstLine + line - 1 }

    private static func text(of line: some Collection<UInt8>) -> String {
        var text = String(decoding: line, as: UTF8.self)[...]
        while let last = text.unicodeScalars.last, " \t\r".unicodeScalars.contains(last) { text.unicodeScalars.removeLast() }
        return String(text)
    }

    /// A comment of one line, or nothing.
    private static func isNoCode(_ line: String, isFirst: Bool) -> Bool {
        if isFirst, line.hasPrefix("#") { return true }
        let text = line.drop { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
        guard text.hasPrefix("--") else { return text.isEmpty }
        let rest = text.dropFirst(2)
        return !(rest.hasPrefix("[") && rest.dropFirst().drop { $0 == "=" }.hasPrefix("["))
    }

    private static func content(_ line: String) -> String? {
        if line == "--" { return "" }
        return line.hasPrefix("-- ") ? String(line.dropFirst(3)) : nil
    }
}
