import Glibc

/// A value behind a lock. What crosses threads goes through it.
///
/// Used as `Mutex` is, and instead of it: on Linux that one is made of futexes, which ThreadSanitizer does not
/// understand, and no two threads shall meet anywhere that it cannot judge.
// Unchecked, because the compiler cannot see that the lock guards the value: nothing reaches it but under the lock.
public final class Locked<Value>: @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    // What the compiler cannot prove: nothing reaches the value but under the lock.
    private nonisolated(unsafe) var value: Value

    public init(_ value: sending Value) {
        self.value = value
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deinitialize(count: 1)
        lock.deallocate()
    }

    public func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value)
    }
}
