@testable import ArchiveAPI
import Locking

/// Tokens `token-1`, `token-2` …; each replacement is the next, until there are no more.
final class FakeTokens: TokenSource {
    private let number = Locked(1)
    private let last: Int

    init(last: Int = .max) { self.last = last }

    var replacements: Int { number.withLock { $0 - 1 } }

    func token() -> Secret? { Secret("token-\(number.withLock { $0 })") }

    func replacement(for refused: Secret?) -> Secret? {
        number.withLock { number in
            guard number < last else { return nil }
            number += 1
            return Secret("token-\(number)")
        }
    }
}

/// The pauses that a policy took, which took no time.
final class FakePauses: Sendable {
    private let taken = Locked([Duration]())

    var all: [Duration] { taken.withLock { $0 } }

    /// A policy that waits for nothing; its jitter is always the whole of what is allowed.
    func policy(attempts: Int = 5) -> RetryPolicy {
        var policy = RetryPolicy()
        policy.attempts = attempts
        policy.random = { 1 }
        policy.now = { 784_111_777 }
        policy.sleep = { [self] pause in taken.withLock { $0.append(pause) } }
        return policy
    }
}
