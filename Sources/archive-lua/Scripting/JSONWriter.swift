import ArchiveAPI
import LuaBridge

/// Writes a Lua value as JSON, or says which part of it JSON has not.
struct JSONWriter {
    /// What a metatable says of a table that is a list though it may be empty.
    static let typeField = "__jsontype"
    static let listType = "array"

    private var output: [UInt8] = []
    private let indent: Int
    /// The way to the value that is being written, as Lua writes it.
    private var path: [String] = []
    /// The tables on that way.
    private var open: [UnsafeRawPointer?] = []

    static func text(of value: LuaValue, indent: Int, in state: LuaState) throws -> LuaBytes {
        var writer = JSONWriter(indent: indent)
        try state.view(value) { try writer.write($0) }
        return LuaBytes(writer.output)
    }

    /// A string as JSON.
    static func text(of string: String) -> String {
        var writer = JSONWriter(indent: 0)
        writer.write(string: string)
        return String(decoding: writer.output, as: UTF8.self)
    }

    private init(indent: Int) { self.indent = indent }

    private mutating func write(_ view: LuaView) throws {
        switch view.kind {
        case .none, .nil: write("null")
        case .boolean: write(view.boolean == true ? "true" : "false")
        case .integer: write(String(view.integer ?? 0))
        case .float: try write(number: view.number ?? 0)
        case .string:
            guard let text = view.string else {
                throw refusal("is a string that is not UTF-8", hint: "JSON has text only: binary data has to be left out or encoded.")
            }
            write(string: text)
        case .table: try write(table: view)
        case .userdata: try write(object: view)
        case .function, .thread, .lightUserdata: throw refusal("is a \(view.typeName), which JSON has not")
        }
    }

    private mutating func write(_ text: String) { output += text.utf8 }

    private mutating func write(number: Double) throws {
        guard number.isFinite else { throw refusal("is \(number.isNaN ? "not a number" : "infinite"), which JSON has not") }
        write(number.description)
    }

    /// What a terminal would take for a command is escaped: JSON ends on one often enough.
    private mutating func write(string: String) {
        output.append(UInt8(ascii: "\""))
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": write("\\\"")
            case "\\": write("\\\\")
            case "\n": write("\\n")
            case "\r": write("\\r")
            case "\t": write("\\t")
            case _ where TerminalText.isSafe(scalar): output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            default: for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { write(escaped: unit) }
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func write(escaped unit: UInt16) {
        let digits = String(unit, radix: 16)
        write("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
    }

    // MARK: Tables

    private mutating func write(table: LuaView) throws {
        guard !table.isClassTable else { throw refusal("is a \(table.typeName), which JSON has not") }
        guard !open.contains(table.identity) else { throw refusal("is a table that holds itself") }
        guard open.count < JSONValue.deepest else { throw refusal("is deeper than \(JSONValue.deepest) levels") }
        open.append(table.identity)
        defer { open.removeLast() }
        let names = try names(in: table)
        if let names {
            try write(from: "{", to: "}", names) { writer, name in
                writer.write(member: name)
                try writer.inside(name) { writer in try table.field(name) { try writer.write($0) } }
            }
        } else {
            try write(from: "[", to: "]", Array(1...max(1, table.count)).prefix(table.count)) { writer, position in
                try writer.inside("[\(position)]") { writer in try table.element(position) { try writer.write($0) } }
            }
        }
    }

    /// The names of a table's fields, sorted; nil for a list.
    private func names(in table: LuaView) throws -> [String]? {
        let count = table.count
        var names: [String] = []
        var elements = 0
        var other: String?
        try table.forEachEntry { key, _ in
            if let name = key.string {
                names.append(name)
            } else if key.kind == .integer, let position = key.integer, (1...max(1, count)).contains(position), count > 0 {
                elements += 1
            } else {
                other = key.described
            }
        }
        if let other {
            throw refusal(
                "has the key \(other)",
                hint: "JSON has lists without holes, where null may stand for an empty place, and objects with names.")
        }
        guard try elements > 0 || (names.isEmpty && Self.isMarked(table)) else { return names.sorted(by: Self.precedes) }
        guard names.isEmpty else { throw refusal("has both elements and the name '\(names[0])'") }
        return nil
    }

    private static func isMarked(_ table: LuaView) throws -> Bool {
        try table.metafield(typeField) { $0.string } == listType
    }

    private static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

    // MARK: Objects

    private mutating func write(object: LuaView) throws {
        guard let content = object.anyObject else { throw refusal("is a \(object.typeName), which JSON has not") }
        guard !(content is JSONNull) else { return write("null") }
        let names = object.propertyNames
        guard !names.isEmpty else { throw refusal("is a \(object.typeName), which has no properties to write") }
        guard open.count < JSONValue.deepest else { throw refusal("is deeper than \(JSONValue.deepest) levels") }
        open.append(nil)
        defer { open.removeLast() }
        try write(from: "{", to: "}", names.sorted(by: Self.precedes)) { writer, name in
            writer.write(member: name)
            try writer.inside(name) { writer in
                try object.property(name) { value in
                    if let other = try ObjectName.text(of: value) { writer.write(string: other) } else { try writer.write(value) }
                }
            }
        }
    }

    // MARK: Pieces

    private mutating func write<Items: Collection>(
        from first: String, to last: String, _ items: Items, _ body: (inout JSONWriter, Items.Element) throws -> Void
    ) throws {
        write(first)
        for (offset, item) in items.enumerated() {
            if offset > 0 { write(",") }
            newLine(open.count)
            try body(&self, item)
        }
        if !items.isEmpty { newLine(open.count - 1) }
        write(last)
    }

    private mutating func write(member name: String) {
        write(string: name)
        write(indent > 0 ? ": " : ":")
    }

    private mutating func newLine(_ level: Int) {
        guard indent > 0 else { return }
        write("\n" + String(repeating: " ", count: indent * level))
    }

    private mutating func inside(_ step: String, _ body: (inout JSONWriter) throws -> Void) throws {
        path.append(step.hasPrefix("[") ? step : ".\(step)")
        try body(&self)
        path.removeLast()
    }

    private func refusal(_ what: String, hint: String? = nil) -> LuaUsageError {
        LuaUsageError("to_json: value\(path.joined()) \(what)", hint: hint)
    }
}
