import ArchiveAPI

/// Files as they are shown: name, size, type and time in columns, cut to the width of the screen.
struct FileTable {
    private let files: ArraySlice<File>

    init(_ files: ArraySlice<File>) { self.files = files }

    func text(on screen: Screen) -> String {
        let table = TextTable(
            columns: [
                .init(title: "name", narrowest: 20, cutsMiddle: true), .init(title: "size", alignment: .right),
                .init(title: "type", narrowest: 8), .init(title: "modified"),
            ],
            rows: files.map { Self.row($0, timeLength: screen.columns < 72 ? 10 : 16) })
        let lines = table.lines(width: screen.columns)
        return screen.styled(lines[0], .heading) + "\n" + lines.dropFirst().map { $0 + "\n" }.joined()
    }

    /// - Parameter timeLength: 10 for the day, 16 for the minute too.
    private static func row(_ file: File, timeLength: Int) -> [String] {
        [
            TerminalText.line(file.name), HumanSize.text(file.bytes), TerminalText.line(file.contentType),
            TerminalText.line(String(file.lastModified.prefix(timeLength)).replacing("T", with: " ")),
        ]
    }
}
