/// The rows of a CSV or TSV file, as RFC 4180 has them: a field in quotes may hold separators, line breaks, and quotes
/// written twice.
struct DelimitedRows {
    /// Those that ended; lines without anything are none.
    var rows: [[String]] = []
    /// The row that was going on at the end of the text.
    var rest: [String]?
    /// Whether the text ended within quotes.
    var endsInQuotes = false

    /// - Parameters:
    ///   - most: how many rows are wanted.
    ///   - startsInQuotes: whether the text begins within a field in quotes, whose row is left out.
    init(_ text: some Sequence<UInt8>, separator: UInt8, most: Int = .max, startsInQuotes: Bool = false, takesQuotes: Bool = true) {
        let quote = UInt8(ascii: "\"")
        var field: [UInt8] = []
        var row: [String] = []
        var isQuoted = startsInQuotes
        // A quote within quotes: one that is written twice, or the end.
        var sawQuote = false
        var skipsRow = startsInQuotes

        func endField() {
            if !isQuoted, field.last == UInt8(ascii: "\r") { field.removeLast() }
            row.append(String(decoding: field, as: UTF8.self))
            field.removeAll(keepingCapacity: true)
        }
        for byte in text {
            if isQuoted, !sawQuote, byte == quote {
                sawQuote = true
                continue
            }
            if sawQuote {
                sawQuote = false
                if byte == quote {
                    field.append(byte)
                    continue
                }
                isQuoted = false
            }
            if isQuoted {
                field.append(byte)
            } else if byte == separator {
                endField()
            } else if byte == UInt8(ascii: "\n") {
                endField()
                if !skipsRow, row != [""] { rows.append(row) }
                skipsRow = false
                row = []
                if rows.count >= most { return }
            } else if byte == quote, field.isEmpty, takesQuotes {
                isQuoted = true
            } else {
                field.append(byte)
            }
        }
        endsInQuotes = isQuoted && !sawQuote
        isQuoted = endsInQuotes
        endField()
        if !skipsRow, row != [""] { rest = row }
    }

    /// The rows of a text that may begin in the middle of one, whose part is left out. Whether it begins within quotes
    /// nobody knows: so it is read both ways, and what gives more rows of the right width is taken.
    static func afterCut(_ text: [UInt8], separator: UInt8, columns: Int) -> DelimitedRows {
        func fitting(_ rows: DelimitedRows) -> Int { rows.rows.count { $0.count == columns } }
        let start = text.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.endIndex
        let outside = DelimitedRows(text[start...], separator: separator)
        let inside = DelimitedRows(text, separator: separator, startsInQuotes: true)
        return fitting(inside) > fitting(outside) ? inside : outside
    }
}
