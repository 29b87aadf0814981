import CLua

/// Tasks that go on while nothing runs in the foreground: somebody sits at a prompt.
extension LuaState {
    /// A descriptor that is readable once there may be something for `goOnWithTasks`.
    public var wakeup: Int32 { mailbox.wakeup }

    /// Takes what has arrived; whether a task can go on now.
    public func canGoOnWithTasks() -> Bool {
        guard depth == 0 else { return false }
        clua_waitforwakeup(mailbox.wakeup, 0)
        collectCompletions()
        return !scheduler.ready.isEmpty
    }

    /// Lets tasks go on until each waits again. Ctrl-C ends them, as it ends a call.
    public func goOnWithTasks() {
        guard depth == 0 else { return }
        clua_enter(bridge)
        depth += 1
        defer {
            depth -= 1
            if clua_leave(bridge) != 0 { abandonTasks() }
        }
        while clua_isinterrupted(bridge) == 0, goOn(from: stack) { collectCompletions() }
    }

    /// The tasks that have not ended, each with its number and where its function was defined.
    public var unfinishedTasks: [String] {
        scheduler.tasks.values.filter { $0.state != .finished }.sorted { $0.id < $1.id }.map { "task \($0.id) (\($0.origin))" }
    }

    /// Ends the tasks that have not ended, as Ctrl-C does.
    public func stopTasks() { abandonTasks() }

    /// The number of the task that was begun last; 0 before the first.
    public var lastTask: Int { scheduler.lastTask }

    /// How tasks failed that nobody has waited for; each is told once.
    public func takeUnobservedFailures(after earlier: Int = 0) -> [TaskFailure] {
        releaseDropped()
        var failures = scheduler.unobserved.filter { $0.task > earlier }
        scheduler.unobserved.removeAll { $0.task > earlier }
        for task in scheduler.tasks.values where task.id > earlier && task.state == .finished && !task.isAwaited {
            guard let failure = task.unobservedFailure else { continue }
            task.isObserved = true
            failures.append(failure)
        }
        return failures.sorted { $0.task < $1.task }
    }
}
