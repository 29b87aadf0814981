import CLua
import Locking

/// A Lua function that other threads may ask to be called: a task of its own calls it when the Lua thread next waits.
///
/// Only the newest argument counts: one that was not handed over yet when the next comes is forgotten.
public final class LuaCallback: LuaArgument {
    private let function: LuaValue
    /// The task that gave it to a call; nil where that was none.
    private let owner: Int?
    private let mailbox: Mailbox
    private let state = Locked(State())

    private struct State {
        var argument: (any LuaResult)?
        /// Whether the mailbox has been told, or a call is under way.
        var isBusy = false
        var failure: (any Error)?
        /// Who waits until nothing is under way.
        var waiter: CheckedContinuation<Void, Never>?
    }

    public static var luaTypeName: String { "function" }

    public static func luaRead(_ view: LuaView) throws -> Self {
        guard view.kind == .function else { throw LuaTypeMismatch(Self.self, view) }
        let state = view.stack.state
        return Self(try view.value(), state.mailbox, owner: state.scheduler.running.last?.id)
    }

    init(_ function: LuaValue, _ mailbox: Mailbox, owner: Int?) {
        self.function = function
        self.owner = owner
        self.mailbox = mailbox
    }

    /// What the function raised; it is not called any more then.
    public var failure: (any Error)? { state.withLock(\.failure) }

    /// Asks for a call with this argument.
    public func call(with argument: any LuaResult) {
        let isNew = state.withLock { state in
            guard state.failure == nil else { return false }
            defer { state.isBusy = true }
            state.argument = argument
            return !state.isBusy
        }
        if isNew { mailbox.post(callback: self) }
    }

    /// Asks for a call and returns once it is done; at once where the task is cancelled.
    public func finish(with argument: any LuaResult) async {
        call(with: argument)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard state.isBusy, !Task.isCancelled else { return false }
                    state.waiter = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            takeWaiter()?.resume()
        }
    }

    private func takeWaiter() -> CheckedContinuation<Void, Never>? {
        state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
    }

    /// On the Lua thread: calls the function.
    func run(in lua: LuaState) {
        guard let argument = state.withLock({ state -> (any LuaResult)? in
            defer { state.argument = nil }
            return state.argument
        }) else { return }
        do {
            let task = try lua.spawn(function, [try lua.value(argument)], calledBy: owner)
            lua.whenFinished(task) { [self] failure in ended(failure) }
        } catch {
            ended(error)
        }
    }

    private func ended(_ failure: (any Error)?) {
        let isAskedAgain = state.withLock { state in
            state.failure = failure
            state.isBusy = failure == nil && state.argument != nil
            return state.isBusy
        }
        if isAskedAgain { mailbox.post(callback: self) } else { takeWaiter()?.resume() }
    }
}
