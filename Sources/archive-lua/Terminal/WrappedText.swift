/// Lines broken between words where the screen ends; what goes on stands below what it belongs to.
enum WrappedText {
    /// A text of several lines.
    static func text(_ text: String, columns: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { lines(String($0), columns: columns) }.joined(separator: "\n")
    }

    static func lines(_ line: String, columns: Int) -> [String] {
        guard TextTable.width(line) >= columns else { return [line] }
        let indent = indent(of: line, columns: columns)
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var current = String(line.prefix { $0 == " " })
        var isEmpty = true
        for word in line.drop(while: { $0 == " " }).split(separator: " ", omittingEmptySubsequences: false) {
            let width = TextTable.width(String(word))
            // What is longer than a whole line, as a path, is not longer where it stands.
            if !isEmpty, TextTable.width(current) + 1 + width >= columns, indent + width < columns {
                lines.append(current)
                (current, isEmpty) = (margin, true)
            }
            current += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [current]
    }

    /// Below the second column, where there is one that leaves room enough; a little to the right of a call, and of what
    /// stands at the margin; below the beginning of other text, of an item of a list behind its dash.
    private static func indent(of line: String, columns: Int) -> Int {
        let start = line.prefix { $0 == " " }.count
        let first = line.dropFirst(start)
        if let gap = first.range(of: "  ") {
            let second = line[gap.upperBound...].drop { $0 == " " }.startIndex
            let column = line.distance(from: line.startIndex, to: second)
            if column < columns / 2 { return column }
        }
        if start > 0, first.hasPrefix("- ") { return start + 2 }
        let isCall = first.prefix { $0 != " " }.contains("(")
        return isCall || start == 0 ? start + 4 : start
    }
}
