import LuaBridge

/// A number as Lua has it: whole, exact however large, or a float. A float without a fraction counts as whole.
enum NumberArgument: LuaArgument {
    case integer(Int64)
    case float(Double)

    static var luaTypeName: String { "number" }

    static func luaRead(_ view: LuaView) throws -> NumberArgument {
        if let whole = view.integer { return .integer(Int64(whole)) }
        guard let value = view.number else { throw LuaTypeMismatch(NumberArgument.self, view) }
        return .float(value)
    }
}
