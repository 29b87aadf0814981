/// Any value that is data: a table is this value, never a table of options, whatever the names in it.
public struct LuaData: LuaArgument {
    public var value: LuaValue

    public static var luaTypeName: String { LuaValue.luaTypeName }
    public static func luaRead(_ view: LuaView) throws -> LuaData { LuaData(value: try view.value()) }
    public static func luaClaims(_ table: LuaView) -> Bool { true }
    public static var luaIsData: Bool { true }
    public static var luaAcceptsNil: Bool { true }
}
