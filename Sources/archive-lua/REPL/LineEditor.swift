import CReadline
import Glibc

/// Asks for a line at the terminal, with readline's editing and history.
///
/// Readline is driven through its callback interface: this waits, not readline, so Ctrl-C ends the wait,
/// and nothing but this file knows readline.
struct LineEditor {
    enum Result: Equatable {
        case line(String)
        /// Ctrl-C: whatever was typed is given up.
        case interrupted
        /// Ctrl-D on an empty line, or the end of the input.
        case end
    }

    let history: History

    /// Remembers how the terminal is, for `restoreTerminal`.
    static func rememberTerminal() { creadline_remember_terminal() }

    /// Puts the terminal back as it was; a signal handler may call it.
    static let restoreTerminal: @convention(c) () -> Void = creadline_restore_terminal

    init(history: History) {
        self.history = history
        // Readline keeps the pointer for good.
        creadline_setup(strdup("archive-lua"))
        for entry in history.load() { _ = creadline_remember(entry) }
    }

    /// What goes on while somebody types.
    struct Background {
        /// A descriptor that can be read once there may be something to do.
        var wakeup: Int32
        /// Whether there is.
        var isReady: () -> Bool
        /// Does it; it may print, and be ended by Ctrl-C.
        var goOn: () -> Void
    }

    /// `takeInterrupt` says whether Ctrl-C was pressed, and forgets it.
    func readLine(prompt: String, takeInterrupt: () -> Bool, background: Background) -> Result {
        creadline_hold_interrupts()
        defer { creadline_release_interrupts() }
        creadline_begin(prompt)
        while true {
            let input = creadline_wait(background.wakeup)
            if input == 2 {
                goOn(background)
                continue
            }
            if takeInterrupt() {
                creadline_cancel()
                return .interrupted
            }
            if input == 0 { creadline_check_signals() }
            if input < 0 {
                creadline_cancel()
                return .end
            }
            guard input > 0 else { continue }
            switch creadline_feed() {
            case CREADLINE_LINE: return .line(takeLine())
            case CREADLINE_END: return .end
            default: continue
            }
        }
    }

    private func goOn(_ background: Background) {
        guard background.isReady() else { return }
        creadline_hide()
        creadline_release_interrupts()
        background.goOn()
        fflush(nil)
        creadline_hold_interrupts()
        creadline_show()
    }

    /// Keeps an entry for the arrow keys and for later sessions, unless it mentions a secret.
    func remember(_ entry: String) {
        if History.accepts(entry), creadline_remember(entry) != 0 { history.append(entry) }
    }

    private func takeLine() -> String {
        guard let line = creadline_take_line() else { return "" }
        defer { free(line) }
        return String(cString: line)
    }
}
