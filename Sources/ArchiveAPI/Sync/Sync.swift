import Foundation
import Locking

extension ReadableContainer {
    /// Makes a local directory and a directory of the container the same, in one direction.
    ///
    /// What is the same on both sides stays. Cut off, the same call goes on: what was transferred is found to be there.
    /// - Returns: what was transferred and what was the same already; the rest is in `sync`.
    /// - Throws: at the end, an error with the report in it, where some files failed and the options want that.
    ///   `not_found` where there is nothing to bring down; `local_file` where there is no directory to bring up.
    public func sync(
        _ localDirectory: String, _ sync: SyncOptions = SyncOptions(), _ options: TransferOptions = TransferOptions()
    ) async throws -> TransferReport {
        let directory = try DownloadDirectory(localDirectory, for: sync.direction == .down ? [.read, .write] : [.read])
        switch sync.direction {
        case .down:
            // A misspelt directory must not look like an empty one: with `deletes` that would take everything.
            try await checkThere(sync.directory)
            return try await Sync(self, directory, sync, options).run(DownSync(self, to: directory, sync))
        case .up:
            guard let container = self as? Container else { throw PublicContainer.refusal(ofSyncTo: name) }
            guard try directory.open(creating: false) != nil else { throw LocalDiskFailure(code: ENOENT).error("read", localDirectory) }
            return try await Sync(self, directory, sync, options).run(UpSync(container, from: directory, sync))
        }
    }
}

/// Two trees, walked side by side, and what their differences ask for.
private struct Sync {
    private let container: any ReadableContainer
    private let directory: DownloadDirectory
    private let sync: SyncOptions
    private let options: TransferOptions
    private let comparison: ObjectComparison
    private let findings = Locked(Findings())

    /// What the jobs find out, each with its position among the names.
    private struct Findings {
        var actions: [(position: Int, action: SyncAction)] = []
        var deletions: [(position: Int, subject: SyncSubject)] = []
        /// What was decided once all names were known: the deletions.
        var lastActions: [SyncAction] = []
    }

    init(_ container: any ReadableContainer, _ directory: DownloadDirectory, _ sync: SyncOptions, _ options: TransferOptions) {
        self.container = container
        self.directory = directory
        self.sync = sync
        self.options = options
        comparison = ObjectComparison(container, by: sync.comparison == .checksum ? .checksum : .sizeAndTime)
    }

    func run(_ direction: some SyncDirection) async throws -> TransferReport {
        let filter = PathFilter(include: sync.include, exclude: sync.exclude)
        var transferred: TransferReport?
        let result: TransferReport
        do {
            let report = try await transfer(direction, filter)
            transferred = report
            result = self.report(report, deleted: try await delete(direction, report), filter)
        } catch var error as ArchiveError {
            // What the error has is of what was going on: the transfers, or then the deletions.
            let ended = error.report ?? TransferReport()
            error.report = report(transferred ?? ended, deleted: transferred == nil ? TransferReport() : ended, filter)
            throw error
        }
        let asked = result.paths.count + result.failed.count
        if options.raises, !sync.isDryRun, let failure = result.failure(of: asked) { throw failure }
        return result
    }

    private func report(_ transferred: TransferReport, deleted: TransferReport, _ filter: PathFilter) -> TransferReport {
        var report = transferred
        report.failed += deleted.failed
        report.seconds += deleted.seconds
        report.sync = summary(filter, deleted: deleted.done)
        return report
    }

    private var quietly: TransferOptions {
        var options = options
        options.raises = false
        return options
    }

    private func transfer(_ direction: some SyncDirection, _ filter: PathFilter) async throws -> TransferReport {
        var merge = TreeMerge(directory, filter, rootName: ObjectPath.prefix(sync.directory), with: container.walk(below: sync.directory))
        var direction = direction
        var position = 0
        return try await TransferBatch(quietly).run({
            while let pair = try await merge.next() {
                guard let step = try direction.step(for: pair) else { continue }
                position += 1
                if case .leave(let path, let why) = step {
                    note(SyncAction(.leave, path, why), position)
                } else {
                    return (position, step, direction)
                }
            }
            return nil
        }) { position, step, direction in
            try await carryOut(step, position, direction)
        }
    }

