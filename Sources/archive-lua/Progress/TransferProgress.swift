import ArchiveAPI
import Locking

/// How far the transfers of one call are.
final class TransferProgress: TransferObserver {
    /// What is known at one moment.
    struct Snapshot: Sendable {
        struct RunningFile: Sendable {
            var name: String
            var bytes: Int64
            var moved: Int64 = 0
        }

        /// How many files are wanted, as far as known.
        var files = 0
        /// How many of them have ended, in whatever way.
        var ended = 0
        var failed = 0
        /// How many bytes the files have, as far as known.
        var bytes: Int64 = 0
        var moved: Int64 = 0
        var seconds: Double = 0
        /// Bytes a second of late.
        var rate: Double = 0
        /// Those under way, in the order in which they began.
        var running: [RunningFile] = []

        /// Nil where it is not known how much there is to do, or nothing moves.
        var secondsLeft: Double? { rate > 0 && bytes >= moved && bytes > 0 ? Double(bytes - moved) / rate : nil }
    }

    private struct State {
        var snapshot = Snapshot()
        /// Whether the sizes were told with the plan; else each file adds its own when it begins.
        var sizesAreKnown = false
        var unchecked: [String] = []
        var samples: [(at: ContinuousClock.Instant, moved: Int64)] = [(.now, 0)]
    }

    private let start = ContinuousClock.now
    private let state = Locked(State())
    /// The rate is that of the last so many samples, each a look at the snapshot.
    private static let samples = 30

    func planned(files: Int, bytes: Int64) {
        state.withLock { state in
            state.snapshot.files += files
            state.snapshot.bytes += bytes
            if bytes > 0 { state.sizesAreKnown = true }
        }
    }

    func began(_ name: String, bytes: Int64) {
        state.withLock { state in
            guard !state.snapshot.running.contains(where: { $0.name == name }) else { return }
            state.snapshot.running.append(Snapshot.RunningFile(name: name, bytes: bytes))
            if !state.sizesAreKnown { state.snapshot.bytes += bytes }
        }
    }

    func moved(_ name: String, bytes: Int64) {
        state.withLock { state in
            state.snapshot.moved += bytes
            guard let index = state.snapshot.running.firstIndex(where: { $0.name == name }) else { return }
            state.snapshot.running[index].moved += bytes
        }
    }

    func unchecked(_ name: String) { state.withLock { $0.unchecked.append(name) } }

    /// The files whose bytes could not all be compared.
    var uncheckedFiles: [String] { state.withLock(\.unchecked) }

    func ended(_ name: String, _ error: ArchiveError?) {
        state.withLock { state in
            state.snapshot.ended += 1
            if error != nil { state.snapshot.failed += 1 }
            state.snapshot.running.removeAll { $0.name == name }
        }
    }

    /// How far it is now.
    func look() -> Snapshot {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.samples.append((now, state.snapshot.moved))
            if state.samples.count > Self.samples { state.samples.removeFirst() }
            var snapshot = state.snapshot
            let first = state.samples[0]
            let span = Self.seconds(now - first.at)
            snapshot.seconds = Self.seconds(now - start)
            snapshot.rate = span > 0 ? max(0, Double(snapshot.moved - first.moved) / span) : 0
            return snapshot
        }
    }

    private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }
}
