/// Whether changes are made or planned: asked by every operation of an archive that one has signed in to.
public enum PlanSwitch {
    /// Where changes are taken down; nil where they are made. Whatever begins inside of the value's scope belongs to it,
    /// however long it lasts: no call is half made and half planned.
    @TaskLocal public static var recorder: PlanRecorder?

    /// Runs work whose changes are planned, that of tasks that it starts included.
    public static func planning<Result>(into recorder: PlanRecorder, _ work: () throws -> Result) rethrows -> Result {
        try $recorder.withValue(recorder, operation: work)
    }

    /// The same for work that waits.
    public static func planning<Result>(into recorder: PlanRecorder, _ work: () async throws -> Result) async rethrows -> Result {
        try await $recorder.withValue(recorder, operation: work)
    }
}

/// A store that makes changes or plans them, as the switch says.
struct SwitchedStore: ObjectStore {
    let base: any ObjectStore
    let place: PlannedPlace

    private var current: any ObjectStore {
        PlanSwitch.recorder.map { PlannedStore(base: base, recorder: $0, place: place) } ?? base
    }

    var storageURL: String { place.storageURL }

    func limits() async throws -> ServiceLimits { try await base.limits() }

    func listContainers(after marker: String, limit: Int?) async throws -> [ContainerEntry] {
        try await current.listContainers(after: marker, limit: limit)
    }

    func container(_ name: String) async throws -> ContainerInfo { try await current.container(name) }

    func isPublic(_ container: String) async throws -> Bool { try await current.isPublic(container) }

    func createContainer(_ name: String, headers: [String: String]) async throws -> Bool {
        try await current.createContainer(name, headers: headers)
    }

    func updateContainer(_ name: String, headers: [String: String]) async throws {
        try await current.updateContainer(name, headers: headers)
    }

    func temporaryURLKeys(of container: String, giving right: Effect?) async throws -> [Secret] {
        try await current.temporaryURLKeys(of: container, giving: right)
    }

    func deleteContainer(_ name: String) async throws { try await current.deleteContainer(name) }

    func listObjects(in container: String, _ query: ListingQuery) async throws -> [ListingEntry] {
        try await current.listObjects(in: container, query)
    }

    func object(_ address: ObjectAddress, manifest: Bool) async throws -> ObjectInfo {
        try await current.object(address, manifest: manifest)
    }

    func ownKind(of address: ObjectAddress) async throws -> ObjectInfo.Kind { try await current.ownKind(of: address) }

    func read(_ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink) async throws -> ObjectInfo {
        try await current.read(address, options, into: sink)
    }

    func write(_ address: ObjectAddress, from source: any ByteSource, _ options: WriteOptions) async throws -> WriteReceipt {
        try await current.write(address, from: source, options)
    }

    func updateObject(_ address: ObjectAddress, headers: [String: String]) async throws {
        try await current.updateObject(address, headers: headers)
    }

    func copy(_ source: ObjectAddress, to target: ObjectAddress, _ options: CopyOptions) async throws -> WriteReceipt {
        try await current.copy(source, to: target, options)
    }

    func delete(_ address: ObjectAddress) async throws { try await current.delete(address) }

    func segments(of address: ObjectAddress) async throws -> [Segment] { try await current.segments(of: address) }

    func writeManifest(_ address: ObjectAddress, _ segments: [Segment], _ options: WriteOptions) async throws -> WriteReceipt {
        try await current.writeManifest(address, segments, options)
    }
}
