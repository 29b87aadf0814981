import LuaBridge

extension LuaState {
    /// Lets Ctrl-C end what runs in order: an error in Lua, a transfer that can go on. Where that takes long, a second one
    /// ends the program.
    func catchControlC() {
        installInterruptHandler(
            restoreTerminal: LineEditor.restoreTerminal,
            advice: "\nStill inside a function of C, which cannot be stopped. Ctrl-C again ends the program.\n")
    }
}
