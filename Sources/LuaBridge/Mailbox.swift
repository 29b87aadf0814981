import CLua
import Locking

/// What a finished Swift task has for Lua: pushes its results on the thread that asked.
typealias Delivery = @Sendable (LuaStack) throws -> LuaOutcome

/// Where other threads leave what the Lua thread has to do: results of tasks, and references to let go of.
final class Mailbox: Sendable {
    struct Completion: Sendable {
        var ticket: Int64
        var outcome: Result<Delivery, any Error>
    }

    private struct Content {
        var completions: [Completion] = []
        var callbacks: [LuaCallback] = []
        var released = Released()
    }

    /// What nothing in Swift refers to any more.
    struct Released: Sendable {
        var references: [Int32] = []
        var tasks: [Int] = []
    }

    private let content = Locked(Content())
    /// Readable once something arrived that should end a wait.
    let wakeup: Int32

    init() { wakeup = clua_openwakeup() }
    deinit { clua_closewakeup(wakeup) }

    func post(_ ticket: Int64, _ outcome: Result<Delivery, any Error>) {
        content.withLock { $0.completions.append(Completion(ticket: ticket, outcome: outcome)) }
        clua_wake(wakeup)
    }

    func post(callback: LuaCallback) {
        content.withLock { $0.callbacks.append(callback) }
        clua_wake(wakeup)
    }

    func takeCallbacks() -> [LuaCallback] {
        content.withLock { content in
            defer { content.callbacks = [] }
            return content.callbacks
        }
    }

    func release(_ reference: Int32) {
        content.withLock { $0.released.references.append(reference) }
    }

    func release(task: Int) {
        content.withLock { $0.released.tasks.append(task) }
    }

    func takeCompletions() -> [Completion] {
        content.withLock {
            let taken = $0.completions
            $0.completions = []
            return taken
        }
    }

    func takeReleased() -> Released {
        content.withLock {
            let taken = $0.released
            $0.released = Released()
            return taken
        }
    }
}
