import ArchiveAPI

/// A tree of directories as it is shown: one line each, with the size of what is below.
struct TreeText {
    private let tree: DirectoryTree

    init(_ tree: DirectoryTree) { self.tree = tree }

    /// A line below the first: how deep it is, and what it says.
    private struct Row {
        let level: Int
        let name: String
        let size: String
        var style: TextStyle?
        /// Whether nothing else is in its directory after it.
        var isLast = false
    }

    func text(on screen: Screen) -> String {
        let place = tree.directory.isEmpty ? tree.container : "\(tree.container)/\(tree.directory)"
        let sum = "  " + Self.sum(tree.count, tree.bytes)
        let first = TextTable.cut(TerminalText.line(place), to: max(8, screen.columns - sum.count), inMiddle: true)
        var lines = [screen.styled(first, .heading) + sum]
        // Whether the directory at each level goes on below this line.
        var goesOn: [Bool] = []
        for row in rows {
            goesOn = Array(goesOn.prefix(row.level - 1)) + [!row.isLast]
            let margin = goesOn.dropLast().map { $0 ? "│   " : "    " }.joined() + (row.isLast ? "└── " : "├── ")
            let room = max(8, screen.columns - margin.count - row.size.count)
            let name = TextTable.cut(row.name, to: room, inMiddle: true)
            lines.append(margin + (row.style.map { screen.styled(name, $0) } ?? name) + screen.styled(row.size, .faint))
        }
        return lines.joined(separator: "\n")
    }

    private var rows: [Row] {
        var rows: [Row] = []
        // The directories above the current line that have something to say at their end.
        var open: [DirectoryTree.Entry] = []
        func close(to level: Int) {
            while let directory = open.last, directory.level >= level {
                open.removeLast()
                rows += Self.omitted(directory.omitted, level: directory.level + 1)
            }
        }
        for entry in tree.entries {
            close(to: entry.level)
            if entry.isDirectory { open.append(entry) }
            let name = TerminalText.line(entry.name)
            rows.append(
                entry.isDirectory
                    ? Row(level: entry.level, name: name + "/", size: "  " + Self.sum(entry.count, entry.bytes), style: .name)
                    : Row(level: entry.level, name: name, size: "  " + HumanSize.text(entry.bytes)))
        }
        close(to: 1)
        rows += Self.omitted(tree.omitted, level: 1)
        markLast(&rows)
        return rows
    }

    private func markLast(_ rows: inout [Row]) {
        // From the end: the first of a level that comes is its last, until a directory above begins.
        var seen: Set<Int> = []
        for index in rows.indices.reversed() {
            let level = rows[index].level
            rows[index].isLast = seen.insert(level).inserted
            seen = seen.filter { $0 <= level }
        }
    }

    private static func omitted(_ omitted: DirectoryTree.Omitted, level: Int) -> [Row] {
        var parts: [String] = []
        if omitted.directories > 0 { parts.append(HumanCount.text(omitted.directories, "more directory", "more directories")) }
        if omitted.files > 0 { parts.append(HumanCount.text(omitted.files, "more file", "more files")) }
        guard !parts.isEmpty else { return [] }
        return [Row(level: level, name: "… " + parts.joined(separator: ", "), size: "  " + HumanSize.text(omitted.bytes), style: .faint)]
    }

    private static func sum(_ count: Int64, _ bytes: Int64) -> String {
        "\(HumanCount.text(count, "file")), \(HumanSize.text(bytes))"
    }
}
