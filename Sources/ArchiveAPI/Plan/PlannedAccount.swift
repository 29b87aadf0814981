/// What a plan has made of one account so far: all that reads of it see in place of the account's own.
struct PlannedAccount: Sendable {
    /// An object that the plan has touched; nil where it has deleted it.
    typealias Touched = PlannedObject?

    /// What the account itself has in a place.
    struct Base: Sendable {
        var before: PlannedChange.Before
        /// How many bytes the container's sum counts for it.
        var stored: Int64 = 0
    }

    struct Container: Sendable {
        /// Whether the account itself has it, and its headers where these may be looked at.
        let before: PlannedChange.Before
        var isThere: Bool
        /// Whether what the account has in it shows through: not where the plan deleted it and made another.
        var showsBase: Bool
        /// Access lists and metadata; nil as long as they are the account's own.
        var headers: [String: String]?
        var created = LocalTime.now()
        var objects: [ExactName: Touched] = [:]
        /// What the plan adds to the account's own number of objects and bytes.
        var count: Int64 = 0
        var bytes: Int64 = 0
        private var sorted: [ExactName]?

        init(before: PlannedChange.Before) {
            self.before = before
            isThere = before != .absent
            showsBase = isThere
        }

        /// The names of all objects that the plan has touched, in the order of their bytes.
        mutating func sortedNames() -> [ExactName] {
            if let sorted { return sorted }
            let names = objects.keys.sorted()
            sorted = names
            return names
        }

        /// Puts an object, or its absence, in a place.
        mutating func set(_ name: String, _ object: Touched, over base: Base) {
            let name = ExactName(name)
            let known = objects[name]
            let old: Int64? = if let known { known?.row.stored } else { showsBase && base.before != .absent ? base.stored : nil }
            count += (object == nil ? 0 : 1) - (old == nil ? 0 : 1)
            bytes += (object?.row.stored ?? 0) - (old ?? 0)
            objects[name] = .some(object)
            if known == nil { sorted = nil }
        }
    }

    var containers: [ExactName: Container] = [:]
    /// What the account had in each place when the plan first looked there.
    var bases: [ObjectAddress: Base] = [:]

    /// Whether anything is planned.
    var hasChanges: Bool { !containers.isEmpty }
}
