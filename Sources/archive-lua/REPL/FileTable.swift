import ArchiveAPI

/// Files as they are shown: name, size, type and time in columns, cut to the width of the screen.
struct FileTable {
    private let files: ArraySlice<File>

    init(_ files: ArraySlice<File>) { self.files = files }

    func text(on screen: Screen) -> String {
        let table = TextTable(
            columns: [
                .init(title: "name", narrowest: 20, cutsMiddle: true), .init(title: "size", alignment: .right),
                .init(title: "type", narrowest: 8), .init(title: "modified", narrowest: 10),
            ],
            rows: files.map(Self.row))
        let lines = table.lines(width: screen.columns)
        return screen.styled(lines[0], .heading) + "\n" + lines.dropFirst().map { $0 + "\n" }.joined()
    }

    private static func row(_ file: File) -> [String] {
        [
            TerminalText.line(file.name), HumanSize.text(file.bytes), TerminalText.line(file.contentType),
            TerminalText.line(String(file.lastModified.prefix(16)).replacing("T", with: " ")),
        ]
    }
}
