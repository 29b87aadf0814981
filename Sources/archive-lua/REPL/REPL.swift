import Glibc
import LuaBridge

/// The session: reads a piece of Lua, runs it, shows what it gave, and goes on.
struct REPL {
    private let state: LuaState
    private let printer: Printer
    private let editor: LineEditor
    private let completer: Completer
    private let program: String

    init(_ state: LuaState, program: String, history: History) throws {
        self.state = state
        self.program = program
        printer = try Printer(state)
        editor = LineEditor(history: history)
        completer = Completer(state, session: .current)
    }

    /// Runs until Ctrl-D.
    func run() {
        while let input = read() {
            guard let input = input.text else { continue }
            defer { completer.somethingRan() }
            do {
                let function = try Self.compile(input, state)
                try show(state.call(function))
            } catch let error as LuaError {
                ErrorReport(error).print(program: nil)
            } catch {
                Screen.write(TerminalText.block("\(error)") + "\n", to: STDERR_FILENO)
            }
        }
        Screen.write("\n")
    }

    /// Compiles an expression, or else a statement.
    static func compile(_ input: String, _ state: LuaState) throws -> LuaValue {
        if let expression = try? state.load("return \(input)", name: "=stdin") { return expression }
        // As in Lua 5.1, where that was the only way to print.
        if input.hasPrefix("="), let expression = try? state.load("return \(input.dropFirst())", name: "=stdin") {
            return expression
        }
        return try state.load(input, name: "=stdin")
    }

    private func show(_ values: [LuaValue]) throws {
        guard !values.isEmpty else { return }
        Screen.write(try printer.text(of: values, on: .current()))
    }

    /// What was read: nil text where the line was given up or empty.
    private struct Input { let text: String? }

    /// Reads lines until they are a whole piece of Lua; nil at the end of the input.
    private func read() -> Input? {
        var text = ""
        while true {
            let prompt = text.isEmpty ? prompt("_PROMPT", "> ") : prompt("_PROMPT2", ">> ")
            let earlier = text
            let result = editor.readLine(prompt: prompt, takeInterrupt: state.takeInterrupt) {
                completer.completion(of: $0, at: $1, after: earlier, ignoringCase: $2)
            }
            switch result {
            case .line(let line): text += text.isEmpty ? line : "\n" + line
            case .interrupted: return Input(text: nil)
            case .end where text.isEmpty: return nil
            // Ctrl-D in the middle: what there is so far is run, and fails as what it is.
            case .end: return finished(text)
            }
            if text.allSatisfy(\.isWhitespace) { return Input(text: nil) }
            if !isIncomplete(text) { return finished(text) }
        }
    }

    private func finished(_ text: String) -> Input {
        editor.remember(text)
        return Input(text: text)
    }

    private func isIncomplete(_ text: String) -> Bool {
        do {
            _ = try Self.compile(text, state)
            return false
        } catch let error as LuaError {
            return error.kind == .syntax(incomplete: true)
        } catch {
            return false
        }
    }

    private func prompt(_ name: String, _ standard: String) -> String {
        guard let value = try? state.global(name), !value.isNil, let text = try? state.tostring(value) else { return standard }
        return TerminalText.line(text.bytes)
    }
}
