import Locking

/// A value that a test and its server's script share.
final class Mutexed<Value: Sendable>: Sendable {
    private let state: Locked<Value>

    init(_ value: Value) { state = Locked(value) }

    var value: Value {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    /// Changes the value and returns what it was changed to.
    @discardableResult
    func update(_ change: @Sendable (inout Value) -> Void) -> Value {
        state.withLock { value in
            change(&value)
            return value
        }
    }
}
