/// Makes a tree of a listing while it is walked. Names come in the order of their bytes, so that all that lies in one
/// directory comes in a row: only the directories above the current name are open.
struct TreeBuilder {
    /// How many files of one directory are kept.
    static let mostFiles = 20
    /// How many entries are kept in all.
    static let mostEntries = 2_000

    private(set) var tree: DirectoryTree
    private let prefix: Int
    private var open: [OpenDirectory] = []
    private var rootFiles = 0

    private struct OpenDirectory {
        let name: [UInt8]
        /// Where it stands among the entries; nil where there was no room for it.
        let entry: Int?
        var files = 0
    }

    init(container: String, directory: String, depth: Int) {
        tree = DirectoryTree(container: container, directory: ObjectPath.directory(directory), depth: depth)
        prefix = ObjectPath.prefix(directory).utf8.count
    }

    mutating func add(_ name: String, _ bytes: Int64) {
        let parts = name.utf8.dropFirst(prefix).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let directories = parts.dropLast().prefix(tree.depth)
        let common = zip(open, directories).prefix { $0.name.elementsEqual($1) }.count
        open.removeLast(open.count - common)
        for directory in directories.dropFirst(common) { enter(Array(directory), of: name, through: directory.endIndex) }
        tree.bytes.add(bytes)
        tree.count.add(1)
        for directory in open {
            guard let entry = directory.entry else { break }
            tree.entries[entry].bytes.add(bytes)
            tree.entries[entry].count.add(1)
        }
        if let innermost = open.firstIndex(where: { $0.entry == nil }) {
            omit(inLevel: innermost) { $0.bytes.add(bytes) }
        } else if let file = parts.last, !file.isEmpty, parts.count <= tree.depth {
            keep(Array(file), of: name, bytes)
        }
    }

    private var hasRoom: Bool { tree.entries.count < Self.mostEntries }

    /// Goes into a directory that has not been seen before.
    private mutating func enter(_ directory: [UInt8], of name: String, through end: String.UTF8View.Index) {
        let isInside = open.last.map { $0.entry != nil } ?? true
        guard isInside, hasRoom else {
            if isInside { omit(inLevel: open.count) { $0.directories.add(1) } }
            open.append(OpenDirectory(name: directory, entry: nil))
            return
        }
        open.append(OpenDirectory(name: directory, entry: tree.entries.count))
        tree.entries.append(
            DirectoryTree.Entry(
                name: String(decoding: directory, as: UTF8.self), path: String(decoding: name.utf8[..<end], as: UTF8.self),
                isDirectory: true, level: open.count, bytes: 0, count: 0))
    }

    private mutating func keep(_ file: [UInt8], of name: String, _ bytes: Int64) {
        guard hasRoom, (open.last?.files ?? rootFiles) < Self.mostFiles else {
            return omit(inLevel: open.count) {
                $0.files.add(1)
                $0.bytes.add(bytes)
            }
        }
        if open.isEmpty { rootFiles += 1 } else { open[open.count - 1].files += 1 }
        tree.entries.append(
            DirectoryTree.Entry(
                name: String(decoding: file, as: UTF8.self), path: name, isDirectory: false, level: open.count + 1,
                bytes: bytes, count: 1))
    }

    /// Counts what is left out in the directory that is open at a level, 0 being the tree's own.
    private mutating func omit(inLevel level: Int, _ change: (inout DirectoryTree.Omitted) -> Void) {
        guard level > 0 else { return change(&tree.omitted) }
        guard let entry = open[level - 1].entry else { return }
        change(&tree.entries[entry].omitted)
    }
}

extension Int64 {
    /// Adds up to the largest number there is: sizes come from listings, and no listing ends the program.
    mutating func add(_ other: Int64) {
        let (sum, overflow) = addingReportingOverflow(other)
        self = overflow ? (other < 0 ? .min : .max) : sum
    }
}
