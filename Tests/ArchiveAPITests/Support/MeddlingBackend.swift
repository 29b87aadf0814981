import ArchiveAPI

/// A backend during whose work something else happens: before a primitive goes on, a test may change what it
/// finds, or let it fail. That is how somebody else's requests fall between two of one's own.
final class MeddlingBackend: ArchiveBackend {
    /// Called before each primitive with its name and what it is about: `delete`, `container/object`.
    typealias Meddling = @Sendable (_ primitive: String, _ subject: String) async throws -> Void

    private let base: any ArchiveBackend
    private let hidden: String?
    private let meddle: Meddling

    /// - Parameter hidden: a container that listings of its account do not have, as if they were late.
    init(_ base: any ArchiveBackend, hiding hidden: String? = nil, before meddle: @escaping Meddling = { _, _ in }) {
        self.base = base
        self.hidden = hidden
        self.meddle = meddle
    }

    var label: String { base.label }
    func identity() async throws -> Identity { try await base.identity() }
    func projects() async throws -> [ProjectRecord] { try await base.projects() }
    func users(of project: ProjectRecord) async throws -> [String: String] { try await base.users(of: project) }
    func userID(named name: String) async throws -> String? { try await base.userID(named: name) }
    func userName(id: String) async throws -> String? { try await base.userName(id: id) }

    func store(for project: ProjectRecord) async throws -> any ObjectStore {
        try await meddle("store", project.name)
        return MeddlingStore(base: try await base.store(for: project), hidden: hidden, meddle: meddle)
    }
}

private struct MeddlingStore: ObjectStore {
    let base: any ObjectStore
    let hidden: String?
    let meddle: MeddlingBackend.Meddling

    var storageURL: String { get async throws { try await base.storageURL } }

    func limits() async throws -> ServiceLimits { try await base.limits() }

    func listContainers(after marker: String, limit: Int?) async throws -> [ContainerEntry] {
        try await meddle("listContainers", "")
        return try await base.listContainers(after: marker, limit: limit).filter { $0.name != hidden }
    }

    func container(_ name: String) async throws -> ContainerInfo {
        try await meddle("container", name)
        return try await base.container(name)
    }

    func isPublic(_ container: String) async throws -> Bool {
        try await meddle("isPublic", container)
        return try await base.isPublic(container)
    }

    func temporaryURLKeys(of container: String, giving right: Effect?) async throws -> [Secret] {
        try await meddle("temporaryURLKeys", container)
        return try await base.temporaryURLKeys(of: container, giving: right)
    }

    func createContainer(_ name: String, headers: [String: String]) async throws -> Bool {
        try await meddle("createContainer", name)
        return try await base.createContainer(name, headers: headers)
    }

    func updateContainer(_ name: String, headers: [String: String]) async throws {
        try await meddle("updateContainer", name)
        try await base.updateContainer(name, headers: headers)
    }

    func deleteContainer(_ name: String) async throws {
        try await meddle("deleteContainer", name)
        try await base.deleteContainer(name)
    }

    func listObjects(in container: String, _ query: ListingQuery) async throws -> [ListingEntry] {
        try await meddle("listObjects", container)
        return try await base.listObjects(in: container, query)
    }

    func object(_ address: ObjectAddress, manifest: Bool) async throws -> ObjectInfo {
        try await meddle("object", address.description)
        return try await base.object(address, manifest: manifest)
    }

    func ownKind(of address: ObjectAddress) async throws -> ObjectInfo.Kind {
        try await meddle("ownKind", address.description)
        return try await base.ownKind(of: address)
    }

    func read(_ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink) async throws -> ObjectInfo {
        try await meddle("read", address.description)
        return try await base.read(address, options, into: sink)
    }

    func write(_ address: ObjectAddress, from source: any ByteSource, _ options: WriteOptions) async throws -> WriteReceipt {
        try await meddle("write", address.description)
        return try await base.write(address, from: source, options)
    }

    func updateObject(_ address: ObjectAddress, headers: [String: String]) async throws {
        try await meddle("updateObject", address.description)
        try await base.updateObject(address, headers: headers)
    }

    func copy(_ source: ObjectAddress, to target: ObjectAddress, _ options: CopyOptions) async throws -> WriteReceipt {
        try await meddle("copy", source.description)
        return try await base.copy(source, to: target, options)
    }

    func delete(_ address: ObjectAddress) async throws {
        try await meddle("delete", address.description)
        try await base.delete(address)
    }

    func segments(of address: ObjectAddress) async throws -> [Segment] {
        try await meddle("segments", address.description)
        return try await base.segments(of: address)
    }

    func writeManifest(_ address: ObjectAddress, _ segments: [Segment], _ options: WriteOptions) async throws -> WriteReceipt {
        try await meddle("writeManifest", address.description)
        return try await base.writeManifest(address, segments, options)
    }
}
