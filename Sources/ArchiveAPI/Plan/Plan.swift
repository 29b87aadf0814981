/// What would be changed in an archive, in order.
public struct Plan: Sendable, Equatable {
    /// A project that is changed, and where it is: what tells one archive from another.
    public struct Account: Sendable, Equatable {
        public var id: String
        public var name: String
        public var storageURL: String
    }

    /// What the archive is called.
    public var archive: String
    /// When the plan was made, in seconds since 1970.
    public var made: Double
    public var projects: [Account] = []
    public var changes: [PlannedChange] = []

    /// How many changes there are of each effect, and of how many bytes; only effects that there are.
    public var sums: [(effect: Effect, count: Int, bytes: Int64)] {
        Effect.allCases.compactMap { effect in
            let its = changes.filter { $0.effect == effect }
            return its.isEmpty ? nil : (effect, its.count, its.map(\.bytes).total)
        }
    }

    /// The name of a project by its id.
    public func projectName(_ id: String) -> String { projects.first { $0.id == id }?.name ?? id }
}

extension Sequence<Int64> {
    /// The sum of sizes; the largest number where it would be larger, as only a plan that somebody made up has it.
    var total: Int64 {
        reduce(0) { sum, next in
            let (total, overflow) = sum.addingReportingOverflow(next)
            return overflow ? .max : total
        }
    }
}
