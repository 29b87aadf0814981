import LuaBridge

/// JSON's `null` in Lua, where nil would leave a hole in a list and no trace in a table.
struct JSONNull: LuaClass {
    static let luaName = "Null"
    static let luaSummary = "JSON's null, as from_json gives it and to_json takes it. In a condition it counts as true."
    static let luaMembers: [LuaMember<JSONNull>] = [.equal { _, _ in true }]
    var luaTostring: String { "null" }
}
