/// What came of applying a plan.
public struct PlanOutcome: Sendable, Equatable {
    /// How many changes this run made.
    public var made = 0
    /// How many were made before, by a run that was cut off.
    public var madeBefore = 0
    /// What was not what it was, where that was to be left out.
    public var differences: [PlanDifference] = []
    /// How many changes were left out for it, by this run or an earlier one.
    public var left = 0
    /// Those of them whose own objects are what they were, and that need what is not: in order, one for each object.
    public var dependents: [PlannedChange] = []
    /// Whether all of it was done already, and nothing now.
    public var wasApplied = false
}

/// Makes the changes of a plan that was kept, once everything is what it was; after a cut it goes on where it was.
public struct PlanApplication: Sendable {
    /// Leave out what is not what it was, and what depends on it.
    public var skipsChanged = false
    public var concurrency = TransferOptions.usualConcurrency
    /// Who is told how far it is.
    public var observer: (any TransferObserver)?
    private let path: String
    private let archive: Archive

    /// How far ahead of the first change that is not made one may be begun.
    private static let lookahead = 64

    public init(of path: String, to archive: Archive) {
        self.path = path
        self.archive = archive
    }

    /// - Throws: `conflict`, with nothing changed, where anything is not what it was; errors of `Plan.read`; `usage` for a
    ///   plan of another archive. Whatever ends it, the same call goes on.
    public func run() async throws -> PlanOutcome {
        let (plan, sum) = try Plan.read(path)
        let stores = try await stores(for: plan)
        let journal = try PlanJournal(besidePlan: path, sum: sum)
        defer { journal.discardIfUnused() }
        guard !journal.isFinished else { return PlanOutcome(left: plan.changes.count - journal.done.count, wasApplied: true) }
        let check = PlanCheck(plan: plan, stores: stores, done: journal.done, begun: journal.begun)
        let findings = try await check.run()
        guard findings.differences.isEmpty || skipsChanged else { throw refusal(findings.differences, isBegun: journal.begun > 0) }
        for index in findings.made.sorted() { try journal.finish(change: index) }
        let before = journal.done
        let rest = plan.changes.indices.filter { !before.contains($0) }
        let left = Self.left(of: rest, in: plan, findings.differences)
        let wanted = rest.filter { !left.contains($0) }
        observer?.planned(files: wanted.count, bytes: wanted.map { plan.changes[$0].sentBytes }.total)
        let making = PlanMaking(plan: plan, stores: stores, observer: observer)
        do {
            try await make(wanted, making, journal)
        } catch var error as ArchiveError {
            error.message += "; \(journal.done.count) of \(plan.changes.count) changes are made"
            // What is not what it was stays so; a conflict that the service tells of need not.
            if error.code != .conflict || error.status != nil { error.hint = (error.hint.map { $0 + "\n" } ?? "") + "The same command goes on there." }
            throw error
        }
        // Where all had to be left out, there is nothing that a later run could find applied.
        if journal.begun > 0 || left.isEmpty { try journal.finish() }
        return PlanOutcome(
            made: wanted.count, madeBefore: before.count, differences: findings.differences, left: left.count,
            dependents: Self.dependents(left, in: plan, findings.differences))
    }

    /// The stores of the plan's projects, where this is the archive that it is for.
    private func stores(for plan: Plan) async throws -> [String: any ObjectStore] {
        let projects = try await archive.projects().map(\.project)
        var stores: [String: any ObjectStore] = [:]
        for account in plan.projects {
            let project = projects.first { $0.id == account.id }
            let store = try await project?.store()
            guard let store, try await store.storageURL.hasSameBytes(as: account.storageURL) else {
                throw ArchiveError(
                    .usage, "the plan is for the project '\(account.name)' of '\(plan.archive)' (\(account.storageURL)), which '\(archive.backend.label)' does not have",
                    hint: "Apply it to the archive that it was made for: --cloud NAME or --local DIR names that.", path: path)
            }
            stores[account.id] = store
        }
        return stores
    }

