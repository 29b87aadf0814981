/// Rows of text in aligned columns, cut to the width and height of the screen.
struct TextTable {
    enum Alignment { case left, right }

    struct Column {
        let title: String
        var alignment = Alignment.left
        /// How narrow the column may become where the screen is; nil for not at all.
        var narrowest: Int?
        /// Whether the middle is left out of what is cut, as of a path; else the end.
        var cutsMiddle = false
    }

    let columns: [Column]
    let rows: [[String]]

    func lines(width: Int) -> [String] {
        var widths = columns.indices.map { column in
            max(Self.width(columns[column].title), rows.map { Self.width($0[column]) }.max() ?? 0)
        }
        let gaps = 2 * (columns.count - 1)
        // The last columns give way first: the first says what the row is about.
        for column in columns.indices.reversed() {
            let excess = widths.reduce(gaps, +) - width
            if excess > 0, let narrowest = columns[column].narrowest, widths[column] > narrowest {
                widths[column] = max(narrowest, widths[column] - excess)
            }
        }
        return ([columns.map(\.title)] + rows).map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let text = Self.cut(cell, to: widths[index], inMiddle: columns[index].cutsMiddle)
                let padding = String(repeating: " ", count: widths[index] - Self.width(text))
                let isLast = index == row.count - 1
                line += columns[index].alignment == .right ? padding + text : isLast ? text : text + padding
                if !isLast { line += "  " }
            }
            return line
        }
    }

    /// How many columns a text takes on a terminal.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// Not `wcwidth`, which knows only what the locale knows.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x300: return 1
        case 0x1100..<0x1160, 0x2E80..<0x303F, 0x3041..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00,
            0xFE30..<0xFE70, 0xFF00..<0xFF61, 0xFFE0..<0xFFE7, 0x20000..<0x3FFFE:
            return 2
        case 0x200B..<0x200F, 0xFE00..<0xFE10: return 0
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }

    /// A text cut to a width, the cut shown as `…`.
    static func cut(_ text: String, to limit: Int, inMiddle: Bool = false) -> String {
        guard width(text) > limit else { return text }
        let head = inMiddle ? (limit - 1) / 2 : limit - 1
        let start = prefix(text, head)
        let end = inMiddle ? String(prefix(String(text.reversed()), limit - 1 - width(start)).reversed()) : ""
        return start + "…" + end
    }

    private static func prefix(_ text: String, _ limit: Int) -> String {
        var result = ""
        var used = 0
        for character in text {
            let more = width(String(character))
            if used + more > limit { break }
            result.append(character)
            used += more
        }
        return result
    }
}
