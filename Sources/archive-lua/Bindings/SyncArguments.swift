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

/// The direction of a sync by its name.
struct DirectionArgument: LuaArgument {
    let direction: SyncOptions.Direction

    static let down = DirectionArgument(direction: .down)
    static var luaTypeName: String { "string" }
    static let choices = SyncOptions.Direction.allCases.map(\.rawValue)

    static func luaRead(_ view: LuaView) throws -> DirectionArgument {
        guard let direction = SyncOptions.Direction(rawValue: try String.luaRead(view)) else { throw LuaTypeMismatch(choices, view) }
        return DirectionArgument(direction: direction)
    }

    var luaSpelling: String { direction.rawValue.luaSpelling }
}

/// How a sync compares, by its name.
struct ComparisonArgument: LuaArgument {
    let comparison: SyncOptions.Comparison

    static let checksum = ComparisonArgument(comparison: .checksum)
    static var luaTypeName: String { "string" }
    static let choices = SyncOptions.Comparison.allCases.map(\.rawValue)

    static func luaRead(_ view: LuaView) throws -> ComparisonArgument {
        guard let comparison = SyncOptions.Comparison(rawValue: try String.luaRead(view)) else { throw LuaTypeMismatch(choices, view) }
        return ComparisonArgument(comparison: comparison)
    }

    var luaSpelling: String { comparison.rawValue.luaSpelling }
}
