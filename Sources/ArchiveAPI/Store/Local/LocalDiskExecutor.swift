import Dispatch
import Foundation

/// Threads for work that waits for the local disk, so that it does not hold up the cooperative pool.
final class LocalDiskExecutor: TaskExecutor {
    static let shared = LocalDiskExecutor()
    private let queue = DispatchQueue(label: "archive.local-disk", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Runs blocking work in the caller's task: it sees the task's cancellation and its local values.
    static func run<Result: Sendable>(_ work: @Sendable () throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(shared) {
            do {
                try checkCancellation()
                return try work()
            } catch {
                throw LocalIndex.archiveError(error)
            }
        }
    }

    /// Between two steps of long work: throws `interrupted` once the task is cancelled.
    static func checkCancellation() throws {
        if Task.isCancelled { throw ArchiveError(.interrupted, "interrupted") }
    }

    /// Waits on this thread, unless the task is cancelled meanwhile.
    static func pause(for duration: Duration?) throws {
        guard let duration else { return }
        let end = ContinuousClock.now + duration
        while case let left = end - .now, left > .zero {
            try checkCancellation()
            Thread.sleep(forTimeInterval: min(left, .milliseconds(50)).seconds)
        }
    }
}