    private func refusal(_ differences: [PlanDifference], isBegun: Bool) -> ArchiveError {
        let shown = differences.prefix(5).map(\.sentence).joined(separator: "; ")
        let more = differences.count > 5 ? "; and \(differences.count - 5) more" : ""
        let count = differences.count == 1 ? "one thing is" : "\(differences.count) things are"
        return ArchiveError(
            .conflict, "\(count) not what the plan found: \(shown)\(more)",
            hint: "Nothing \(isBegun ? "more " : "")was changed. Make the plan anew, or leave these out, and what depends on them, with --skip-changed.",
            path: differences[0].path)
    }

    /// The changes that cannot be made, and those that come after one of these and need what it does.
    private static func left(of rest: [Int], in plan: Plan, _ differences: [PlanDifference]) -> Set<Int> {
        var left = Set(differences.flatMap(\.changes))
        guard !left.isEmpty else { return [] }
        var keys = PlanKeySet()
        for difference in differences { if let key = difference.key { keys.add(key) } }
        for index in rest {
            let its = PlanKeys(plan.changes[index])
            if keys.concerns(its) { left.insert(index) }
            if left.contains(index) { keys.add(its) }
        }
        return left
    }

    private static func dependents(_ left: Set<Int>, in plan: Plan, _ differences: [PlanDifference]) -> [PlannedChange] {
        let own = Set(differences.flatMap(\.changes))
        var told: [String: Set<ObjectAddress>] = [:]
        return left.subtracting(own).sorted().compactMap { index in
            let change = plan.changes[index]
            guard told[change.project, default: []].insert(change.address).inserted else { return nil }
            return change
        }
    }

    // MARK: Making

    /// Makes changes in order; those that have nothing to do with each other side by side.
    private func make(_ wanted: [Int], _ making: PlanMaking, _ journal: PlanJournal) async throws {
        let keys = Dictionary(uniqueKeysWithValues: wanted.map { ($0, PlanKeys(making.plan.changes[$0])) })
        var later = wanted.makeIterator()
        var waiting: [Int] = []
        var running: Set<Int> = []
        /// What manifests need in the projects of the segments that come next, as long as nothing else is changed.
        var needed: [String: PlanMaking.Needed] = [:]
        var failure: ArchiveError?
        try await withThrowingTaskGroup(of: (Int, ArchiveError?).self) { group in
            while true {
                var earlier = PlanKeySet()
                for index in running { if let its = keys[index] { earlier.add(its) } }
                var mayFree = running.allSatisfy { making.plan.changes[$0].isFreeing }
                var passed: [Int] = []
                while waiting.count < Self.lookahead, let next = later.next() { waiting.append(next) }
                for index in waiting where running.count < max(1, concurrency) && failure == nil {
                    guard let its = keys[index] else { continue }
                    let change = making.plan.changes[index]
                    let frees = change.isFreeing
                    if earlier.concerns(its) || (frees && !mayFree) {
                        mayFree = mayFree && frees
                    } else {
                        if !frees {
                            needed = [:]
                            mayFree = false
                        } else if needed[change.project] == nil {
                            needed[change.project] = try await making.needed(besides: change)
                        }
                        try journal.begin(upTo: index + 1 > journal.begun ? index + Self.lookahead : journal.begun)
                        running.insert(index)
                        passed.append(index)
                        group.addTask { [needed = needed[change.project]] in
                            do {
                                try await making.make(index, needed)
                                return (index, nil)
                            } catch let error as ArchiveError {
                                return (index, error)
                            }
                        }
                    }
                    earlier.add(its)
                }
                waiting.removeAll { passed.contains($0) }
                guard !running.isEmpty, let (index, error) = try await group.next() else { break }
                // What is under way is brought to its end also where something fails.
                if let error { failure = failure ?? error } else { try journal.finish(change: index) }
                running.remove(index)
            }
        }
        if let failure { throw failure }
    }
}

extension PlannedChange {
    /// Whether it only frees what nothing needs any more.
    var isFreeing: Bool { action == .delete(ifUnused: true) }

    /// How many bytes have to be sent for it.
    fileprivate var sentBytes: Int64 { if case .write = action { bytes } else { 0 } }
}
