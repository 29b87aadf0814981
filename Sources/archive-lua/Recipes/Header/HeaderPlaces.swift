/// Where the keys of a header stand, for messages.
struct HeaderPlaces {
    /// By the key, as `effects`, `arguments.name`, `arguments.name.type`: the line of the file, from 1.
    private(set) var lines: [String: Int] = [:]
    private(set) var columns: [String: Int] = [:]
    /// The tables below `arguments`, in the order in which they stand.
    private(set) var argumentNames: [String] = []
    let firstLine: Int

    init(_ block: HeaderBlock) {
        firstLine = block.firstLine
        var table = ""
        for (offset, line) in block.lines.enumerated() {
            let text = line.drop { $0 == " " || $0 == "\t" }
            let column = HeaderBlock.indent + 1 + line.count - text.count
            func note(_ key: String) {
                guard lines[key] == nil else { return }
                lines[key] = block.line(offset + 1)
                columns[key] = column
            }
            if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
                table = Self.plain(text[text.index(after: text.startIndex)..<end])
                note(table)
                if table.hasPrefix("arguments."), !argumentNames.contains(String(table.dropFirst(10))) {
                    argumentNames.append(String(table.dropFirst(10)))
                }
            } else if let equals = text.firstIndex(of: "="), !text.hasPrefix("#") {
                let key = Self.plain(text[..<equals])
                note(table.isEmpty ? key : "\(table).\(key)")
            }
        }
    }

    /// A key without spaces and quotes around its parts.
    private static func plain(_ key: Substring) -> String {
        key.split(separator: ".", omittingEmptySubsequences: false).map { part in
            String(part.filter { !" \t\"'".contains($0) })
        }.joined(separator: ".")
    }

    /// At the key, or else at the table that it would stand in.
    func problem(_ key: String, _ reason: String, hint: String? = nil) -> RecipeProblem {
        var parts = key.split(separator: ".")
        while !parts.isEmpty {
            let key = parts.joined(separator: ".")
            if let line = lines[key], let column = columns[key] { return RecipeProblem(line: line, column: column, reason, hint: hint) }
            parts.removeLast()
        }
        return RecipeProblem(line: firstLine, column: HeaderBlock.indent + 1, reason, hint: hint)
    }
}
