import CLua

/// A Lua state, and what Swift gave it. Used on one thread at a time: the one that runs Lua.
public final class LuaState {
    /// How much memory Lua may have.
    public struct Memory: Sendable {
        /// The most bytes at any time; nil for no limit.
        public var limit: Int?
        /// The first request for memory that fails, as do all after it: for tests.
        public var failFrom: Int?

        public init(limit: Int? = nil, failFrom: Int? = nil) {
            self.limit = limit
            self.failFrom = failFrom
        }
    }

    /// Whether Lua code was refused memory for good: it may have caught the error, and gone on.
    public var hasRunOutOfMemory: Bool { bridge.pointee.memory.exhausted != 0 || bridge.pointee.memory.refused != 0 }

    let bridge: UnsafeMutablePointer<clua_bridge>
    let main: OpaquePointer
    let mailbox = Mailbox()
    /// Called before Lua code goes on while another call waits: it may print.
    public var willRun: (() -> Void)?
    /// Called when Lua has got what it waited for.
    public var hasAnswer: (() -> Void)?
    /// Says what is raised instead of waiting for anything, once set.
    public var refusesToWait: (() -> any Error)?
    /// Says what to do instead of making an object by calling its class, each time that somebody tries; where it is set,
    /// no class makes any. To be set before the first class is known.
    public var constructorRefusal: ((_ className: String) -> String)?
    let errorConverter: @Sendable (any Error) -> any LuaClass

    /// What Lua functions call, by the number they carry. Never shrinks while the state lives.
    var callables: [Callable] = []
    /// The classes in the order of their numbers.
    var records: [ClassRecord] = []
    var recordsByType: [ObjectIdentifier: ClassRecord] = [:]

    // Waiting.
    var lastTicket: Int64 = 0
    var waits: [Int64: PendingWait] = [:]
    var scheduler = Scheduler()
    var depth = 0

    /// Whether Lua is being closed: what finalizers make now is finalized no more, and has to be released here.
    private(set) var isClosing = false
    private var madeWhileClosing: [Unmanaged<AnyObject>] = []

    func noteWhileClosing(_ object: Unmanaged<AnyObject>) { madeWhileClosing.append(object) }

    /// Makes a state.
    ///
    /// - Parameter errorConverter: makes the error object that Lua sees of a Swift error, the bridge's own
    ///   (`LuaUsageError`, `LuaInterrupted`) included.
    /// - Throws: `LuaError` of kind `memory` where there is not enough.
    public init(
        memory: Memory = Memory(), libraries: Bool = true,
        errorConverter: @escaping @Sendable (any Error) -> any LuaClass
    ) throws {
        guard let bridge = clua_newbridge() else { throw LuaError(.memory, message: "not enough memory") }
        bridge.pointee.memory.limit = memory.limit ?? 0
        bridge.pointee.memory.fail_from = UInt64(memory.failFrom ?? 0)
        bridge.pointee.callbacks = callbacks
        bridge.pointee.wakeup = mailbox.wakeup
        guard let main = clua_newstate(bridge) else {
            clua_freebridge(bridge)
            throw LuaError(.memory, message: "not enough memory")
        }
        self.bridge = bridge
        self.main = main
        self.errorConverter = errorConverter
        // Unretained: the state outlives its Lua state.
        bridge.pointee.owner = Unmanaged.passUnretained(self).toOpaque()
        if libraries {
            let status = clua_openlibs(main)
            if status != LUA_OK { throw takeError(status, from: main) }
        }
    }

    deinit {
        cancelAllWaits()
        isClosing = true
        clua_close(main)
        for object in madeWhileClosing { object.release() }
        clua_releasesigint(bridge)
        for record in records { record.tag.deallocate() }
        bridge.pointee.members?.deallocate()
        bridge.pointee.classes?.deallocate()
        clua_freebridge(bridge)
    }

    /// The thread of Lua that runs now.
    var stack: LuaStack { LuaStack(self, bridge.pointee.current ?? main) }

    /// Bytes that Lua uses now.
    public var memoryUsed: Int { bridge.pointee.memory.used }
    /// How often Lua has asked for memory.
    public var memoryRequests: Int { Int(bridge.pointee.memory.requests) }
    /// The most bytes that Lua may use; nil for no limit.
    public var memoryLimit: Int? {
        get { bridge.pointee.memory.limit == 0 ? nil : bridge.pointee.memory.limit }
        set { bridge.pointee.memory.limit = newValue ?? 0 }
    }
    /// From which request on all fail: for tests.
    public var failFrom: Int? {
        get { bridge.pointee.memory.fail_from == 0 ? nil : Int(bridge.pointee.memory.fail_from) }
        set { bridge.pointee.memory.fail_from = UInt64(newValue ?? 0) }
    }

    /// Collects everything that nothing refers to.
    public func collectGarbage() throws {
        releaseDropped()
        try protected { try clua_gc(main, LUA_GCCOLLECT).orRaise() }
    }

    /// Lets go of values whose references were dropped.
    func releaseDropped() {
        let released = mailbox.takeReleased()
        for reference in released.references { clua_unref(main, reference) }
        for id in released.tasks { letGo(id) }
    }

    /// Runs a piece of the bridge's own work on the current stack, and leaves that as it was.
    func protected<R>(_ body: () throws -> R) throws -> R {
        let thread = stack.thread
        let top = lua_gettop(thread)
        do {
            let result = try body()
            lua_settop(thread, top)
            return result
        } catch let raised as LuaRaised {
            let error = takeError(raised.status, from: thread)
            lua_settop(thread, top)
            throw error
        } catch {
            lua_settop(thread, top)
            throw error
        }
    }
}
