import LuaBridge

/// The arguments of a recipe as a session gives them, `{container = "x", names = {"a", "b"}}`, as words of a command line.
struct RecipeWords: LuaArgument {
    let words: [String]

    static let luaTypeName = "table of arguments"
    static let luaIsData = true
    static func luaClaims(_ table: LuaView) -> Bool { true }

    static func luaRead(_ view: LuaView) throws -> RecipeWords {
        guard view.isTable else { throw LuaTypeMismatch(RecipeWords.self, view) }
        var given: [(name: String, words: [String])] = []
        try view.forEachEntry { key, value in
            guard let name = key.string else {
                throw LuaUsageError("run: the element \(key.described) has no name", hint: "Arguments have names: {container = \"x\"}.")
            }
            let option = "--" + name.replacing("_", with: "-")
            guard RunLine.options[String(option.prefix { $0 != "=" })] == nil else {
                throw LuaUsageError("run: '\(name)' is no argument of a recipe", hint: "What run itself takes stands behind the recipe's arguments.")
            }
            if let flag = value.boolean {
                given.append((name, [flag ? option : "--no-" + option.dropFirst(2)]))
            } else if value.isTable {
                var words: [String] = []
                try value.forEachElement(expecting: "a list of values") { _, element in
                    words.append("\(option)=\(try text(of: element, name))")
                }
                given.append((name, words))
            } else {
                given.append((name, ["\(option)=\(try text(of: value, name))"]))
            }
        }
        return RecipeWords(words: given.sorted { $0.name < $1.name }.flatMap(\.words))
    }

    private static func text(of view: LuaView, _ name: String) throws -> String {
        if let text = view.string { return text }
        if view.kind == .integer, let integer = view.integer { return String(integer) }
        if let number = view.number { return String(number) }
        if let object = try ObjectName.text(of: view) { return object }
        throw LuaUsageError("run: the argument '\(name)' is \(view.described): it must be text, a number, a boolean, an object, or a list of them")
    }
}
