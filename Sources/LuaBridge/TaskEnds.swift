import CLua

extension LuaUsageError {
    static let circularWait = LuaUsageError(
        "the tasks wait for each other", hint: "A task cannot wait for one that waits for it.")
}

/// How tasks end, and who is told.
extension LuaState {
    func end(_ task: TaskRecord) {
        task.state = .finished
        task.waitsFor = nil
        task.standing.withLock { $0 = task.failure.map { "failed: \($0.message.prefix { !$0.isNewline })" } ?? "done" }
        task.isAwaited = !task.joiners.isEmpty
        let id = task.id
        for ticket in task.joiners {
            complete(ticket, .success { try $0.state.pushResults(ofTask: id, $0) })
        }
        task.joiners = []
        if let onEnd = task.onEnd { tell(onEnd, of: task) }
        if let group = task.group {
            memberEnded(task, of: group)
        } else if !task.isHeld {
            forget(task)
        }
    }

    /// Calls a function once the task has ended: at once where it has. How it failed is known to that function then.
    func whenFinished(_ task: LuaTask, _ body: @escaping (LuaError?) -> Void) {
        guard let record = scheduler.tasks[task.id] else { return }
        if record.state == .finished { tell(body, of: record) } else { record.onEnd = body }
    }

    private func tell(_ body: (LuaError?) -> Void, of task: TaskRecord) {
        task.isObserved = true
        task.onEnd = nil
        body(task.failure)
    }

    /// The last LuaTask of this task is gone.
    func letGo(_ id: Int) {
        guard let task = scheduler.tasks[id] else { return }
        task.isHeld = false
        if task.state == .finished { forget(task) }
    }

    /// Frees a task that is finished and that nothing refers to.
    func forget(_ task: TaskRecord) {
        if let failure = task.unobservedFailure { scheduler.unobserved.append(failure) }
        scheduler.tasks[task.id] = nil
        scheduler.byThread[task.thread] = nil
        clua_unref(main, task.reference)
    }

    /// Pushes what the function of a finished task returned, or throws what it raised.
    func pushResults(ofTask id: Int, _ stack: LuaStack) throws -> LuaOutcome {
        guard let task = scheduler.tasks[id] else { throw LuaUsageError("the task is gone") }
        task.isObserved = true
        if let failure = task.failure { throw failure }
        try copyResults(task, task.results, stack)
        return .results(Int(task.results))
    }

    func copyResults(_ task: TaskRecord, _ count: Int32, _ stack: LuaStack) throws {
        guard lua_checkstack(stack.thread, count + 8) != 0, lua_checkstack(task.thread, count + 8) != 0 else {
            throw LuaRaised(status: CLUA_NO_STACK.status)
        }
        let first = lua_gettop(task.thread) - task.results + 1
        for offset in 0..<count { lua_pushvalue(task.thread, first + offset) }
        lua_xmove(task.thread, stack.thread, count)
    }

    /// Whether nothing that still can happen answers this ticket, asked by the innermost pump.
    func isHopeless(_ ticket: Int64) -> Bool {
        var known: [Int64: Bool] = [:]
        func hopeless(_ ticket: Int64) -> Bool {
            if let known = known[ticket] { return known }
            guard let wait = waits[ticket], wait.outcome == nil else { return false }
            // Whoever comes here again on the way has gone in a circle.
            known[ticket] = true
            let needed = wait.work == nil ? wait.targets : wait.callback.map { [$0] } ?? []
            let isHopeless = needed.contains { id in
                guard let task = scheduler.tasks[id] else { return false }
                return switch task.state {
                case .finished, .ready: false
                case .running: true  // below on the C stack: it goes on only once this pump returns
                case .suspended: task.waitsFor.map(hopeless) ?? false
                }
            }
            known[ticket] = isHopeless
            return isHopeless
        }
        return hopeless(ticket)
    }

    /// Whether `task` waits for the task that runs now, directly or through others.
    func waitsForCurrent(_ id: Int) -> Bool {
        guard let current = scheduler.running.last?.id else { return false }
        var seen: Set<Int> = []
        func leadsBack(_ id: Int) -> Bool {
            if id == current { return true }
            guard seen.insert(id).inserted, let ticket = scheduler.tasks[id]?.waitsFor else { return false }
            guard let wait = waits[ticket] else { return false }
            return wait.targets.contains(where: leadsBack) || wait.callback.map(leadsBack) ?? false
        }
        return leadsBack(id)
    }

    /// After an interrupt: ends all tasks.
    func abandonTasks() {
        scheduler.ready = []
        stop(scheduler.tasks.values.compactMap(\.waitsFor))
        scheduler.ready = []
        for task in scheduler.tasks.values where task.state != .finished {
            task.failure = .interrupted
            task.isObserved = true
            task.group?.isFailed = true
            _ = clua_closethread(task.thread, main)
            end(task)
        }
        for group in scheduler.groups.values { dissolve(group) }
    }
}
