/// A store that asks a permit before every operation: the one place where effects are checked.
struct PermittedStore: ObjectStore {
    let base: any ObjectStore
    let permit: any Permit
    let project: String?

    var storageURL: String { get async throws { try await base.storageURL } }

    func limits() async throws -> ServiceLimits { try await base.limits() }

    func listContainers(after marker: String, limit: Int?) async throws -> [ContainerEntry] {
        // Names that nobody is shown are asked for to see what is still needed: there, all count.
        guard let project, !PermitAsking.isTentative else { return try await base.listContainers(after: marker, limit: limit) }
        try permit.check(.read, project: project, container: nil, object: nil)
        var marker = marker
        while true {
            let page = try await base.listContainers(after: marker, limit: limit)
            let shown = page.filter { permit.mayMention(project: project, container: $0.name) }
            guard shown.isEmpty, let last = page.last else { return shown }
            marker = last.name
        }
    }

    func container(_ name: String) async throws -> ContainerInfo {
        try permit.check(.read, project: project, container: name, object: nil)
        return try await base.container(name)
    }

    func isPublic(_ container: String) async throws -> Bool {
        try permit.check(.read, project: project, container: container, object: nil)
        return try await base.isPublic(container)
    }

    func createContainer(_ name: String, headers: [String: String]) async throws -> Bool {
        try permit.check(.write, project: project, container: name, object: nil)
        try checkHeaders(headers, of: name)
        return try await base.createContainer(name, headers: headers)
    }

    func updateContainer(_ name: String, headers: [String: String]) async throws {
        try checkHeaders(headers, of: name)
        try await base.updateContainer(name, headers: headers)
    }

    func temporaryURLKeys(of container: String, giving right: Effect?) async throws -> [Secret] {
        for effect in [.share, right].compactMap(\.self) {
            try permit.check(effect, project: project, container: container, object: nil)
        }
        return try await base.temporaryURLKeys(of: container, giving: right)
    }

    func deleteContainer(_ name: String) async throws {
        try permit.check(.delete, project: project, container: name, object: nil)
        try await base.deleteContainer(name)
    }

    func listObjects(in container: String, _ query: ListingQuery) async throws -> [ListingEntry] {
        try permit.check(.read, project: project, container: container, object: nil)
        return try await base.listObjects(in: container, query)
    }

    func object(_ address: ObjectAddress, manifest: Bool) async throws -> ObjectInfo {
        try check(.read, address)
        return try await base.object(address, manifest: manifest)
    }

    func ownKind(of address: ObjectAddress) async throws -> ObjectInfo.Kind {
        try check(.read, address)
        return try await base.ownKind(of: address)
    }

    func read(_ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink) async throws -> ObjectInfo {
        try check(.read, address)
        return try await base.read(address, options, into: sink)
    }

    func write(_ address: ObjectAddress, from source: any ByteSource, _ options: WriteOptions) async throws -> WriteReceipt {
        try check(.write, address)
        return try await base.write(address, from: source, options)
    }

    func updateObject(_ address: ObjectAddress, headers: [String: String]) async throws {
        try check(.write, address)
        try await base.updateObject(address, headers: headers)
    }

    func copy(_ source: ObjectAddress, to target: ObjectAddress, _ options: CopyOptions) async throws -> WriteReceipt {
        try check(.read, source)
        try check(.write, target)
        return try await base.copy(source, to: target, options)
    }

    func delete(_ address: ObjectAddress) async throws {
        try check(.delete, address)
        try await base.delete(address)
    }

    func segments(of address: ObjectAddress) async throws -> [Segment] {
        try check(.read, address)
        return try await base.segments(of: address)
    }

    func writeManifest(_ address: ObjectAddress, _ segments: [Segment], _ options: WriteOptions) async throws -> WriteReceipt {
        try check(.write, address)
        return try await base.writeManifest(address, segments, options)
    }

    private func check(_ effect: Effect, _ address: ObjectAddress) throws {
        try permit.check(effect, project: project, container: address.container, object: address.name)
    }

    /// Access lists and the keys of temporary URLs are effects of their own; everything else that a header sets is a write.
    private func checkHeaders(_ headers: [String: String], of container: String) throws {
        let effects = Set(headers.keys.map { name -> Effect in
            switch name.lowercased() {
            case "x-container-read", "x-container-write": .access
            case let name where TemporaryURL.keyHeaders.contains(name): .share
            default: .write
            }
        })
        for effect in Effect.allCases where effects.contains(effect) {
            try permit.check(effect, project: project, container: container, object: nil)
        }
    }
}
