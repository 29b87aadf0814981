import ArchiveAPI
import Glibc
import LuaBridge

/// An error as it is shown: the message, the hint, and Lua's traceback. All of it may quote strangers.
struct ErrorReport {
    private let error: LuaError
    private let state: LuaState
    private let recipe: String?
    private let nearMiss: NearMiss

    /// - Parameters:
    ///   - recipe: the recipe's name, where it is one's error: what that raises without a position (`error(text, 0)`) is
    ///     said to who runs it, and tells nothing of its code.
    ///   - typed: what was typed, where that is known.
    init(_ error: LuaError, in state: LuaState, ofRecipe recipe: String? = nil, typed: TypedMistakes? = nil) {
        self.error = error
        self.state = state
        self.recipe = recipe
        nearMiss = NearMiss(state, typed: typed)
    }

    /// As `lua` does at the end of a script: with the program's name before it, and the whole traceback.
    func print(program: String) {
        var text = "\(program): \(message)"
        if let hint { text += "\n" + hint }
        let calls = traceback.map { TerminalText.block($0) + "\n" } ?? ""
        Screen.write(Screen.current(STDERR_FILENO).wrapped(text) + "\n" + calls, to: STDERR_FILENO)
    }

    /// In a session: only what somebody at a prompt needs.
    func printShort(_ introduction: String = "") {
        let screen = Screen.current(STDERR_FILENO)
        var lines = [screen.styled(screen.wrapped(introduction + message), .error)]
        if let hint { lines.append(screen.styled(screen.wrapped(hint), .notice)) }
        if let traceback { lines += ShortTraceback(traceback).lines.map { screen.styled(TerminalText.line($0), .faint) } }
        Screen.write(lines.joined(separator: "\n") + "\n", to: STDERR_FILENO)
    }

    private var message: String {
        // In our own errors, a line break is not the script's own: it could forge a line.
        failure.map { TerminalText.line($0.message) } ?? TerminalText.block(error.message)
    }

    private var hint: String? {
        if let failure { return failure.hint.map { TerminalText.block($0) } }
        return nearMiss.hint(for: error.message)
    }

    private var failure: ArchiveError? { error.underlying.map { ArchiveError(anything: $0) } }

    /// As `lua`: an error object that describes itself comes without a traceback; ours come with one.
    private var traceback: String? {
        guard !error.traceback.isEmpty else { return nil }
        switch error.kind {
        case .syntax, .file, .interrupted: return nil
        case .runtime, .memory, .errorInErrorHandling:
            let isPlain = error.value.bytes != nil || error.value.number != nil
            if let recipe, isPlain, !error.message.hasPrefix("\(recipe).lua:") { return nil }
            return error.underlying != nil || isPlain || !error.describesItself ? error.traceback : nil
        }
    }
}
