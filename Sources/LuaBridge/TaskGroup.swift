import CLua

/// The tasks of one `parallel`: a function called for each item, a few at a time.
final class TaskGroup {
    let items: LuaValue
    let function: LuaValue
    let count: Int
    let limit: Int
    var started = 0
    var active = 0
    /// No further item is begun after a failure.
    var isFailed = false
    var members: [TaskRecord] = []
    var ticket: Int64 = 0
    /// Why a task could not be started.
    var obstacle: LuaError?

    init(items: LuaValue, function: LuaValue, count: Int, limit: Int) {
        self.items = items
        self.function = function
        self.count = count
        self.limit = limit
    }
}

extension LuaState {
    /// Runs `parallel`: waits for all items that were begun.
    func parallel(_ group: TaskGroup, _ stack: LuaStack) throws -> LuaOutcome {
        lastTicket += 1
        group.ticket = lastTicket
        scheduler.groups[group.ticket] = group
        launch(group)
        if group.active == 0 { return try pushResults(group, stack) }
        do {
            return try suspendOrPump(group.ticket, PendingWait(targets: group.members.map(\.id)), stack)
        } catch {
            // What has begun goes on; nobody asks for its results.
            group.isFailed = true
            dissolve(group)
            throw error
        }
    }

    /// Lets go of the tasks of a group.
    func dissolve(_ group: TaskGroup) {
        scheduler.groups[group.ticket] = nil
        for task in group.members {
            task.isObserved = true
            task.group = nil
            task.isHeld = false
            if task.state == .finished { forget(task) }
        }
        group.members = []
    }

    /// Begins as many items as may run at a time.
    private func launch(_ group: TaskGroup) {
        while group.active < group.limit, group.started < group.count, !group.isFailed {
            let position = group.started + 1
            do {
                let task = try protected { () throws -> TaskRecord in
                    let stack = stack
                    try group.function.luaPush(to: stack)
                    try group.items.luaPush(to: stack)
                    lua_rawgeti(stack.thread, -1, lua_Integer(position))
                    lua_rotate(stack.thread, -2, 1)
                    stack.pop()
                    stack.push(position)
                    return try makeTask(arguments: 2, stack)
                }
                task.group = group
                group.members.append(task)
                group.active += 1
                group.started = position
                waits[group.ticket]?.targets.append(task.id)
                scheduler.makeReady(task)
            } catch {
                group.isFailed = true
                group.obstacle = error as? LuaError
            }
        }
    }

    func memberEnded(_ task: TaskRecord, of group: TaskGroup) {
        group.active -= 1
        if task.failure != nil { group.isFailed = true }
        launch(group)
        guard group.active == 0 else { return }
        let ticket = group.ticket
        complete(ticket, .success { stack in
            guard let group = stack.state.scheduler.groups[ticket] else { throw LuaUsageError("the tasks are gone") }
            return try stack.state.pushResults(group, stack)
        })
    }

    /// The first result of each item, in the order of the items.
    private func pushResults(_ group: TaskGroup, _ stack: LuaStack) throws -> LuaOutcome {
        defer { dissolve(group) }
        if let failure = group.members.lazy.compactMap(\.failure).first ?? group.obstacle { throw failure }
        guard lua_checkstack(stack.thread, 12) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
        try stack.pushTable(list: group.members.count)
        for (offset, task) in group.members.enumerated() where task.results > 0 {
            try copyResults(task, 1, stack)
            try stack.setElement(offset + 1)
        }
        return .one
    }
}
