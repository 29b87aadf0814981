import LuaBridge

/// What people type at a prompt to whom nobody said that it is Lua's: words that are answered, as long as they mean nothing.
enum SessionWord {
    /// How to leave, for `exit` and `quit()`.
    static func answer(to text: String, in state: LuaState) -> String? {
        var word = text[...]
        while word.last?.isWhitespace == true { word.removeLast() }
        if word.hasSuffix("()") { word.removeLast(2) }
        guard ["exit", "quit"].contains(word), state.rawField(LuaBytes(String(word)), of: state.globals).isNil else { return nil }
        return "Ctrl-D leaves, and so does os.exit()."
    }

    /// Whether a value is the function that `help` names: asked for without parentheses, it is meant to be called.
    static func isHelp(_ value: LuaValue, in state: LuaState) -> Bool { state.documentation(of: value)?.qualifiedName == "help" }
}
