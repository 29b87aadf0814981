import CLua

extension LuaState {
    /// Lets Ctrl-C (SIGINT) interrupt what runs in this state.
    ///
    /// The running call raises `LuaInterrupted` as an error object; a Swift task that is waited for is
    /// cancelled. Nothing in Lua can catch it for good: it is raised again until the outermost `call` has
    /// returned. Where a second Ctrl-C finds the first one unanswered, in a loop inside a C function, the
    /// process ends with status 130, after `restoreTerminal`, which must be async-signal-safe. Before, where the
    /// first one stays unanswered, `advice` says so on standard error.
    ///
    /// While nothing runs, an interrupt is kept for `takeInterrupt()`, or else for the next call.
    /// - Returns: false where the system refused.
    @discardableResult
    public func installInterruptHandler(
        restoreTerminal: (@convention(c) () -> Void)? = nil, advice: String? = nil
    ) -> Bool {
        clua_catchsigint(bridge, restoreTerminal, advice) == 0
    }

    /// Interrupts what runs, as Ctrl-C does. Call it on the thread that runs Lua; from elsewhere, send SIGINT.
    public func interrupt() { clua_interrupt(bridge) }

    /// Whether an interrupt came while nothing ran; forgets it.
    public func takeInterrupt() -> Bool {
        defer { clua_forgetinterrupt(bridge) }
        return clua_isinterrupted(bridge) != 0
    }

    /// From here on a fault on this thread, as a stack that is exhausted beyond Lua's own limits, ends the process with
    /// that status, after a message on standard error and `restoreTerminal`, which must be async-signal-safe.
    /// - Returns: false where the system refused.
    @discardableResult
    public static func endProcessOnFault(
        message: String, status: Int32, restoreTerminal: (@convention(c) () -> Void)?
    ) -> Bool {
        clua_endonfault(message, status, restoreTerminal) == 0
    }
}
