import ArchiveAPI
import LuaBridge

/// The encoding to decode text from, or `false` for the bytes as they are.
struct Decoding: LuaArgument {
    /// nil for no decoding.
    let encoding: String?

    static let utf8 = Decoding(encoding: "utf-8")
    static var luaTypeName: String { "string or false" }

    static func luaRead(_ view: LuaView) throws -> Decoding {
        if let encoding = view.string { return Decoding(encoding: encoding) }
        guard view.boolean == false else { throw LuaTypeMismatch(expected: luaTypeName, got: view.described) }
        return Decoding(encoding: nil)
    }

    var luaSpelling: String { encoding?.luaSpelling ?? "false" }
}

/// A unit of size by its name.
struct UnitArgument: LuaArgument {
    let unit: Unit

    static let bytes = UnitArgument(unit: .bytes)
    static var luaTypeName: String { "string" }
    static let choices = Unit.allCases.map(\.rawValue)

    static func luaRead(_ view: LuaView) throws -> UnitArgument {
        guard let unit = Unit(rawValue: try String.luaRead(view)) else { throw LuaTypeMismatch(choices, view) }
        return UnitArgument(unit: unit)
    }

    var luaSpelling: String { unit.rawValue.luaSpelling }
}

/// A mode of access by its name.
struct ModeArgument: LuaArgument {
    let mode: AccessMode

    static let read = ModeArgument(mode: .read)
    static var luaTypeName: String { "string" }
    static let choices = AccessMode.allCases.map(\.rawValue)

    static func luaRead(_ view: LuaView) throws -> ModeArgument {
        guard let mode = AccessMode(rawValue: try String.luaRead(view)) else { throw LuaTypeMismatch(choices, view) }
        return ModeArgument(mode: mode)
    }

    var luaSpelling: String { mode.rawValue.luaSpelling }
}

extension LuaTypeMismatch {
    /// A word that is none of those that a parameter takes.
    init(_ choices: [String], _ view: LuaView) {
        let expected = "one of " + choices.map { LuaLiteral.quoted($0) }.joined(separator: ", ")
        let nearest = view.string.flatMap { NearestName.nearest(to: $0, among: choices) }
        self.init(expected: expected, got: view.described, hint: nearest.map { "Did you mean \"\($0)\"?" })
    }
}
