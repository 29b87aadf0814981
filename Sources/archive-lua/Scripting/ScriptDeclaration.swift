import LuaBridge

/// All that a script says of its arguments: the table that `args` takes.
struct ScriptDeclaration: LuaArgument {
    /// What the script does; the element 1 of the table.
    var summary = ""
    /// Those with a name, sorted by it: a table of Lua keeps no order.
    var options: [ArgumentDeclaration] = []
    /// Those with a place, in its order.
    var positions: [ArgumentDeclaration] = []

    static let luaTypeName = "table of declarations"
    static let luaIsData = true
    static func luaClaims(_ table: LuaView) -> Bool { true }

    static func luaRead(_ view: LuaView) throws -> ScriptDeclaration {
        guard view.isTable else { throw LuaTypeMismatch(ScriptDeclaration.self, view) }
        var script = ScriptDeclaration()
        try view.forEachEntry { key, value in
            if let name = key.string {
                let declaration = try ArgumentDeclaration(name, value)
                if declaration.position == nil { script.options.append(declaration) } else { script.positions.append(declaration) }
            } else if key.integer == 1, let summary = value.string {
                script.summary = summary
            } else {
                throw LuaUsageError(
                    "args: the element \(key.described) is \(value.described)",
                    hint: "The only element without a name is a string that says what the script does.")
            }
        }
        script.options.sort { $0.name < $1.name }
        script.positions.sort { ($0.position ?? 0, $0.name) < ($1.position ?? 0, $1.name) }
        try script.checkPositions()
        return script
    }

    /// Whether a word can belong to one place only.
    private func checkPositions() throws {
        for (offset, declaration) in positions.enumerated() {
            func refuse(_ field: String, _ what: String) -> LuaUsageError {
                LuaUsageError("args: '\(declaration.name).\(field)' \(what)")
            }
            guard declaration.position == offset + 1 else {
                throw refuse("position", "must be \(offset + 1): positions count from 1 without gaps")
            }
            guard !declaration.isRepeated || offset == positions.count - 1 else {
                throw refuse("repeated", "is for the last position only")
            }
            guard !declaration.isRequired || positions[..<offset].allSatisfy(\.isRequired) else {
                throw refuse("required", "cannot be: a position before it may be left out")
            }
        }
    }
}
