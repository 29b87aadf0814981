import ArchiveAPI
import Dispatch
import Locking

/// Names that were looked up.
struct NameList: Sendable {
    struct Name: Sendable, Equatable {
        var bytes: [UInt8]
        /// Whether more names lie below it; its own then ends in a slash.
        var isDirectory = false
    }

    var names: [Name] = []
    /// Whether there are more than these.
    var isCut = false
}

/// Asks for names in the background, and keeps the answers for a while.
///
/// Whoever wants names waits for a moment only, and gets what is there by then: a slow service is no slow keyboard,
/// and a dead one costs that moment and nothing else.
final class NameCache: Sendable {
    struct Question: Sendable {
        let key: [UInt8]
        /// How long its answer is good, where that is not as long as others.
        var kept: Duration?
        let ask: @Sendable () async throws -> NameList
    }

    struct Answer: Sendable {
        var list = NameList()
        /// Whether an answer, or a newer one, is on its way.
        var isPending = false
    }

    private struct Entry {
        var list = NameList()
        var arrived: ContinuousClock.Instant?
        /// Since when somebody asks; nil where nobody does.
        var asked: ContinuousClock.Instant?
        /// Something ran since it was asked.
        var isStale = false
        var isRefused = false
    }

    /// For how long a person at the keyboard may have to wait.
    private static let moment = Duration.milliseconds(150)
    private let kept: Duration
    private let longest: Duration
    private static let mostEntries = 200
    private static let mostAtOnce = 8

    private let entries = Locked<[[UInt8]: Entry]>([:])
    private let arrival = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - kept: how long an answer is good.
    ///   - longest: how long is waited for one in the background.
    init(kept: Duration = .seconds(30), longest: Duration = .seconds(10)) {
        self.kept = kept
        self.longest = longest
    }

    /// What was found may have changed: it is asked for again. Not where a sign-in was refused, or a wrong password
    /// would be sent again and again.
    func distrust() {
        entries.withLock { entries in
            for key in entries.keys where entries[key]?.isRefused == false { entries[key]?.isStale = true }
        }
    }

    /// What is there within a moment.
    func answer(to question: Question) -> Answer {
        if mustAsk(question.key, kept: question.kept ?? kept) { ask(question) }
        let deadline = ContinuousClock.now + Self.moment
        while isPending(question.key), ContinuousClock.now < deadline {
            let left = ContinuousClock.now.duration(to: deadline).components
            _ = arrival.wait(timeout: .now() + .nanoseconds(Int(max(0, left.attoseconds) / 1_000_000_000)))
        }
        return entries.withLock { entries in
            guard let entry = entries[question.key] else { return Answer() }
            return Answer(list: entry.list, isPending: entry.asked != nil)
        }
    }

    private func isPending(_ key: [UInt8]) -> Bool { entries.withLock { $0[key]?.asked != nil } }

    /// Whether somebody has to ask; notes that it will be done.
    private func mustAsk(_ key: [UInt8], kept: Duration) -> Bool {
        let now = ContinuousClock.now
        return entries.withLock { entries in
            func isUnderWay(_ entry: Entry) -> Bool { entry.asked.map { $0.duration(to: now) < longest } ?? false }
            var entry = entries[key] ?? Entry()
            let isFresh = entry.arrived.map { $0.duration(to: now) < kept } ?? false
            if isUnderWay(entry) || (isFresh && !entry.isStale) { return false }
            guard entries.values.filter(isUnderWay).count < Self.mostAtOnce else { return false }
            if entries.count >= Self.mostEntries { entries = entries.filter { isUnderWay($0.value) } }
            entry.asked = now
            entry.isStale = false
            entries[key] = entry
            return true
        }
    }

    private func ask(_ question: Question) {
        // Nobody sits at this question: a password must not be asked for.
        let work = Clouds.$isUnattended.withValue(true) {
            Task {
                do { keep(.success(try await question.ask()), question.key) } catch { keep(.failure(error), question.key) }
            }
        }
        Task {
            try? await Task.sleep(for: longest)
            work.cancel()
        }
    }

    private func keep(_ result: Result<NameList, any Error>, _ key: [UInt8]) {
        entries.withLock { entries in
            var entry = entries[key] ?? Entry()
            if case .success(let list) = result { entry.list = list }
            entry.isRefused = if case .failure(let error as ArchiveError) = result { error.code == .unauthorized } else { false }
            entry.arrived = .now
            entry.asked = nil
            entries[key] = entry
        }
        arrival.signal()
    }
}
