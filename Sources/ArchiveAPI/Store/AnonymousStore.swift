/// A local account as somebody without an account sees it: public containers can be read, nothing else.
///
/// A real service enforces that itself; a folder has nobody who would.
struct AnonymousStore: ObjectStore {
    let base: any ObjectStore

    var storageURL: String { get async throws { try await base.storageURL } }

    func limits() async throws -> ServiceLimits { try await base.limits() }

    func container(_ name: String) async throws -> ContainerInfo {
        var info = try await requirePublic(name, listing: true)
        // Access lists are for owners.
        info.headers["x-container-read"] = nil
        info.headers["x-container-write"] = nil
        return info
    }

    func isPublic(_ container: String) async throws -> Bool { try await base.isPublic(container) }

    func listObjects(in container: String, _ query: ListingQuery) async throws -> [ListingEntry] {
        try await requirePublic(container, listing: true)
        return try await base.listObjects(in: container, query)
    }

    func object(_ address: ObjectAddress, manifest: Bool) async throws -> ObjectInfo {
        try await requirePublic(address.container)
        return try await base.object(address, manifest: manifest)
    }

    func ownKind(of address: ObjectAddress) async throws -> ObjectInfo.Kind {
        try await requirePublic(address.container)
        return try await base.ownKind(of: address)
    }

    func read(_ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink) async throws -> ObjectInfo {
        try await requirePublic(address.container)
        return try await base.read(address, options, into: sink)
    }

    func segments(of address: ObjectAddress) async throws -> [Segment] {
        try await requirePublic(address.container)
        return try await base.segments(of: address)
    }

    func listContainers(after marker: String, limit: Int?) async throws -> [ContainerEntry] { throw Self.refusal("") }
    func createContainer(_ name: String, headers: [String: String]) async throws -> Bool { throw Self.refusal(name) }
    func updateContainer(_ name: String, headers: [String: String]) async throws { throw Self.refusal(name) }
    func temporaryURLKeys(of container: String, giving right: Effect?) async throws -> [Secret] { throw Self.refusal(container) }
    func deleteContainer(_ name: String) async throws { throw Self.refusal(name) }
    func updateObject(_ address: ObjectAddress, headers: [String: String]) async throws { throw Self.refusal(address.container) }
    func delete(_ address: ObjectAddress) async throws { throw Self.refusal(address.container) }

    func write(_ address: ObjectAddress, from source: any ByteSource, _ options: WriteOptions) async throws -> WriteReceipt {
        throw Self.refusal(address.container)
    }

    func copy(_ source: ObjectAddress, to target: ObjectAddress, _ options: CopyOptions) async throws -> WriteReceipt {
        throw Self.refusal(target.container)
    }

    func writeManifest(_ address: ObjectAddress, _ segments: [Segment], _ options: WriteOptions) async throws -> WriteReceipt {
        throw Self.refusal(address.container)
    }

    /// - Parameter listing: whether the container itself is looked at, which a right of its own allows.
    @discardableResult
    private func requirePublic(_ container: String, listing: Bool = false) async throws -> ContainerInfo {
        let info = try await base.container(container)
        let list = AccessList(info.readACL ?? "")
        guard list.isPublic, !listing || list.elements.contains(AccessList.listings) else { throw Self.refusal(container) }
        return info
    }

    private static func refusal(_ container: String) -> ArchiveError {
        ArchiveError(
            .unauthorized, "container '\(container)' is not public",
            hint: "Open it with an account, or ask its owner for grant_access(\"PUBLIC\").", status: 401, path: container)
    }
}
