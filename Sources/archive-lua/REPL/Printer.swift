import ArchiveAPI
import LuaBridge

/// Shows results as Lua that can be read back: strings in quotes, keys sorted, cycles and depth cut; lists of
/// files as a table. Everything that came from outside is quoted.
struct Printer {
    private let state: LuaState
    /// Lua's own functions, however a session redefines them.
    private let next: LuaValue
    private let format: LuaValue

    /// What a metatable says that is shown in place of its table.
    static let shownField = "__shown"

    private static let deepest = 8
    private static let mostEntries = 1_000
    private static let longestComment = 60
    /// So many elements that a list lacks are written as nil.
    private static let longestHole = 8

    init(_ state: LuaState) throws {
        self.state = state
        next = try state.global("next")
        format = try state.field("format", of: state.global("string"))
    }

    /// The results of an expression, ready to be written; empty where there are none.
    func text(of values: [LuaValue], on screen: Screen) throws -> String {
        var lines = ""
        var line: [String] = []
        for value in values {
            switch try form(of: value, width: screen.columns) {
            case .text(let text): line.append(text)
            case .pages(let pages):
                if !line.isEmpty { lines += line.joined(separator: "\t") + "\n" }
                line = []
                lines += try Pager.shared.begin(pages, in: state, on: screen)
            }
        }
        return line.isEmpty ? lines : lines + line.joined(separator: "\t") + "\n"
    }

    private enum Form {
        /// What stands on one line with other results.
        case text(String)
        /// What is shown a screen at a time.
        case pages(Pager.Rest)
    }

    private func form(of value: LuaValue, width: Int) throws -> Form {
        if let files = try files(in: value) { return .pages(.files(files[...])) }
        if state.object(value) is FileIterator { return .pages(.iterator(value)) }
        if let string = value.bytes, let lines = StringResult.lines(string) { return .pages(.lines(lines[...])) }
        let text = try text(of: value, width: width)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count == 1 ? .text(text) : .pages(.lines(lines.map(String.init)[...]))
    }

    /// One value as Lua, over several lines where it is wider than the screen.
    func text(of value: LuaValue, width: Int = 80) throws -> String {
        var writer = Writer(width: width)
        return try text(of: value, &writer, indent: 0)
    }

    /// What goes on while one value is written.
    private struct Writer {
        let width: Int
        /// The tables that are being written, outermost first.
        var open: [LuaBytes] = []
    }

    private func text(of value: LuaValue, _ writer: inout Writer, indent: Int) throws -> String {
        switch value {
        case .nil: return "nil"
        case .boolean(let value): return String(value)
        case .integer(let value): return value == .min ? "math.mininteger" : String(value)
        case .number(let value): return Self.text(of: value)
        case .string(let value): return StringResult.literal(value, isAlone: writer.open.isEmpty)
        case .function, .thread: return try opaque(value, writer)
        case .userdata:
            guard let object = state.object(value), !(object is LuaTask) else { return try opaque(value, writer) }
            let text = object.luaRepr
            return writer.open.isEmpty || Self.isLua(text, of: object) ? text : try opaque(value, writer)
        case .table: return try table(value, &writer, indent: indent)
        }
    }

    /// What Lua cannot read back: within a table, a comment.
    private func opaque(_ value: LuaValue, _ writer: Writer) throws -> String {
        let text = TerminalText.line(try state.tostring(value).bytes)
        return writer.open.isEmpty ? text : "nil " + Self.comment(TextTable.cut(text, to: Self.longestComment))
    }

    private static func comment(_ text: String) -> String {
        var level = ""
        while (text + "]").contains("]\(level)]") { level += "=" }
        return "--[\(level)[\(text)]\(level)]"
    }

    /// Whether an object is shown as what makes one like it.
    private static func isLua(_ text: String, of object: any LuaClass) -> Bool {
        object is JSONNull || text.hasPrefix("\(type(of: object).luaName)(")
    }

    static func text(of number: Double) -> String {
        if number.isNaN { return "0/0" }
        if number.isInfinite { return number < 0 ? "-math.huge" : "math.huge" }
        return number.description
    }

