import Dispatch
import Locking

/// Waits on the main thread where no Lua runs that could be let go on meanwhile.
enum Blocking {
    static func wait<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) throws -> Result {
        let done = DispatchSemaphore(value: 0)
        let outcome = Locked<Swift.Result<Result, any Error>?>(nil)
        Task {
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await work()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        // There is one: that was signalled.
        return try outcome.withLock { $0 }.unsafelyUnwrapped.get()
    }
}
