import Glibc
import Locking
import LuaBridge

/// The session: reads a piece of Lua, runs it, shows what it gave, and goes on.
struct REPL {
    private let state: LuaState
    private let printer: Printer
    private let editor: LineEditor
    private let completer: Completer
    private let locals = Locked(EndedLocals())

    init(_ state: LuaState, history: History) throws {
        self.state = state
        printer = try Printer(state)
        editor = LineEditor(history: history)
        completer = Completer(state, session: .current)
    }

    /// Runs until Ctrl-D.
    func run() {
        while true {
            reportBackgroundFailures()
            switch read() {
            case .piece(let text):
                reportingErrors(of: text) { try run(text) }
                locals.withLock { $0.note(text) }
                completer.somethingRan()
            case .nothing: continue
            case .end: if mayLeave() { return Screen.write("\n") }
            }
        }
    }

    private func reportingErrors(of text: String, _ work: () throws -> Void) {
        do {
            try work()
        } catch let error as LuaError {
            ErrorReport(error, in: state, typed: completer.mistakes(in: text)).printShort()
        } catch {
            Screen.write(Screen.current(STDERR_FILENO).wrapped(TerminalText.block("\(error)")) + "\n", to: STDERR_FILENO)
        }
    }

    // MARK: Running

    private func run(_ text: String) throws {
        if let question = HelpQuestion(text) { return try question.answer(in: state) }
        if let answer = SessionWord.answer(to: text, in: state) { return note(answer) }
        let piece = Piece(text)
        let values = try state.call(piece.compile(in: state))
        guard let first = values.first else { return }
        if !first.isNil { try state.setGlobal("_", first) }
        guard piece.isShown else { return }
        if piece.name == "help", SessionWord.isHelp(first, in: state) { return try Help.show(Help.overview, in: state) }
        Screen.write(try printer.text(of: values, on: .current()))
        if values.count == 1, first.isNil, let hint = hint(forAbsent: piece.name, in: text) { note(hint) }
    }

    /// What to say where a name, or a member, has no value.
    private func hint(forAbsent name: String?, in text: String) -> String? {
        guard let name else { return completer.mistakes(in: text).hintForWhole }
        if locals.withLock({ $0.contains(name) }) { return "A local variable ends with its line: leave 'local' out to keep it." }
        return NearMiss(state).hint(forGlobal: name)
    }

    private func note(_ text: String) {
        let screen = Screen.current()
        Screen.write(screen.styled(screen.wrapped(text), .faint) + "\n")
    }

    // MARK: Reading

    private enum Input {
        case piece(String)
        /// The line was empty, or given up.
        case nothing
        case end
    }

    /// Reads lines until they are a whole piece.
    private func read() -> Input {
        var text = ""
        while true {
            switch readLine(prompt(isFirst: text.isEmpty), after: text) {
            case .line(let line): text += text.isEmpty ? line : "\n" + line
            case .interrupted: return .nothing
            case .end where text.isEmpty: return .end
            // Ctrl-D in the middle: what there is so far is run, and fails as what it is.
            case .end: return finished(text)
            }
            if text.allSatisfy(\.isWhitespace) { return .nothing }
            if HelpQuestion(text) != nil || !Piece(text).isIncomplete(in: state) { return finished(text) }
        }
    }

    /// - Parameter earlier: the lines of the piece that came before; nil where no Lua is asked for.
    private func readLine(_ prompt: String, after earlier: String?) -> LineEditor.Result {
        let background = LineEditor.Background(
            wakeup: state.wakeup, isReady: state.canGoOnWithTasks,
            goOn: {
                state.goOnWithTasks()
                reportBackgroundFailures()
            })
        return ProgressDisplay.shared.silenced {
            editor.readLine(prompt: prompt, takeInterrupt: state.takeInterrupt, background: background) { line, cursor, ignoringCase in
                guard let earlier else { return Completion(start: cursor) }
                return completer.completion(of: line, at: cursor, after: earlier, ignoringCase: ignoringCase)
            }
        }
    }

    private func finished(_ text: String) -> Input {
        editor.remember(text)
        return .piece(text)
    }

    /// As in `lua`, a session may set `_PROMPT` and `_PROMPT2`.
    private func prompt(isFirst: Bool) -> String {
        if let value = try? state.global(isFirst ? "_PROMPT" : "_PROMPT2"), !value.isNil, let text = try? state.tostring(value) {
            return TerminalText.line(text.bytes)
        }
        let prompt = Prompt(Session.current)
        return isFirst ? prompt.first(on: .current()) : prompt.following
    }

    // MARK: Tasks

    /// Says how tasks failed that nobody has waited for.
    private func reportBackgroundFailures() {
        for failure in state.takeUnobservedFailures() { ErrorReport(failure.error, in: state).printShort("task \(failure.task) failed: ") }
    }

    /// Ctrl-D leaves; where tasks would end with the session, only after a question.
    private func mayLeave() -> Bool {
        let tasks = state.unfinishedTasks
        guard !tasks.isEmpty else { return true }
        Screen.write("\nstill running: \(tasks.map { TerminalText.line($0) }.joined(separator: ", "))\n")
        switch readLine("Stop \(tasks.count == 1 ? "it" : "them") and leave? (y/n) ", after: nil) {
        case .line(let answer): return answer.lowercased().hasPrefix("y")
        case .interrupted: return false
        case .end: return true
        }
    }
}
