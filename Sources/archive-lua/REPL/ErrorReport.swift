import ArchiveAPI
import Glibc
import LuaBridge

/// An error as it is shown: the message, the hint, and Lua's traceback. All of it may quote strangers.
struct ErrorReport {
    private let error: LuaError

    init(_ error: LuaError) { self.error = error }

    /// As `lua` does: with the program's name before it, and this program at the traceback's end.
    func print(program: String?) {
        let (prefix, end) = program.map { ("\($0): ", "\n\t[C]: in ?") } ?? ("", "")
        Screen.write(prefix + message + (traceback.map { "\n" + $0 + end } ?? "") + "\n", to: STDERR_FILENO)
    }

    private var message: String {
        if let failure = error.underlying {
            // In these, a line break is not the script's own: it could forge a line.
            let failure = ArchiveError(anything: failure)
            let hint = failure.hint.map { "\n" + TerminalText.block($0) } ?? ""
            return TerminalText.line(failure.message) + hint
        }
        return describesItself ? TerminalText.block(error.message) : "(error object is a \(typeName) value)"
    }

    /// As `lua`: an error object that describes itself comes without a traceback; ours come with one.
    private var traceback: String? {
        guard !error.traceback.isEmpty else { return nil }
        switch error.kind {
        case .syntax, .file, .interrupted: return nil
        case .runtime, .memory, .errorInErrorHandling:
            guard error.underlying != nil || error.value.bytes != nil || error.value.number != nil || !describesItself
            else { return nil }
            return TerminalText.block(error.traceback)
        }
    }

    /// Whether the value is a string, a number, or an object with a `__tostring`.
    private var describesItself: Bool {
        switch error.value {
        case .string, .integer, .number: true
        case .nil: error.kind != .runtime
        case .boolean: false
        default: !error.message.hasPrefix("\(typeName): 0x")
        }
    }

    private var typeName: String {
        switch error.value {
        case .nil: "nil"
        case .boolean: "boolean"
        case .integer, .number: "number"
        case .string: "string"
        case .table: "table"
        case .function: "function"
        case .userdata: "userdata"
        case .thread: "thread"
        }
    }
}