    private func carryOut(_ step: SyncStep, _ position: Int, _ direction: some SyncDirection) async throws -> TransferBatch.Outcome {
        let decision: Decision
        do {
            decision = try await decide(step, direction)
        } catch let error as ArchiveError {
            note(SyncAction(.fail, error.path ?? "", error.message), position)
            throw error
        }
        switch decision {
        case .nothing: return .noted
        case .keep(let subject):
            if sync.direction == .down, !sync.isDryRun, subject.local?.hasLeftovers == true { try subject.place.removeLeftovers() }
            return .skipped(direction.path(of: subject))
        case .delete(let subject):
            findings.withLock { $0.deletions.append((position, subject)) }
            return .noted
        case .transfer(let subject, let replacing):
            let bytes = direction.size(of: subject)
            note(SyncAction(type(of: direction).kind, direction.path(of: subject), bytes: bytes, replacing ? "changed" : "new"), position)
            if sync.isDryRun { return .noted }
            options.observer?.planned(files: 1, bytes: bytes)
            return try await direction.transfer(subject, replacing: replacing, options)
        }
    }

    private enum Decision {
        case nothing
        /// It is the same on both sides.
        case keep(SyncSubject)
        case transfer(SyncSubject, replacing: Bool)
        case delete(SyncSubject)
    }

    private func decide(_ step: SyncStep, _ direction: some SyncDirection) async throws -> Decision {
        switch step {
        case .add(let subject): return .transfer(subject, replacing: false)
        case .delete(let subject) where try await direction.isAbsent(subject): return .delete(subject)
        case .compare(let subject), .delete(let subject):
            guard let local = subject.local else { return .nothing }
            let verdict = try await comparison.verdict(subject.name, subject.listed, local, at: subject.place)
            return verdict == .same ? .keep(subject) : .transfer(subject, replacing: true)
        case .fail(let error): throw error
        case .leave: return .nothing
        }
    }

    /// Only after everything else has succeeded.
    private func delete(_ direction: some SyncDirection, _ report: TransferReport) async throws -> TransferReport {
        let deletions = findings.withLock { $0.deletions.sorted { $0.position < $1.position }.map(\.subject) }
        let succeeded = report.failed.isEmpty
        let why = succeeded ? "not there any more" : "not deleted, since not everything could be transferred"
        let emptied = succeeded && !deletions.isEmpty ? try direction.emptied(without: deletions, arriving: arriving) : []
        findings.withLock { findings in
            findings.lastActions = deletions.map { SyncAction(succeeded ? .delete : .leave, direction.path(of: $0), why) }
            findings.lastActions += emptied.map { SyncAction(.deleteDirectory, $0.path, "nothing is left in it") }
        }
        guard succeeded, !deletions.isEmpty, !sync.isDryRun else { return TransferReport() }
        return try await direction.delete(deletions, emptied, quietly)
    }

    /// The paths of what is transferred; of a dry run, of what would be.
    private var arriving: [String] {
        findings.withLock { $0.actions.map(\.action).filter { [.download, .upload].contains($0.kind) }.map(\.path) }
    }

    private func note(_ action: SyncAction, _ position: Int) {
        findings.withLock { $0.actions.append((position, action)) }
    }

    private func summary(_ filter: PathFilter, deleted: [String]) -> SyncSummary {
        var summary = SyncSummary()
        summary.deleted = deleted
        summary.unmatched = filter.unmatched
        summary.plan = findings.withLock { findings in
            findings.actions.sorted { $0.position < $1.position }.map(\.action) + findings.lastActions
        }
        summary.left = summary.plan.filter { $0.kind == .leave }.map(\.path)
        return summary
    }
}
