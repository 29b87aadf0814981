import Locking

/// Collects a plan: what is changed while it is made, and what the accounts look like then.
public final class PlanRecorder: Sendable {
    struct State {
        var plan: Plan?
        /// By their storage URLs.
        var accounts: [String: PlannedAccount] = [:]
    }

    private let state = Locked(State())

    public init() {}

    /// What was planned so far; without any change, of an archive without a name.
    public var plan: Plan {
        state.withLock(\.plan) ?? Plan(archive: "", made: Double(LocalTime.now()) / 1e6)
    }

    func withAccount<Result>(_ url: String, _ body: (inout PlannedAccount) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0.accounts[url, default: PlannedAccount()]) }
    }

    /// Takes one change down together with what it makes of the account.
    func record(
        in place: PlannedPlace, _ body: (inout PlannedAccount) throws -> PlannedChange?
    ) throws {
        try state.withLock { state in
            var plan = state.plan ?? Plan(archive: place.archive, made: Double(LocalTime.now()) / 1e6)
            guard plan.archive.hasSameBytes(as: place.archive) else {
                throw ArchiveError(
                    .usage, "the plan changes the archive '\(plan.archive)', and cannot change '\(place.archive)' too",
                    hint: "Make a plan for each archive.")
            }
            state.plan = nil
            defer { state.plan = plan }
            guard let change = try body(&state.accounts[place.storageURL, default: PlannedAccount()]) else { return }
            plan.changes.append(change)
            if !plan.projects.contains(where: { $0.id == place.project.id && $0.storageURL == place.storageURL }) {
                plan.projects.append(Plan.Account(id: place.project.id, name: place.project.name, storageURL: place.storageURL))
            }
        }
    }
}

/// Which account a planned store stands for.
struct PlannedPlace: Sendable {
    var archive: String
    var project: ProjectRecord
    var storageURL: String
}
