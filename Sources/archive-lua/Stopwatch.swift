import Glibc

/// How long something takes.
struct Stopwatch {
    private let start = ContinuousClock.now
    private let processorAtStart = Self.processorSeconds

    /// By the clock.
    var seconds: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// `0.52 s (0.11 s of the processor)`
    var sentence: String {
        "\(Self.text(seconds)) (\(Self.text(Self.processorSeconds - processorAtStart)) of the processor)"
    }

    private static func text(_ seconds: Double) -> String {
        if seconds < 1 { return "\((seconds * 100_000).rounded() / 100) ms" }
        return "\((seconds * 100).rounded() / 100) s"
    }

    /// Of all threads of this process.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
