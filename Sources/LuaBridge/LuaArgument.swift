import CLua

/// A Swift type that a function can take from Lua.
public protocol LuaArgument: Sendable {
    /// What errors and documentation call it, in Lua's words: `string`, `list of strings`, `File`.
    static var luaTypeName: String { get }
    /// Reads the value.
    /// - Throws: `LuaTypeMismatch` where it is something else.
    static func luaRead(_ view: LuaView) throws -> Self
    /// Whether a table in the place of this parameter is its value; otherwise a last table holds options.
    static func luaClaims(_ table: LuaView) -> Bool
    /// Whether a table in the place of this parameter is always its value, however its keys are called: data.
    static var luaIsData: Bool { get }
    /// Whether nil is a value of this type rather than a missing argument.
    static var luaAcceptsNil: Bool { get }
    /// How the value is written in Lua, for documentation of defaults.
    var luaSpelling: String { get }
}

extension LuaArgument {
    public static func luaClaims(_ table: LuaView) -> Bool { false }
    public static var luaIsData: Bool { false }
    public static var luaAcceptsNil: Bool { false }
    public var luaSpelling: String { "…" }
}

/// A value is not of the type that a parameter takes.
public struct LuaTypeMismatch: Error, Sendable {
    public var expected: String
    public var got: String
    public var hint: String?

    public init(expected: String, got: String, hint: String? = nil) {
        self.expected = expected
        self.got = got
        self.hint = hint
    }

    public init<Value: LuaArgument>(_ type: Value.Type, _ view: LuaView) {
        self.init(expected: Value.luaTypeName, got: view.described)
    }
}

extension Bool: LuaArgument {
    public static var luaTypeName: String { "boolean" }
    public static func luaRead(_ view: LuaView) throws -> Bool {
        guard let value = view.boolean else { throw LuaTypeMismatch(Bool.self, view) }
        return value
    }
    public var luaSpelling: String { self ? "true" : "false" }
}

extension Int: LuaArgument {
    public static var luaTypeName: String { "integer" }
    public static func luaRead(_ view: LuaView) throws -> Int {
        guard let value = view.integer else { throw LuaTypeMismatch(Int.self, view) }
        return value
    }
    public var luaSpelling: String { String(self) }
}

extension Int64: LuaArgument {
    public static var luaTypeName: String { "integer" }
    public static func luaRead(_ view: LuaView) throws -> Int64 { Int64(try Int.luaRead(view)) }
    public var luaSpelling: String { String(self) }
}

extension Double: LuaArgument {
    public static var luaTypeName: String { "number" }
    public static func luaRead(_ view: LuaView) throws -> Double {
        guard let value = view.number else { throw LuaTypeMismatch(Double.self, view) }
        return value
    }
    public var luaSpelling: String { String(self) }
}

extension String: LuaArgument {
    public static var luaTypeName: String { "string" }
    public static func luaRead(_ view: LuaView) throws -> String {
        guard let value = view.string else {
            throw LuaTypeMismatch(
                expected: luaTypeName, got: view.kind == .string ? "bytes that are not UTF-8" : view.described)
        }
        return value
    }
    public var luaSpelling: String { LuaLiteral.quoted(self) }
}

extension LuaBytes: LuaArgument {
    public static var luaTypeName: String { "string" }
    public static func luaRead(_ view: LuaView) throws -> LuaBytes {
        guard let value = view.bytes else { throw LuaTypeMismatch(LuaBytes.self, view) }
        return value
    }
    public var luaSpelling: String { LuaLiteral.quoted(self) }
}

extension Optional: LuaArgument where Wrapped: LuaArgument {
    public static var luaTypeName: String { Wrapped.luaTypeName }
    public static func luaRead(_ view: LuaView) throws -> Wrapped? {
        view.isNil ? nil : try Wrapped.luaRead(view)
    }
    public static func luaClaims(_ table: LuaView) -> Bool { Wrapped.luaClaims(table) }
    public static var luaAcceptsNil: Bool { true }
    public var luaSpelling: String { self?.luaSpelling ?? "nil" }
}

/// A list: a table with the elements 1, 2, …, and nothing else.
extension Array: LuaArgument where Element: LuaArgument {
    public static var luaTypeName: String { "list of \(Element.luaTypeName)s" }
    public static func luaRead(_ view: LuaView) throws -> [Element] {
        guard view.isTable else { throw LuaTypeMismatch(Self.self, view) }
        guard view.count > 0 || view.isEmptyTable else {
            throw LuaTypeMismatch(expected: luaTypeName, got: "table without a first element")
        }
        var result: [Element] = []
        try view.forEachElement(expecting: luaTypeName) { position, element in
            do {
                result.append(try Element.luaRead(element))
            } catch let mismatch as LuaTypeMismatch {
                throw LuaTypeMismatch(expected: luaTypeName, got: "\(mismatch.got) as element \(position)")
            }
        }
        return result
    }
    public static func luaClaims(_ table: LuaView) -> Bool { table.count > 0 || table.isEmptyTable }
    public var luaSpelling: String { "{" + map(\.luaSpelling).joined(separator: ", ") + "}" }
}

extension Dictionary: LuaArgument where Key == String, Value: LuaArgument {
    public static var luaTypeName: String { "table" }
    public static func luaRead(_ view: LuaView) throws -> [String: Value] {
        guard view.isTable else { throw LuaTypeMismatch(Self.self, view) }
        var result: [String: Value] = [:]
        try view.forEachField { key, value in
            guard let key else { throw LuaTypeMismatch(expected: "table with names as keys", got: "another key") }
            do {
                result[key] = try Value.luaRead(value)
            } catch let mismatch as LuaTypeMismatch {
                throw LuaTypeMismatch(expected: mismatch.expected, got: "\(mismatch.got) as '\(key)'")
            }
        }
        return result
    }
    public static func luaClaims(_ table: LuaView) -> Bool { true }
    public var luaSpelling: String {
        "{" + map { "[\(LuaLiteral.quoted($0))] = \($1.luaSpelling)" }.sorted().joined(separator: ", ") + "}"
    }
}
