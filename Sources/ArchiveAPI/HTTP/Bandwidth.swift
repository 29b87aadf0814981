import Locking

/// So many bytes a second, shared by all who have this object.
///
/// Whoever moves bytes takes them from an account that fills with time, and waits until it is no longer overdrawn.
public final class Bandwidth: Sendable {
    /// In bytes a second.
    public let rate: Double
    private let full: Locked<ContinuousClock.Instant>

    public init(bytesPerSecond rate: Double) {
        self.rate = max(1, rate)
        full = Locked(.now)
    }

    /// Takes bytes that have moved.
    ///
    /// - Returns: for how long nothing more should move; nil where more may at once.
    func take(_ bytes: Int, at now: ContinuousClock.Instant = .now) -> Duration? {
        full.withLock { full in
            full = max(full, now) + .seconds(Double(bytes) / rate)
            // A tenth of a second may go in one burst: pauses shorter than that cost more than they say.
            let ahead = full - now
            return ahead > .milliseconds(100) ? ahead - .milliseconds(50) : nil
        }
    }
}

extension Bandwidth: Equatable {
    /// Only the same account is equal.
    public static func == (left: Bandwidth, right: Bandwidth) -> Bool { left === right }
}
