/// Something in an archive that a change reads or writes: changes that share none may be made in any order.
struct PlanKey: Hashable, Sendable {
    enum Kind: Sendable { case object, container, headers }

    let project: String
    let address: ObjectAddress
    let kind: Kind
}

/// What a change needs to be as it was, and what it makes different.
struct PlanKeys: Sendable {
    var reads: [PlanKey] = []
    var writes: [PlanKey] = []

    init(_ change: PlannedChange) {
        let container = PlanKey(project: change.project, address: ObjectAddress(change.container, ""), kind: .container)
        let headers = PlanKey(project: change.project, address: ObjectAddress(change.container, ""), kind: .headers)
        func object(_ address: ObjectAddress) -> PlanKey { PlanKey(project: change.project, address: address, kind: .object) }
        switch change.action {
        case .createContainer, .deleteContainer: writes = [container, headers]
        case .updateContainer: (reads, writes) = ([container], [headers])
        default:
            // Also the headers: nobody may be let in before what stands ahead of it in the plan is done, or after what
            // stands behind it.
            reads = [container, headers] + change.sources.map { object($0.address) }
            writes = [object(change.address)]
        }
    }
}

/// What several changes together read and write.
struct PlanKeySet {
    private var reads: Set<PlanKey> = []
    private var writes: Set<PlanKey> = []

    mutating func add(_ keys: PlanKeys) {
        reads.formUnion(keys.reads)
        writes.formUnion(keys.writes)
    }

    /// Adds something that is not what it was.
    mutating func add(_ key: PlanKey) { writes.insert(key) }

    /// Whether a change that comes after these needs what they do.
    func concerns(_ keys: PlanKeys) -> Bool {
        keys.writes.contains { reads.contains($0) || writes.contains($0) } || keys.reads.contains { writes.contains($0) }
    }
}

extension PlannedChange {
    /// The objects that the change copies or refers to, as it means them.
    var sources: [(address: ObjectAddress, version: ObjectVersion)] {
        switch action {
        case .copy(let source, let version, _): [(source, version)]
        case .writeManifest(let segments, _, _):
            segments.compactMap { segment in
                segment.address.map { ($0, ObjectVersion(etag: segment.etag, bytes: segment.bytes)) }
            }
        default: []
        }
    }
}
