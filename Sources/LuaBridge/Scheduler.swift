import CLua
import Locking

/// The Lua tasks of a state, and which of them could go on.
struct Scheduler {
    /// Pumps inside pumps use the C stack, which Lua limits: deeper ones only wait.
    static let deepest = 40

    var lastTask = 0
    var tasks: [Int: TaskRecord] = [:]
    var byThread: [OpaquePointer: TaskRecord] = [:]
    /// The tasks on the C stack, the innermost last.
    var running: [TaskRecord] = []
    var ready: [TaskRecord] = []
    var pumps = 0
    /// The groups under way, by what waits for them.
    var groups: [Int64: TaskGroup] = [:]
    /// How tasks failed that nobody had waited for when they were forgotten.
    var unobserved: [TaskFailure] = []

    mutating func makeReady(_ task: TaskRecord) {
        guard task.state == .suspended else { return }
        task.state = .ready
        ready.append(task)
    }

    mutating func takeReady() -> TaskRecord? { ready.isEmpty ? nil : ready.removeFirst() }
}

/// A Lua task: a Lua thread that the bridge resumes.
final class TaskRecord {
    enum State { case suspended, ready, running, finished }

    let id: Int
    let thread: OpaquePointer
    /// Keeps the thread alive.
    let reference: Int32
    /// Where its function was defined: `script.lua:12`.
    let origin: String
    var state = State.suspended
    /// The ticket that it waits for, suspended or in a pump.
    var waitsFor: Int64?
    /// How many values to resume it with: the arguments, at first.
    var arguments: Int32
    /// How many results lie on its stack once it is finished.
    var results: Int32 = 0
    var failure: LuaError?
    /// Who waits for its end.
    var joiners: [Int64] = []
    /// Swift code that wants to know how it ended.
    var onEnd: ((LuaError?) -> Void)?
    /// The group that it belongs to, instead of to a LuaTask.
    var group: TaskGroup?
    /// Whether something in Swift still refers to it.
    var isHeld = true
    /// Whether somebody was told how it ended.
    var isObserved = false
    /// Whether somebody waited when it ended, who will be told.
    var isAwaited = false
    /// How it stands, in words: for its handles, which may be looked at anywhere.
    let standing = Locked("running")

    /// How it failed, where nobody was told. The tasks of a group are the group's own.
    var unobservedFailure: TaskFailure? {
        isObserved || group != nil ? nil : failure.map { TaskFailure(task: id, error: $0) }
    }

    init(id: Int, thread: OpaquePointer, reference: Int32, origin: String, arguments: Int32) {
        self.id = id
        self.thread = thread
        self.reference = reference
        self.origin = origin
        self.arguments = arguments
    }
}

extension LuaState {
    /// Runs a task until it waits or ends.
    func resume(_ task: TaskRecord, from: OpaquePointer) {
        task.state = .running
        task.waitsFor = nil
        scheduler.running.append(task)
        var count: Int32 = 0
        let status = clua_resume(task.thread, from, task.arguments, &count)
        task.arguments = 0
        scheduler.running.removeLast()
        switch status {
        case LUA_YIELD:
            task.state = .suspended
            if task.waitsFor == nil {
                // Its own coroutine.yield: let others run.
                clua_pop(task.thread, count)
                scheduler.makeReady(task)
            } else if let ticket = task.waitsFor, waits[ticket]?.outcome != nil {
                scheduler.makeReady(task)
            }
        case LUA_OK:
            task.results = count
            end(task)
        default:
            fail(task, status, from)
        }
    }

    private func fail(_ task: TaskRecord, _ status: Int32, _ from: OpaquePointer) {
        var traceback = ""
        let top = lua_gettop(from)
        if clua_threadtraceback(from, task.thread) == LUA_OK {
            traceback = LuaView(LuaStack(self, from), lua_gettop(from)).bytes?.repaired ?? ""
        }
        lua_settop(from, top)
        task.failure = takeError(status, from: task.thread, traceback: traceback)
        // Everybody is interrupted then: nobody has to be told.
        if task.failure?.kind == .interrupted { task.isObserved = true }
        _ = clua_closethread(task.thread, from)
        end(task)
    }
}
