import CLua

/// Something that a Lua thread waits for: a Swift task, or the end of a Lua task.
struct PendingWait {
    /// The Swift task that will answer.
    var work: Task<Void, Never>?
    /// The Lua tasks whose end is waited for.
    var targets: [Int] = []
    /// The Lua task that a function is called in which the Swift task was given: it does not answer before that has ended.
    var callback: Int?
    /// The Lua task that is suspended until then; nil where a pump waits.
    var suspended: Int?
    var outcome: Result<Delivery, any Error>?
}

extension LuaCall {
    /// Does something that takes time. The Lua task that calls is suspended where Lua allows that; elsewhere
    /// the answer is waited for here, and other tasks go on meanwhile.
    func wait<R: LuaResult>(_ operation: @escaping @Sendable () async throws -> R) throws -> LuaOutcome {
        let state = stack.state
        if clua_isinterrupted(state.bridge) != 0 { throw LuaInterrupted() }
        if let refusal = state.refusesToWait { throw refusal() }
        state.lastTicket += 1
        let ticket = state.lastTicket
        let mailbox = state.mailbox
        let work = Task {
            do {
                let result = try await operation()
                mailbox.post(ticket, .success { try result.luaDeliver(to: $0) })
            } catch {
                mailbox.post(ticket, .failure(error))
            }
        }
        return try state.suspendOrPump(ticket, PendingWait(work: work), stack)
    }
}

extension LuaState {
    /// Suspends or pumps until the ticket is answered.
    func suspendOrPump(_ ticket: Int64, _ wait: PendingWait, _ stack: LuaStack) throws -> LuaOutcome {
        waits[ticket] = wait
        if clua_canyield(stack.thread) != 0, let task = scheduler.byThread[stack.thread] {
            waits[ticket]?.suspended = task.id
            task.waitsFor = ticket
            bridge.pointee.ticket = ticket
            return .yield
        }
        let running = scheduler.running.last
        let before = running?.waitsFor
        running?.waitsFor = ticket
        defer { running?.waitsFor = before }
        return try pump(ticket, stack)
    }

    /// The continuation of a task that was suspended.
    func finish(_ ticket: Int64, _ stack: LuaStack) throws -> LuaOutcome {
        guard let outcome = waits[ticket]?.outcome else {
            throw LuaUsageError("a task was resumed before what it waits for was there")
        }
        waits[ticket] = nil
        hasAnswer?()
        return try outcome.get()(stack)
    }

    /// Waits here: other tasks go on, and Ctrl-C gets through.
    private func pump(_ ticket: Int64, _ stack: LuaStack) throws -> LuaOutcome {
        scheduler.pumps += 1
        defer { scheduler.pumps -= 1 }
        while true {
            collectCompletions()
            if let outcome = waits[ticket]?.outcome {
                waits[ticket] = nil
                hasAnswer?()
                return try outcome.get()(stack)
            }
            if clua_isinterrupted(bridge) != 0 {
                stop([ticket])
                throw LuaInterrupted()
            }
            if scheduler.pumps < Scheduler.deepest, goOn(from: stack) { continue }
            if isHopeless(ticket) {
                waits.removeValue(forKey: ticket)?.work?.cancel()
                throw LuaUsageError.circularWait
            }
            clua_waitforwakeup(mailbox.wakeup, -1)
        }
    }

    /// Lets others go on while somebody waits; false where nobody can.
    func goOn(from stack: LuaStack) -> Bool {
        let callbacks = mailbox.takeCallbacks()
        let next = scheduler.takeReady()
        guard next != nil || !callbacks.isEmpty else { return false }
        willRun?()
        for callback in callbacks { callback.run(in: self) }
        if let next { resume(next, from: stack.thread) }
        return true
    }

    /// Hands what has arrived to those who wait.
    func collectCompletions() {
        for completion in mailbox.takeCompletions() { complete(completion.ticket, completion.outcome) }
    }

    func complete(_ ticket: Int64, _ outcome: Result<Delivery, any Error>) {
        guard let wait = waits[ticket] else { return }
        waits[ticket]?.outcome = outcome
        waits[ticket]?.work = nil
        if let id = wait.suspended, let task = scheduler.tasks[id] { scheduler.makeReady(task) }
    }

    /// Stops what was waited for. Its end is waited for a while, so that nothing is left half done; another
    /// Ctrl-C ends that.
    func stop(_ tickets: [Int64]) {
        for ticket in tickets { waits[ticket]?.work?.cancel() }
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(3)
        while tickets.contains(where: { waits[$0]?.work != nil }), clua_isanswered(bridge) != 0 {
            let left = clock.now.duration(to: deadline)
            guard left > .zero else { break }
            let (seconds, attoseconds) = left.components
            clua_waitforwakeup(mailbox.wakeup, Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000) + 1)
            collectCompletions()
        }
        for ticket in tickets { waits[ticket] = nil }
    }

    /// Cancels all Swift tasks that somebody waits for.
    func cancelAllWaits() {
        for wait in waits.values { wait.work?.cancel() }
    }
}
