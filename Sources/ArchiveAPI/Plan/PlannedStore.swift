/// A store over another one: what would change it goes into a plan, and is seen by whatever reads from then on.
///
/// It refuses what the store below would refuse, as far as that shows in what is there.
struct PlannedStore: ObjectStore {
    let base: any ObjectStore
    let recorder: PlanRecorder
    let place: PlannedPlace

    var storageURL: String { place.storageURL }

    func limits() async throws -> ServiceLimits { try await base.limits() }

    func withAccount<Result>(_ body: (inout PlannedAccount) throws -> Result) rethrows -> Result {
        try recorder.withAccount(place.storageURL, body)
    }

    /// What the plan has made of a container; nil where nothing.
    func touched(_ container: String) -> PlannedAccount.Container? {
        withAccount { $0.containers[ExactName(container)] }
    }

    // MARK: Containers

    func container(_ name: String) async throws -> ContainerInfo {
        try LocalNames.check(container: name)
        guard let touched = touched(name) else { return try await base.container(name) }
        guard touched.isThere else { throw Self.missing(name) }
        guard touched.showsBase else {
            return LocalContainer(
                key: 0, name: name, created: touched.created, count: touched.count, bytes: touched.bytes, headers: touched.headers ?? [:]
            ).info
        }
        var info = try await base.container(name)
        info.count += touched.count
        info.bytes += touched.bytes
        info.headers["x-container-object-count"] = String(info.count)
        info.headers["x-container-bytes-used"] = String(info.bytes)
        if let own = touched.headers {
            info.headers = info.headers.filter { !Self.isOwn($0.key) }.merging(own) { $1 }
        }
        return info
    }

    func isPublic(_ container: String) async throws -> Bool {
        guard let touched = touched(container) else { return try await base.isPublic(container) }
        guard touched.isThere else { throw Self.missing(container) }
        guard touched.showsBase, touched.headers == nil else {
            return AccessList(touched.headers?["x-container-read"] ?? "").isPublic
        }
        return try await base.isPublic(container)
    }

    func createContainer(_ name: String, headers: [String: String]) async throws -> Bool {
        try LocalNames.check(newContainer: name)
        let before = try await know(container: name)
        let own = try LocalHeaders.container(headers, onto: [:])
        var isNew = false
        try recorder.record(in: place) { account in
            var container = account.containers[ExactName(name)] ?? PlannedAccount.Container(before: before)
            guard !container.isThere else { return nil }
            container.isThere = true
            container.showsBase = false
            container.headers = own
            (container.count, container.bytes) = (0, 0)
            account.containers[ExactName(name)] = container
            isNew = true
            return change(name, nil, .createContainer(headers: own), container.before.limited(to: []))
        }
        return isNew
    }

    func updateContainer(_ name: String, headers: [String: String]) async throws {
        try LocalNames.check(container: name)
        let before = try await know(container: name)
        try recorder.record(in: place) { account in
            var container = account.containers[ExactName(name)] ?? PlannedAccount.Container(before: before)
            guard container.isThere else { throw Self.missing(name) }
            let old: [String: String] = if let headers = container.headers { headers } else if case .container(let headers) = before { headers } else { [:] }
            let new = try LocalHeaders.container(headers, onto: old)
            let changed = Set(new.keys).union(old.keys).filter { new[$0] != old[$0] }
            guard !changed.isEmpty else { return nil }
            container.headers = new
            account.containers[ExactName(name)] = container
            let values = Dictionary(uniqueKeysWithValues: changed.map { ($0, new[$0] ?? "") })
            return change(name, nil, .updateContainer(headers: values), before.limited(to: changed))
        }
    }

    func temporaryURLKeys(of container: String, giving right: Effect?) async throws -> [Secret] {
        throw ArchiveError(
            .usage, "temporary URLs cannot be planned: one that is shown is valid at once, and a plan must not hold keys",
            hint: "Make or revoke them outside of the plan.", path: container)
    }

