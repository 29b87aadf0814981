import ArchiveAPI
import LuaBridge

/// The options of every call that moves files, as they were given.
struct TransferArguments: Sendable {
    private var options = TransferOptions()
    private let progress: ProgressArgument

    init(_ concurrency: Int, _ bandwidth: Bandwidth?, _ progress: ProgressArgument, _ raises: Bool) throws {
        guard (1...1000).contains(concurrency) else {
            throw ArchiveError(.usage, "concurrency is \(concurrency), and must be from 1 to 1000")
        }
        options.concurrency = concurrency
        options.maxBandwidth = bandwidth
        options.raises = raises
        self.progress = Session.current.isQuiet ? progress.quiet : progress
    }

    /// Moves files, meanwhile tells how far it is, and at the end what could not be checked.
    func run<Result: Sendable>(_ body: @escaping @Sendable (TransferOptions) async throws -> Result) async throws -> Result {
        let watched = TransferProgress()
        defer { TransferMessages.say(unchecked: watched.uncheckedFiles) }
        var options = options
        options.observer = watched
        switch progress {
        case .off: return try await body(options)
        case .shown:
            ProgressDisplay.shared.add(watched)
            defer { ProgressDisplay.shared.remove(watched) }
            return try await withTicks(options, body) { ProgressDisplay.shared.draw() }
        case .function(let callback):
            let result = try await withTicks(options, body) {
                if let failure = callback.failure { throw failure }
                callback.call(with: watched.look())
            }
            await callback.finish(with: watched.look())
            if let failure = callback.failure { throw failure }
            return result
        }
    }

    /// Ends with the body's end, or as soon as a tick throws.
    private func withTicks<Result: Sendable>(
        _ options: TransferOptions, _ body: @escaping @Sendable (TransferOptions) async throws -> Result,
        _ tick: @escaping @Sendable () throws -> Void
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body(options) }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: ProgressDisplay.interval)
                    try tick()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let outcome { return outcome }
            }
            throw CancellationError()
        }
    }
}

extension ProgressArgument {
    /// With `--quiet`, only a function is told.
    fileprivate var quiet: ProgressArgument { if case .shown = self { .off } else { self } }
}
