/// Runs one job a file, many at once. One failure does not stop the rest.
struct TransferBatch: Sendable {
    enum Outcome: Sendable {
        /// Transferred: where it is now, how many bytes went, and whether all could be compared with a checksum.
        case done(String, bytes: Int64, isChecked: Bool = true)
        /// There already, or not to be replaced.
        case skipped(String)
        /// It has no counterpart on the other side, and needs none.
        case left(String)
        /// Only looked at: what becomes of it, whoever asked has noted.
        case noted
    }

    let options: TransferOptions

    init(_ options: TransferOptions) { self.options = options }

    /// Runs `job` on every item that `next` gives, in that order as far as beginning goes.
    ///
    /// Failures that would meet every file (an interruption, a refused sign-in, a service that is gone) end it.
    /// - Throws: an error with the report in it, where something failed and the options want that.
    func run<Item: Sendable>(
        _ next: () async throws -> Item?, _ job: @escaping @Sendable (Item) async throws -> Outcome
    ) async throws -> TransferReport {
        let start = ContinuousClock.now
        var outcomes: [Result<Outcome, ArchiveError>?] = []
        var ending: (any Error)?
        var unreachable = 0
        await withTaskGroup(of: (Int, Result<Outcome, ArchiveError>).self) { group in
            func finishOne() async {
                guard let (index, outcome) = await group.next() else { return }
                outcomes[index] = outcome
                switch outcome {
                case .success: unreachable = 0
                case .failure(let error):
                    unreachable = error.code == .network ? unreachable + 1 : 0
                    if Self.isFatal(error) || unreachable > 2 * options.concurrency { ending = ending ?? error }
                }
            }
            var running = 0
            while ending == nil {
                if running >= max(1, options.concurrency) {
                    await finishOne()
                    running -= 1
                    continue
                }
                do {
                    guard let item = try await next() else { break }
                    let index = outcomes.count
                    outcomes.append(nil)
                    running += 1
                    group.addTask { (index, await Self.outcome { try await job(item) }) }
                } catch {
                    ending = error
                }
            }
            if ending != nil { group.cancelAll() }
            while running > 0 {
                await finishOne()
                running -= 1
            }
        }
        var report = TransferReport()
        for outcome in outcomes { report.add(outcome) }
        report.seconds = (ContinuousClock.now - start).seconds
        if let ending {
            guard var error = ending as? ArchiveError else { throw ending }
            error.report = report
            throw error
        }
        if options.raises, let failure = report.failure(of: outcomes.count) { throw failure }
        return report
    }

    /// The same for items that are all there.
    func run<Item: Sendable>(
        _ items: [Item], _ job: @escaping @Sendable (Item) async throws -> Outcome
    ) async throws -> TransferReport {
        var rest = items[...]
        return try await run({ rest.popFirst() }, job)
    }

    private static func outcome(_ job: () async throws -> Outcome) async -> Result<Outcome, ArchiveError> {
        do {
            return .success(try await job())
        } catch let error as ArchiveError {
            return .failure(error)
        } catch is CancellationError {
            return .failure(ArchiveError(.interrupted, "interrupted"))
        } catch {
            return .failure(ArchiveError(.server, "unexpected failure: \(error)", hint: "Please report this."))
        }
    }

    /// Whether every other file would fail as this one did.
    private static func isFatal(_ error: ArchiveError) -> Bool {
        [.interrupted, .unauthorized, .notPermitted].contains(error.code)
    }
}

extension TransferReport {
    fileprivate mutating func add(_ outcome: Result<TransferBatch.Outcome, ArchiveError>?) {
        switch outcome {
        case .success(.done(let path, let bytes, let isChecked))?:
            paths.append(path)
            done.append(path)
            if !isChecked { unchecked.append(path) }
            self.bytes += bytes
        case .success(.skipped(let path))?:
            paths.append(path)
            skipped.append(path)
        case .success(.left(let path))?: left.append(path)
        case .failure(let error)?: failed.append(error)
        case .success(.noted)?, nil: break
        }
    }
}

extension Duration {
    /// As a number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
