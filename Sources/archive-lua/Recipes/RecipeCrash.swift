import Glibc

/// The last resort: where a recipe finds a fault of this program or of Lua, the process still says so and ends with
/// status 1. Beyond the depth of a stack there is nothing else left to do.
enum RecipeCrash {
    // Read by the handler, and written once before there is one.
    private nonisolated(unsafe) static var text: UnsafeMutableBufferPointer<UInt8> = .init(start: nil, count: 0)
    // What the handler runs on, to the end of the process; LeakSanitizer does not look where the kernel keeps it.
    private nonisolated(unsafe) static var room: UnsafeMutableRawPointer?

    static func contain(name: String) {
        let message = "archive-lua: the recipe '\(TerminalText.line(name))' was ended: it made this program fail.\nPlease report this, with the recipe.\n"
        text = .allocate(capacity: message.utf8.count)
        _ = text.initialize(fromContentsOf: message.utf8)
        var stack = stack_t()
        stack.ss_size = 1 << 16
        room = .allocate(byteCount: stack.ss_size, alignment: 16)
        stack.ss_sp = room
        sigaltstack(&stack, nil)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            _ = write(STDERR_FILENO, RecipeCrash.text.baseAddress, RecipeCrash.text.count)
            LineEditor.restoreTerminal()
            _exit(Program.Status.failure)
        }
        action.sa_flags = Int32(SA_ONSTACK) | Int32(bitPattern: UInt32(SA_RESETHAND))
        for signal in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] { sigaction(signal, &action, nil) }
    }
}
