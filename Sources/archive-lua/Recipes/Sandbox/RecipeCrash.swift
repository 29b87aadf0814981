import LuaBridge

/// The last resort: where a recipe finds a fault of this program or of Lua, the process still says so and ends with
/// status 1. Beyond the depth of a stack there is nothing else left to do.
enum RecipeCrash {
    static func contain(name: String) {
        LuaState.endProcessOnFault(
            message: "archive-lua: the recipe '\(TerminalText.line(name))' was ended: it made this program fail.\nPlease report this, with the recipe.\n",
            status: Program.Status.failure, restoreTerminal: LineEditor.restoreTerminal)
    }
}
