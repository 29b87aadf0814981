/// Work that is done once for all who ask for it at the same time.
///
/// Who waits and is cancelled leaves at once; the work goes on for the others. The last cancels the work and
/// waits for its end: it may have to put something in order first, the terminal for one.
actor SingleFlight<Value: Sendable> {
    private var waiting: [Int: CheckedContinuation<Value, any Error>] = [:]
    /// The last to leave of each flight that is being cancelled.
    private var leaving: [Int: CheckedContinuation<Value, any Error>] = [:]
    private var work: Task<Void, Never>?
    private var flight = 0
    private var lastWaiter = 0

    /// The result of the work: the one that is under way, else a new one.
    func run(_ start: @escaping @Sendable () async throws -> Value) async throws -> Value {
        lastWaiter += 1
        let waiter = lastWaiter
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard !Task.isCancelled else {
                    continuation.resume(throwing: ArchiveError(.interrupted, "interrupted"))
                    return
                }
                waiting[waiter] = continuation
                if work == nil { take(off: start) }
            }
        } onCancel: {
            Task { await self.leave(waiter) }
        }
    }

    private func take(off start: @escaping @Sendable () async throws -> Value) {
        flight += 1
        let number = flight
        work = Task {
            let result: Result<Value, any Error>
            do { result = .success(try await start()) } catch { result = .failure(error) }
            land(number, result)
        }
    }

    private func land(_ number: Int, _ result: Result<Value, any Error>) {
        if let last = leaving.removeValue(forKey: number) {
            last.resume(throwing: ArchiveError(.interrupted, "interrupted"))
            return
        }
        work = nil
        let all = waiting.values
        waiting = [:]
        for continuation in all { continuation.resume(with: result) }
    }

    private func leave(_ waiter: Int) {
        guard let continuation = waiting.removeValue(forKey: waiter) else { return }
        guard waiting.isEmpty, let cancelled = work else {
            continuation.resume(throwing: ArchiveError(.interrupted, "interrupted"))
            return
        }
        leaving[flight] = continuation
        cancelled.cancel()
        work = nil
    }
}
