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
        withoutActuallyEscaping(takeInterrupt) { takeInterrupt in
            let helper = LineHelper(takeInterrupt: takeInterrupt, complete: complete)
            let context = Unmanaged.passUnretained(helper).toOpaque()
            creadline_set_completer(LineHelper.complete, context)
            creadline_set_interrupted(LineHelper.isInterrupted, context)
            defer {
                creadline_set_completer(nil, nil)
                creadline_set_interrupted(nil, nil)
            }
            return withExtendedLifetime(helper) { readLine(prompt: prompt, helper: helper, background: background) }
        }
    }

    private func readLine(prompt: String, helper: LineHelper, background: Background) -> Result {
        creadline_hold_interrupts()
        defer { creadline_release_interrupts() }
        creadline_begin(prompt)
        while true {
            let input = creadline_wait(background.wakeup)
            // The signal may have come to another thread, which only woke this one.
            if helper.takeInterrupt() {
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
            let status = creadline_feed()
            if helper.takeInterrupt() {
                creadline_cancel()
                return .interrupted
            }
            switch status {
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

/// Whom C asks while a line is read.
private final class LineHelper {
    private let interrupt: () -> Bool
    private let complete: LineEditor.Complete
    private var wasInterrupted = false

    init(takeInterrupt: @escaping () -> Bool, complete: @escaping LineEditor.Complete) {
        interrupt = takeInterrupt
        self.complete = complete
    }

    func takeInterrupt() -> Bool {
        defer { wasInterrupted = false }
        return seeInterrupt()
    }

    private func seeInterrupt() -> Bool {
        wasInterrupted = interrupt() || wasInterrupted
        return wasInterrupted
    }

    private static func behind(_ context: UnsafeMutableRawPointer) -> LineHelper {
        Unmanaged<LineHelper>.fromOpaque(context).takeUnretainedValue()
    }

    static let isInterrupted: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
        guard let context else { return 0 }
        return behind(context).seeInterrupt() ? 1 : 0
    }

    static let complete: creadline_completer = { context, line, cursor, ignoresCase in
        guard let context, let line else { return creadline_completion() }
        let bytes = UnsafeBufferPointer(start: line, count: strlen(line)).map(UInt8.init(bitPattern:))
        let found = behind(context).complete(bytes, Int(cursor), ignoresCase != 0)
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
