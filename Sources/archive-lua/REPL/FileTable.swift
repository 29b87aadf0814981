import ArchiveAPI

/// A list of files as it is shown: name, size, type and time in columns, cut to the screen.
struct FileTable {
    private let files: [File]

    init(_ files: [File]) { self.files = files }

    func text(on screen: Screen) -> String {
        // The prompt, the heading and the line that counts the rest need room too.
        let shown = screen.rows.map { max(5, $0 - 4) } ?? files.count
        let cut = files.count > shown + 1
        let table = TextTable(
            columns: [
                .init(title: "name", narrowest: 20, cutsMiddle: true), .init(title: "size", alignment: .right),
                .init(title: "type", narrowest: 16), .init(title: "modified"),
            ],
            rows: (cut ? files[..<shown] : files[...]).map(Self.row))
        var lines = table.lines(width: screen.columns)
        if cut { lines.append("… \(Self.grouped(files.count - shown)) more") }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func row(_ file: File) -> [String] {
        [
            TerminalText.line(file.name), HumanSize.text(file.bytes), TerminalText.line(file.contentType),
            TerminalText.line(String(file.lastModified.prefix(16)).replacing("T", with: " ")),
        ]
    }

    /// `29,950`
    private static func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
        return String(digits)
    }
}
