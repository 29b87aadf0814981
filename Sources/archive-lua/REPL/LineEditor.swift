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

    /// Says what the word before a byte of the line may become.
    typealias Complete = (_ line: [UInt8], _ cursor: Int, _ ignoringCase: Bool) -> Completion

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
    func readLine(
        prompt: String, takeInterrupt: () -> Bool, background: Background, complete: @escaping Complete
    ) -> Result {
        let source = CompletionSource(complete)
        creadline_set_completer(CompletionSource.ask, Unmanaged.passUnretained(source).toOpaque())
        defer { withExtendedLifetime(source) { creadline_set_completer(nil, nil) } }
        creadline_hold_interrupts()
        defer { creadline_release_interrupts() }
        creadline_begin(prompt)
        while true {
            let input = creadline_wait(background.wakeup)
            // The signal may have come to another thread, which only woke this one.
            if takeInterrupt() {
                creadline_cancel()
                return .interrupted
            }
            if input == 2 {
                goOn(background)
                continue
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
            // Somebody may have been asked whether to list, and answered with Ctrl-C.
            default:
                guard takeInterrupt() else { continue }
                creadline_cancel()
                return .interrupted
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

/// What C keeps to ask at each Tab.
private final class CompletionSource {
    private let complete: LineEditor.Complete

    init(_ complete: @escaping LineEditor.Complete) { self.complete = complete }

    static let ask: creadline_completer = { context, line, cursor, ignoresCase in
        guard let context, let line else { return creadline_completion() }
        let source = Unmanaged<CompletionSource>.fromOpaque(context).takeUnretainedValue()
        let bytes = UnsafeBufferPointer(start: line, count: strlen(line)).map(UInt8.init(bitPattern:))
        let found = source.complete(bytes, Int(cursor), ignoresCase != 0)
        return creadline_completion(
            start: Int32(found.start), candidates: copy(found.candidates), note: found.note.isEmpty ? nil : strdup(found.note),
            is_index: found.isIndex ? 1 : 0, is_quiet: found.isPending || !found.note.isEmpty ? 1 : 0)
    }

    /// For C, which frees it.
    private static func copy(_ candidates: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        guard !candidates.isEmpty,
            let memory = calloc(candidates.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)
        else { return nil }
        let list = memory.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: candidates.count + 1)
        for (index, candidate) in candidates.enumerated() { list[index] = strdup(candidate) }
        return list
    }
}
