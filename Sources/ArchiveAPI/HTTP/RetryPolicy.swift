import Foundation

/// How often and after what time a request is sent again.
public struct RetryPolicy: Sendable {
    /// How often a request is sent at most, the first time included.
    public var attempts = 5
    /// The longest wait before the second attempt; it doubles from attempt to attempt.
    public var baseDelay: Duration = .milliseconds(500)
    public var maxDelay: Duration = .seconds(32)
    /// A server that asks for a longer pause is asked again after this one.
    public var maxRetryAfter: Duration = .seconds(60)

    /// Waits; throws where the task is cancelled meanwhile.
    public var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// A number from 0 up to 1.
    public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
    /// Seconds since 1970.
    public var now: @Sendable () -> Double = { Date().timeIntervalSince1970 }

    public init() {}

    /// Every request is sent once.
    public static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.attempts = 1
        return policy
    }

    /// The pause after `failures` attempts that failed (1, 2 …): anything from nothing to the limit, which
    /// doubles, so that many clients do not come back at the same moment. A `Retry-After` (seconds, or a
    /// date) is waited for in full, and the jitter of a first pause comes on top.
    public func delay(afterFailures failures: Int, retryAfter: String? = nil) -> Duration {
        if let asked = retryAfter.flatMap(pause) {
            return min(asked, maxRetryAfter) + baseDelay * random()
        }
        let doublings = max(0, min(failures - 1, 30))
        return min(baseDelay * (1 << doublings), maxDelay) * random()
    }

    private func pause(_ retryAfter: String) -> Duration? {
        let text = retryAfter.trimmingCharacters(in: .whitespaces)
        if let seconds = Double(text), seconds.isFinite, seconds >= 0 {
            return .seconds(min(seconds, 1e6))
        }
        return HTTPDate.seconds(text).map { .seconds(min(max(0, $0 - now()), 1e6)) }
    }
}