    private func table(_ value: LuaValue, _ writer: inout Writer, indent: Int) throws -> String {
        if let shown = try state.view(value, { try $0.metafield(Self.shownField) { $0.string } ?? nil }) { return TerminalText.line(shown) }
        if state.classDocumentation(of: value) != nil { return TerminalText.line(try state.tostring(value).bytes) }
        if writer.open.isEmpty, try state.view(value, { try $0.metafield("__tostring") { !$0.isNil } ?? false }) {
            return TerminalText.block(try state.tostring(value).bytes)
        }
        let identity = try state.call(format, ["%p", value]).first?.bytes ?? ""
        if writer.open.contains(identity) { return "{--[[ cycle ]]}" }
        guard writer.open.count < Self.deepest else { return "{--[[ deeper ]]}" }
        writer.open.append(identity)
        defer { writer.open.removeLast() }
        let content = try entries(of: value)
        var parts: [String] = []
        // Entries whose keys Lua cannot read back.
        var apart: [String] = []
        var position = 0
        for (key, value) in content.entries {
            let text = try text(of: value, &writer, indent: indent + 2)
            if case .integer(let element) = key, element > position, element <= content.length, element - position <= Self.longestHole + 1 {
                parts += Array(repeating: "nil", count: element - position - 1) + [text]
                position = element
            } else {
                let name = try self.key(key, &writer)
                if name.hasPrefix("[nil ") { apart.append("\(name) = \(text)") } else { parts.append("\(name) = \(text)") }
            }
        }
        if content.isCut { apart.append("… more") }
        let end = apart.isEmpty ? [] : [Self.comment(" \(apart.joined(separator: ", ")) ")]
        let line = "{" + ([parts.joined(separator: ", ")] + end).filter { !$0.isEmpty }.joined(separator: " ") + "}"
        if indent + TextTable.width(line) <= writer.width, !line.contains("\n") { return line }
        let margin = String(repeating: " ", count: indent)
        return "{\n" + (parts.map { $0 + "," } + end).map { "\(margin)  \($0)\n" }.joined() + margin + "}"
    }

    /// A key as it stands before the `=`.
    private func key(_ key: Key, _ writer: inout Writer) throws -> String {
        switch key {
        case .integer(let value): "[\(value == .min ? "math.mininteger" : String(value))]"
        case .number(let value): "[\(Self.text(of: value))]"
        case .string(let bytes): LuaName.isName(bytes.bytes) ? bytes.repaired : "[\(TerminalText.luaLiteral(bytes.bytes))]"
        case .other(let value): "[\(try text(of: value, &writer, indent: 0))]"
        }
    }

    private enum Key {
        case integer(Int)
        case number(Double)
        case string(LuaBytes)
        case other(LuaValue)

        init(_ value: LuaValue) {
            if let integer = value.integer {
                self = .integer(integer)
            } else if let number = value.number {
                self = .number(number)
            } else if let bytes = value.bytes {
                self = .string(bytes)
            } else {
                self = .other(value)
            }
        }

        /// Integers from 1 on first, then other numbers, then strings, then the rest.
        static func precedes(_ left: Key, _ right: Key) -> Bool {
            switch (left, right) {
            case (.integer(let left), .integer(let right)): (left < 1 ? 1 : 0, left) < (right < 1 ? 1 : 0, right)
            case (.number(let left), .number(let right)): left < right
            case (.string(let left), .string(let right)): left.bytes.lexicographicallyPrecedes(right.bytes)
            default: left.rank < right.rank
            }
        }

        private var rank: Int {
            switch self {
            case .integer: 0
            case .number: 1
            case .string: 2
            case .other: 3
            }
        }
    }

    /// - Returns: also up to where it is a list.
    private func entries(of table: LuaValue) throws -> (entries: [(key: Key, value: LuaValue)], length: Int, isCut: Bool) {
        let length = try state.view(table) { $0.count }
        var entries: [(key: Key, value: LuaValue)] = []
        var key = LuaValue.nil
        while entries.count < Self.mostEntries {
            let pair = try state.call(next, [table, key])
            guard pair.count == 2 else { return (entries.sorted { Key.precedes($0.key, $1.key) }, length, false) }
            key = pair[0]
            entries.append((Key(key), pair[1]))
        }
        return (entries.sorted { Key.precedes($0.key, $1.key) }, length, true)
    }

    /// The files of a value that is a list of nothing but files.
    private func files(in value: LuaValue) throws -> [File]? {
        guard value.isTable else { return nil }
        return try state.view(value) { view -> [File]? in
            guard view.count > 0 else { return nil }
            var files: [File] = []
            for position in 1...view.count {
                guard let file = try view.element(position, { $0.object(File.self) }) else { return nil }
                files.append(file)
            }
            return files
        }
    }
}
