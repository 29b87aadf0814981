import Locking

/// How many requests may be out at once: half as many where the service says that it is too much, and slowly more
/// again while all goes well.
final class AdaptiveLimit: Sendable {
    private struct State {
        var limit: Double
        var running = 0
        /// First come, first served. Some may have been cancelled meanwhile.
        var waiting: [Waiter] = []
        /// Requests that were out when the limit was halved: that they are refused too says nothing new.
        var refusalsToIgnore = 0
    }

    private let most: Double
    private let state: Locked<State>

    init(most: Int) {
        self.most = Double(max(1, most))
        state = Locked(State(limit: self.most))
    }

    /// How many may be out at once now.
    var current: Int { state.withLock { Int($0.limit) } }

    /// Does something that counts as one request that is out.
    ///
    /// - Parameter wasTooMuch: whether its result says that the service is asked too much.
    /// - Throws: `CancellationError` where the task is cancelled before its turn.
    func run<Result: Sendable>(_ body: () async -> Result, wasTooMuch: (Result) -> Bool) async throws -> Result {
        if let waiter = enter() {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    guard waiter.begin(continuation) else { return }
                    state.withLock { $0.waiting.append(waiter) }
                    admit()
                }
            } onCancel: {
                waiter.cancel()
            }
        }
        let result = await body()
        leave(wasTooMuch: wasTooMuch(result))
        return result
    }

    /// Takes a place; where there is none, somebody has to wait.
    private func enter() -> Waiter? {
        state.withLock { state in
            guard state.running < Int(state.limit), state.waiting.isEmpty else { return Waiter() }
            state.running += 1
            return nil
        }
    }

    private func leave(wasTooMuch: Bool) {
        state.withLock { state in
            if !wasTooMuch {
                state.limit = min(most, state.limit + 1 / state.limit)
                state.refusalsToIgnore = max(0, state.refusalsToIgnore - 1)
            } else if state.refusalsToIgnore > 0 {
                state.refusalsToIgnore -= 1
            } else {
                state.limit = max(1, min(state.limit, Double(state.running)) / 2)
                state.refusalsToIgnore = state.running - 1
            }
            state.running -= 1
        }
        admit()
    }

    private func admit() {
        state.withLock { state in
            while state.running < Int(state.limit), !state.waiting.isEmpty {
                if state.waiting.removeFirst().admit() { state.running += 1 }
            }
        }
    }
}

/// One who waits for a place.
private final class Waiter: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<Void, any Error>)
        case ended
    }

    private let state = Locked(State.new)

    /// False where it was cancelled before.
    func begin(_ continuation: CheckedContinuation<Void, any Error>) -> Bool {
        let begins = state.withLock { state in
            guard case .new = state else { return false }
            state = .waiting(continuation)
            return true
        }
        if !begins { continuation.resume(throwing: CancellationError()) }
        return begins
    }

    /// Lets it go on; false where it was cancelled.
    func admit() -> Bool {
        guard let continuation = end() else { return false }
        continuation.resume()
        return true
    }

    func cancel() { end()?.resume(throwing: CancellationError()) }

    private func end() -> CheckedContinuation<Void, any Error>? {
        state.withLock { state in
            defer { state = .ended }
            guard case .waiting(let continuation) = state else { return nil }
            return continuation
        }
    }
}
