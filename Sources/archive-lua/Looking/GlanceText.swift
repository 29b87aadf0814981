import ArchiveAPI

/// The beginning or end of a file as it is shown. Everything in it is foreign: it goes through TerminalText.
struct GlanceText {
    private let glance: FileGlance
    /// A line may go on over so many lines of the screen.
    private static let mostScreenLines = 5
    private static let narrowest = 8

    init(_ glance: FileGlance) { self.glance = glance }

    func text(on screen: Screen) -> String {
        var lines: [String] = []
        if let encoding = glance.encoding, encoding != "utf-8" { lines.append(screen.styled("(\(encoding))", .faint)) }
        switch glance.content {
        case .lines(let text) where text.isEmpty: lines.append(screen.styled("(empty)", .faint))
        case .lines(let text):
            lines += text.map { TextTable.cut(TerminalText.block($0), to: screen.columns * Self.mostScreenLines) }
        case .table(let columns, let rows): lines += Self.table(columns, rows, on: screen)
        case .header(let header): lines += Self.header(header, on: screen)
        case .bytes(let bytes, let offset): lines += HexDump.lines(bytes, from: offset)
        }
        if let note = glance.note { lines.append(screen.styled("(\(note))", .faint)) }
        return lines.joined(separator: "\n")
    }

    private static func table(_ columns: [String], _ rows: [[String]], on screen: Screen) -> [String] {
        // A row may have more fields than the first one has names, or fewer.
        let count = max(columns.count, rows.map(\.count).max() ?? 0)
        func cells(_ row: [String], _ count: Int) -> [String] {
            (0..<count).map { $0 < row.count ? shown(row[$0], on: screen) : "" }
        }
        var fitting = 0
        var width = 0
        while fitting < count {
            let widest = ([columns] + rows).map { fitting < $0.count ? TextTable.width(shown($0[fitting], on: screen)) : 0 }.max() ?? 0
            width += min(narrowest, widest) + (fitting > 0 ? 2 : 0)
            if fitting > 0, width > screen.columns { break }
            fitting += 1
        }
        let titles = cells(columns, fitting)
        let table = TextTable(
            columns: titles.indices.map { index in
                let isNumeric = !rows.isEmpty && rows.allSatisfy { index < $0.count && isNumber($0[index]) }
                return TextTable.Column(title: titles[index], alignment: isNumeric ? .right : .left, narrowest: narrowest)
            },
            rows: rows.map { cells($0, fitting) })
        var lines = table.lines(width: screen.columns)
        if let first = lines.first { lines[0] = screen.styled(first, .heading) }
        if fitting < count { lines.append(screen.styled("… \(HumanCount.text(Int64(count - fitting), "more column"))", .faint)) }
        return lines
    }

    private static func shown(_ cell: String, on screen: Screen) -> String {
        TextTable.cut(TerminalText.line(cell), to: max(narrowest, screen.columns / 2))
    }

    private static func isNumber(_ cell: String) -> Bool { cell.isEmpty || Double(cell) != nil }

    private static func header(_ header: FileHeader, on screen: Screen) -> [String] {
        let names = header.facts.map { $0.name.replacing("_", with: " ") }
        let width = names.map(\.count).max() ?? 0
        var lines = [screen.styled(header.title, .heading)]
        for (name, fact) in zip(names, header.facts) {
            let value = TextTable.cut(text(of: fact), to: max(narrowest, screen.columns - width - 4))
            lines.append("  \(name)\(String(repeating: " ", count: width - name.count))  \(value)")
        }
        guard !header.entries.isEmpty else { return lines }
        let table = TextTable(
            columns: [.init(title: "name", narrowest: 20, cutsMiddle: true), .init(title: "size", alignment: .right)],
            rows: header.entries.map { [TerminalText.line($0.name), HumanSize.text($0.bytes)] })
        lines += table.lines(width: screen.columns - 2).map { "  " + $0 }
        if header.moreEntries > 0 { lines.append(screen.styled("  … \(HumanCount.grouped(header.moreEntries)) more", .faint)) }
        return lines
    }

    /// `2` and `2.5`
    private static func text(_ number: Double) -> String {
        Int64(exactly: number).map(String.init) ?? number.description
    }

    private static func text(of fact: FileHeader.Fact) -> String {
        let value =
            switch fact.value {
            case .text(let text): TerminalText.line(text)
            case .texts(let texts): texts.map { TerminalText.line($0) }.joined(separator: ", ")
            case .integer(let number): HumanCount.grouped(number)
            case .integers(let numbers): numbers.map(String.init).joined(separator: " × ")
            case .numbers(let numbers): numbers.map(text).joined(separator: " × ")
            }
        return fact.unit.map { "\(value) \($0)" } ?? value
    }
}
