import CLua
import Locking

/// A Lua function that runs on its own: beside others wherever it waits.
public final class LuaTask: LuaClass {
    let id: Int
    let mailbox: Mailbox
    /// How it stands, in words.
    private let standing: Locked<String>

    init(_ record: TaskRecord, _ mailbox: Mailbox) {
        id = record.id
        standing = record.standing
        self.mailbox = mailbox
    }

    deinit { mailbox.release(task: id) }

    public static let luaName = "Task"
    public static let luaSummary = "a function that runs beside others, as spawn started it"
    public static var luaMembers: [LuaMember<LuaTask>] {
        [
            LuaMember(.property, .property, "done", returns: "boolean", help: "whether it has ended") { call in
                let task = try call.receiver(LuaTask.self)
                call.stack.push(call.stack.state.isFinished(task))
                return .one
            },
            LuaMember(
                .method, .method, "wait", returns: "any values",
                help: """
                    Waits until it has ended, and returns what its function returned or raises what that raised.

                    Errors: those of the function; usage where two tasks would wait for each other.
                    Example:
                        print(task:wait())
                    """
            ) { call in
                try call.noArguments()
                return try call.stack.state.join(try call.receiver(LuaTask.self), call.stack)
            },
        ]
    }
    public var luaTostring: String { "task \(id) (\(standing.withLock(\.self)))" }
}

/// A function as an argument.
public struct LuaCallable: LuaArgument {
    public var value: LuaValue

    public static var luaTypeName: String { "function" }
    public static func luaRead(_ view: LuaView) throws -> LuaCallable {
        guard view.kind == .function else { throw LuaTypeMismatch(LuaCallable.self, view) }
        return LuaCallable(value: try view.value())
    }
}

extension LuaFunction {
    /// `spawn(fn, ...)`: starts a task. It runs until it first has to wait; then the caller goes on.
    public static var spawn: LuaFunction {
        LuaFunction(
            "spawn", Parameter<LuaCallable>.required("fn", "what it does"), Parameter<LuaMultiple>.rest("arguments", "for fn"),
            returns: "Task",
            help: """
                Starts a function that runs beside others wherever it waits, and returns its task at once. What fn returns,
                or raises, is told by task:wait(). A script ends once its tasks have.

                Example:
                    local task = spawn(function() return container:count() end)
                    print(task:wait())
                """
        ) { call in
            let (function, arguments) = try call.arguments(
                Parameter<LuaCallable>.required("fn", ""), Parameter<LuaMultiple>.rest("arguments", ""))
            return try call.stack.state.spawn(function.value, arguments.values).luaDeliver(to: call.stack)
        }
    }

    /// `parallel(items, fn, {limit=8})`: the results of `fn(item, position)`, in the order of the items.
    public static var parallel: LuaFunction {
        let items = Parameter<[LuaValue]>.required("items", "a list")
        let function = Parameter<LuaCallable>.required("fn", "is called as fn(item, position)")
        let limit = Parameter<Int>.optional("limit", 8, "how many at a time")
        return LuaFunction(
            "parallel", items, function, limit, returns: "list",
            help: """
                Calls a function for each item, several at a time where they wait, and returns the first result of each, in
                the order of the items. After a failure no further item is begun, and the first failure is raised.

                Errors: those of fn.
                Example:
                    texts = parallel(files, function(file) return file:read() end, {limit = 8})
                """
        ) { call in
            let (list, body, most) = try call.arguments(items, function, limit)
            guard most > 0 else { throw LuaUsageError("parallel: 'limit' must be positive, got \(most)") }
            let state = call.stack.state
            let table = try state.makeTable(list)
            return try state.parallel(
                TaskGroup(items: table, function: body.value, count: list.count, limit: most), call.stack)
        }
    }
}

extension LuaState {
    /// Starts a task. It runs until it first has to wait.
    /// - Throws: `LuaError` where Lua has no memory for it.
    public func spawn(_ function: LuaValue, _ arguments: [LuaValue] = []) throws -> LuaTask {
        try spawn(function, arguments, calledBy: nil)
    }

