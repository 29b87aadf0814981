import ArchiveAPI
import LuaBridge

extension DirectoryTree: LuaClass {
    public static var luaName: String { "DirectoryTree" }
    public static var luaSummary: String { "The directories and files of a container, as tree() found them." }
    public static var luaMembers: [LuaMember<DirectoryTree>] {
        [
            .property("container", { $0.container }, "the container's name"),
            .property("directory", { $0.directory }, "the directory that was looked at; empty for the whole container"),
            .property("bytes", { $0.bytes }, "the size of everything below it"),
            .property("count", { $0.count }, "how many files are below it"),
            .property("entries", { $0.entries }, "what is shown, in this order: tables with name, path, type, level, bytes, count"),
            .property("omitted", { $0.omittedCount }, "how many directories and files within the depth are not among these"),
            .length { $0.entries.count },
        ]
    }

    public var luaTostring: String { TreeText(self).text(on: .uncoloured) }
    public var luaRepr: String { TreeText(self).text(on: .current()) }
}

extension DirectoryTree.Entry: LuaResult {
    public static var luaTypeName: String { "table {name = string, path = string, type = string, level = integer, bytes = integer, count = integer}" }

    public func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: 6)
        try stack.set("name", name)
        try stack.set("path", path)
        try stack.set("type", isDirectory ? "directory" : "file")
        try stack.set("level", level)
        try stack.set("bytes", bytes)
        try stack.set("count", count)
    }
}

extension UsageReport: LuaClass {
    public static var luaName: String { "UsageReport" }
    public static var luaSummary: String { "What takes the room of a container, as usage() found it." }
    public static var luaMembers: [LuaMember<UsageReport>] {
        [
            .property("container", { $0.container }, "the container's name"),
            .property("directory", { $0.directory }, "the directory that was looked at; empty for the whole container"),
            .property("bytes", { $0.bytes }, "the size of all files"),
            .property("count", { $0.count }, "how many files there are"),
            .property("by_directory", { $0.byDirectory }, "the largest first: tables with name, bytes, count"),
            .property("by_extension", { $0.byExtension }, "the largest first: tables with name, bytes, count"),
            .property("by_month", { $0.byMonth }, "the earliest first: tables with name, bytes, count"),
        ]
    }

    public var luaTostring: String { UsageText(self).text(on: .uncoloured) }
    public var luaRepr: String { UsageText(self).text(on: .current()) }
}

extension UsageReport.Share: LuaResult {
    public static var luaTypeName: String { "table {name = string, bytes = integer, count = integer}" }

    public func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: 3)
        try stack.set("name", name)
        try stack.set("bytes", bytes)
        try stack.set("count", count)
    }
}

extension FileGlance: LuaClass {
    public static var luaName: String { "FileGlance" }
    public static var luaSummary: String { "The beginning or end of a file, as head() or tail() found it." }
    public static var luaMembers: [LuaMember<FileGlance>] {
        [
            .property("name", { $0.name }, "the file's whole path in the container"),
            .property("bytes", { $0.bytes }, "the size of the file"),
            .property("content_type", { $0.contentType }, "the media type"),
            .property("format", { $0.format.rawValue }, "what the file is: \(formats)"),
            .property("encoding", { $0.encoding }, "the encoding of text, as read takes it; nil for what is no text"),
            .property("text", { $0.lines.map { $0.map { $0 + "\n" }.joined() } }, "the lines as one string in UTF-8; nil for what is no text"),
            .property("lines", { $0.lines }, "the lines of text; nil for what is none"),
            .property("columns", { $0.table?.columns }, "the names in the first row of a table; nil for what is none"),
            .property("rows", { $0.table?.rows }, "the rows of a table, lists of strings; nil for what is none"),
            .property("header", { $0.header }, "what the file's header says, by name; nil where it was not read"),
            .property("data", { $0.data }, "the bytes that a hex dump shows; nil for what is shown otherwise"),
            .property("note", { $0.note }, "why it is less than was asked for; nil where it is not"),
        ]
    }

    public var luaTostring: String { GlanceText(self).text(on: .uncoloured) }
    public var luaRepr: String { GlanceText(self).text(on: .current()) }

    private static var formats: String { FileFormat.allCases.map(\.rawValue).joined(separator: ", ") }

    private var lines: [String]? { if case .lines(let lines) = content { lines } else { nil } }
    private var table: (columns: [String], rows: [[String]])? { if case .table(let columns, let rows) = content { (columns, rows) } else { nil } }
    private var header: FileHeader? { if case .header(let header) = content { header } else { nil } }
    private var data: LuaBytes? { if case .bytes(let bytes, _) = content { LuaBytes(bytes) } else { nil } }
}

/// The facts by their names, and what the file holds, as far as that was read, as `contents`.
extension FileHeader: LuaResult {
    public static var luaTypeName: String { "table" }

    public func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: facts.count + 2)
        try stack.set("title", title)
        for fact in facts { try stack.set(fact.name, fact.value) }
        if !entries.isEmpty { try stack.set("contents", entries) }
    }
}

extension FileHeader.Value: LuaResult {
    public static var luaTypeName: String { "string, number, or list of them" }

    public func luaPush(to stack: LuaStack) throws {
        switch self {
        case .text(let text): try text.luaPush(to: stack)
        case .texts(let texts): try texts.luaPush(to: stack)
        case .integer(let number): number.luaPush(to: stack)
        case .integers(let numbers): try numbers.luaPush(to: stack)
        case .numbers(let numbers): try numbers.luaPush(to: stack)
        }
    }
}

extension FileHeader.Entry: LuaResult {
    public static var luaTypeName: String { "table {name = string, bytes = integer}" }

    public func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: 2)
        try stack.set("name", name)
        try stack.set("bytes", bytes)
    }
}

extension Screen {
    /// What text is for that a script may write anywhere: as wide as the screen, without its colours.
    fileprivate static var uncoloured: Screen {
        var screen = current()
        screen.hasColours = false
        return screen
    }
}

extension LuaStack {
    /// Sets a field of the table on top.
    fileprivate func set(_ name: String, _ value: some LuaResult) throws {
        try value.luaPush(to: self)
        try setField(name)
    }
}