    func deleteContainer(_ name: String) async throws {
        try LocalNames.check(container: name)
        let before = try await know(container: name)
        guard try await listObjects(in: name, ListingQuery(limit: 1)).isEmpty else { throw Self.notEmpty(name) }
        try recorder.record(in: place) { account in
            var container = account.containers[ExactName(name)] ?? PlannedAccount.Container(before: before)
            guard container.isThere else { throw Self.missing(name) }
            guard container.objects.values.allSatisfy({ $0 == nil }) else { throw Self.notEmpty(name) }
            container.isThere = false
            container.showsBase = false
            container.headers = nil
            account.containers[ExactName(name)] = container
            return change(name, nil, .deleteContainer, before.limited(to: []))
        }
    }

    func change(
        _ container: String, _ object: String?, _ action: PlannedChange.Action, _ before: PlannedChange.Before,
        after: ObjectVersion? = nil
    ) -> PlannedChange {
        PlannedChange(project: place.project.id, container: container, object: object, action: action, before: before, after: after)
    }

    // MARK: What the account itself has

    /// What the account had in the place of a container when the plan first looked.
    func know(container name: String) async throws -> PlannedChange.Before {
        if let known = touched(name) { return known.before }
        do {
            return .container(headers: try await base.container(name).headers.filter { Self.isOwn($0.key) })
        } catch let error as ArchiveError where error.code == .notFound {
            return .absent
        } catch let error as ArchiveError where error.code == .forbidden {
            return .unreadable
        }
    }

    /// The same of an object.
    @discardableResult
    func know(_ address: ObjectAddress) async throws -> PlannedAccount.Base {
        if let known = withAccount({ $0.bases[address] }) { return known }
        if let container = touched(address.container), !container.showsBase { return PlannedAccount.Base(before: .absent) }
        do {
            return try await know(address, base.object(address, manifest: false))
        } catch let error as ArchiveError where error.code == .notFound {
            return remember(PlannedAccount.Base(before: .absent), address)
        } catch let error as ArchiveError where error.code == .forbidden || error.code == .conflict {
            // Who may not look, may still write; a large object that has lost segments may still be replaced or deleted.
            return PlannedAccount.Base(before: .unreadable)
        }
    }

    /// The same where the object was looked at just now.
    @discardableResult
    func know(_ address: ObjectAddress, _ info: ObjectInfo) async throws -> PlannedAccount.Base {
        if let known = withAccount({ $0.bases[address] }) { return known }
        let version = try await base.version(of: address, info)
        // A container counts the manifest of a static large object, not what it is made of.
        let stored = info.kind == .staticLarge ? try await base.object(address, manifest: true).bytes : version.bytes
        return remember(PlannedAccount.Base(before: .object(version), stored: stored), address)
    }

    /// The first look counts: what was decided since was decided on it.
    private func remember(_ found: PlannedAccount.Base, _ address: ObjectAddress) -> PlannedAccount.Base {
        withAccount { account in
            if let known = account.bases[address] { return known }
            account.bases[address] = found
            return found
        }
    }

    // MARK: Errors

    /// Whether a plan may hold a header: access and metadata, but no key of temporary URLs.
    static func isOwn(_ header: String) -> Bool {
        header == "x-container-read" || header == "x-container-write"
            || header.hasPrefix("x-container-meta-") && !TemporaryURL.keyHeaders.contains(header)
    }

    static func missing(_ container: String) -> ArchiveError {
        ArchiveError(.notFound, "there is no container '\(container)'", status: 404, path: container)
    }

    private static func notEmpty(_ container: String) -> ArchiveError {
        ArchiveError(
            .conflict, "the container '\(container)' is not empty", hint: "Delete its files first.", status: 409, path: container)
    }
}

extension PlannedChange.Before {
    /// The same with those headers of a container that a change is about.
    fileprivate func limited(to names: Set<String>) -> PlannedChange.Before {
        guard case .container(let headers) = self else { return self }
        return .container(headers: Dictionary(uniqueKeysWithValues: names.map { ($0, headers[$0] ?? "") }))
    }
}