    /// - Parameter caller: the task whose call was given the function, and waits for its end.
    func spawn(_ function: LuaValue, _ arguments: [LuaValue], calledBy caller: Int?) throws -> LuaTask {
        releaseDropped()
        let task = try protected { () throws -> TaskRecord in
            let stack = stack
            guard lua_checkstack(stack.thread, Int32(clamping: arguments.count) + 16) != 0 else {
                throw LuaRaised(status: CLUA_NO_STACK.status)
            }
            try function.luaPush(to: stack)
            for argument in arguments { try argument.luaPush(to: stack) }
            return try makeTask(arguments: Int32(arguments.count), stack)
        }
        if let ticket = caller.flatMap({ scheduler.tasks[$0]?.waitsFor }) { waits[ticket]?.callback = task.id }
        let handle = LuaTask(task, mailbox)
        if scheduler.running.count + scheduler.pumps < Scheduler.deepest {
            resume(task, from: stack.thread)
        } else {
            scheduler.makeReady(task)
        }
        return handle
    }

    /// Whether it has returned or failed.
    public func isFinished(_ task: LuaTask) -> Bool {
        scheduler.tasks[task.id].map { $0.state == .finished } ?? true
    }

    /// Waits until the task has ended.
    /// - Throws: the `LuaError` that it failed with.
    public func wait(for task: LuaTask) throws -> [LuaValue] {
        try call(try field("wait", of: try value(task)), [task])
    }

    /// Waits until all tasks have ended. Returns how those failed that nobody waited for.
    ///
    /// - Parameter earlier: the last task that is not asked about; how it and those before it failed is told elsewhere.
    public func finishTasks(after earlier: Int = 0) throws -> [LuaError] {
        while let task = scheduler.tasks.values.filter({ $0.state != .finished }).min(by: { $0.id < $1.id }) {
            let handle = LuaTask(task, mailbox)
            let wasHeld = task.isHeld
            task.isHeld = true
            do {
                _ = try wait(for: handle)
            } catch let error as LuaError {
                if error.kind == .interrupted { throw error }
                if task.state != .finished { throw error }
                task.isObserved = false
                task.isAwaited = false
            }
            withExtendedLifetime(handle) {}
            task.isHeld = wasHeld
        }
        return takeUnobservedFailures(after: earlier).map(\.error)
    }

    /// Pops a function and its arguments, and makes a task of them that has not begun.
    func makeTask(arguments: Int32, _ stack: LuaStack) throws -> TaskRecord {
        let origin = origin(ofFunctionBelow: arguments, stack)
        var created: OpaquePointer?
        try clua_newthread(stack.thread, &created).orRaise()
        var reference: Int32 = LUA_NOREF
        try clua_ref(stack.thread, &reference).orRaise()
        guard let created, lua_checkstack(created, arguments + 8) != 0 else {
            clua_unref(main, reference)
            throw LuaRaised(status: CLUA_NO_STACK.status)
        }
        lua_xmove(stack.thread, created, arguments + 1)
        clua_setowned(created, 1)
        scheduler.lastTask += 1
        let task = TaskRecord(
            id: scheduler.lastTask, thread: created, reference: reference, origin: origin, arguments: arguments)
        scheduler.tasks[task.id] = task
        scheduler.byThread[created] = task
        return task
    }

    /// Where the function that lies below its arguments was defined.
    private func origin(ofFunctionBelow arguments: Int32, _ stack: LuaStack) -> String {
        var information = lua_Debug()
        lua_pushvalue(stack.thread, -1 - arguments)
        guard lua_getinfo(stack.thread, ">S", &information) != 0 else { return "?" }
        let source = withUnsafeBytes(of: information.short_src) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return information.linedefined > 0 ? "\(source):\(information.linedefined)" : source
    }

    /// Waits for the end of a task.
    func join(_ task: LuaTask, _ stack: LuaStack) throws -> LuaOutcome {
        guard task.mailbox === mailbox, let record = scheduler.tasks[task.id] else {
            throw LuaUsageError("a task of another Lua state")
        }
        if record.state == .finished { return try pushResults(ofTask: task.id, stack) }
        if waitsForCurrent(task.id) { throw LuaUsageError.circularWait }
        lastTicket += 1
        record.joiners.append(lastTicket)
        return try suspendOrPump(lastTicket, PendingWait(targets: [task.id]), stack)
    }
}
