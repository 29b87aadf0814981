import ArchiveAPI
import LuaBridge

/// Patterns as in a `.gitignore`: one, or a list of them.
struct GlobArgument: LuaArgument {
    let patterns: [String]

    static let none = GlobArgument(patterns: [])
    static var luaTypeName: String { "string or list of strings" }

    static func luaRead(_ view: LuaView) throws -> GlobArgument {
        if let pattern = view.string { return GlobArgument(patterns: [pattern]) }
        guard view.isTable else { throw LuaTypeMismatch(expected: luaTypeName, got: view.described) }
        return GlobArgument(patterns: try [String].luaRead(view))
    }

    static func luaClaims(_ table: LuaView) -> Bool { [String].luaClaims(table) }
    var luaSpelling: String { patterns.luaSpelling }
}
