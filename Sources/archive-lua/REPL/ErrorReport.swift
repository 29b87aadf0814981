import ArchiveAPI
import Glibc
import LuaBridge

/// An error as it is shown: the message, the hint, and Lua's traceback. All of it may quote strangers.
struct ErrorReport {
    private let error: LuaError

    init(_ error: LuaError) { self.error = error }

    /// As `lua` does: with the program's name before it, in a session without.
    func print(program: String?) {
        let prefix = program.map { "\($0): " } ?? ""
        Screen.write(prefix + message + (traceback.map { "\n" + $0 } ?? "") + "\n", to: STDERR_FILENO)
    }

    private var message: String {
        if let failure = error.underlying {
            // In these, a line break is not the script's own: it could forge a line.
            let failure = ArchiveError(anything: failure)
            let hint = failure.hint.map { "\n" + TerminalText.block($0) } ?? ""
            return TerminalText.line(failure.message) + hint
        }
        return TerminalText.block(error.message)
    }

    /// As `lua`: an error object that describes itself comes without a traceback; ours come with one.
    private var traceback: String? {
        guard !error.traceback.isEmpty else { return nil }
        switch error.kind {
        case .syntax, .file, .interrupted: return nil
        case .runtime, .memory, .errorInErrorHandling:
            let isPlain = error.value.bytes != nil || error.value.number != nil
            guard error.underlying != nil || isPlain || !error.describesItself else { return nil }
            return TerminalText.block(error.traceback)
        }
    }
}
