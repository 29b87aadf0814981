/// An object in a container, as it was when it was listed or asked for.
public struct File: Sendable {
    /// The object's name: its whole path in the container.
    public let name: String
    /// The size in bytes. A dynamic large object counts as 0 in a listing.
    public let bytes: Int64
    public let contentType: String
    /// The MD5 of the content in lower-case hexadecimal; of a large object, a checksum of its manifest.
    public let hash: String
    /// ISO 8601 in UTC without a zone, with microseconds, as listings have it.
    public let lastModified: String
    public let container: any ReadableContainer
    /// Whether it is stored in segments. A dynamic large object looks like an empty one until it is asked for by itself.
    public let isLargeObject: Bool
    /// The ETag of a static large object; nil for any other object.
    let slo: String?

    init(_ entry: ObjectEntry, in container: any ReadableContainer) {
        name = entry.name
        bytes = entry.bytes
        contentType = entry.contentType
        // The same as when it is asked for by itself; the listing also has the MD5 of the manifest's text.
        hash = entry.slo ?? entry.hash
        lastModified = entry.lastModified
        isLargeObject = entry.slo != nil
        slo = entry.slo
        self.container = container
    }

    init(_ name: String, _ info: ObjectInfo, in container: any ReadableContainer) {
        self.name = name
        bytes = info.bytes
        contentType = info.contentType
        hash = info.etag
        lastModified = Timestamp.listing(info.lastModified)
        isLargeObject = info.kind != .plain
        slo = info.kind == .staticLarge ? info.etag : nil
        self.container = container
    }

    /// The name after its last `/`.
    public var basename: String { ObjectPath.basename(name) }

    /// The name before its last `/`; empty where there is none.
    public var dirname: String { ObjectPath.dirname(name) }

    /// The file's URL if its container is public, else its name.
    public func path() async throws -> String {
        guard let url = try await container.publicURL() else { return name }
        return "\(url)/\(PercentEncoding.object(name))"
    }

    /// The size in a unit, as it was when the file was listed.
    public func size(_ unit: Unit = .bytes) -> Quantity { Quantity(bytes: bytes, in: unit) }

    /// As `ReadableContainer.download`.
    public func download(to localDirectory: String, withTree: Bool = true, overwrite: Bool = false) async throws -> String {
        try await container.download(name, to: localDirectory, withTree: withTree, overwrite: overwrite)
    }

    /// As `ReadableContainer.read`.
    public func read(decode: String? = "utf-8", accept: [String] = []) async throws -> [UInt8] {
        try await container.read(name, decode: decode, accept: accept)
    }

    /// As `ReadableContainer.checksum`.
    public func checksum(_ algorithm: Checksum.Algorithm = .md5) async throws -> String {
        try await container.checksum(name, algorithm)
    }

    /// As `ReadableContainer.segments`.
    public func segments() async throws -> [Segment] { try await container.segments(name) }

    /// As `Container.temporaryURL`.
    public func temporaryURL(until expires: Double, method: TemporaryURL.Method = .get) async throws -> String {
        try await writable("temporary_url").temporaryURL(for: name, until: expires, method: method)
    }

    /// As `ReadableContainer.open`.
    public func open() async throws -> ObjectHandle { try await container.open(name) }

    /// As `Container.move`.
    public func move(to targetDirectory: String, newName: String? = nil, overwrite: Bool = false) async throws -> File {
        try await writable("move").move(name, to: targetDirectory, newName: newName, overwrite: overwrite)
    }

    /// Gives the file another name in the directory that it is in. As `Container.rename`.
    public func rename(to newName: String, overwrite: Bool = false) async throws -> File {
        try await writable("rename").rename(name, to: newName, overwrite: overwrite)
    }

    /// As `Container.copy`.
    public func copy(to targetDirectory: String, newName: String? = nil, overwrite: Bool = false) async throws -> File {
        try await writable("copy").copy(name, to: targetDirectory, newName: newName, overwrite: overwrite)
    }

    /// As `Container.delete`.
    public func delete() async throws { try await writable("delete").delete(name) }

    private func writable(_ method: String) throws -> Container {
        guard let container = container as? Container else {
            throw PublicContainer.refusal(of: method, container: container.name)
        }
        return container
    }
}

extension File: Equatable {
    /// Two files are equal when their containers and names are.
    public static func == (left: File, right: File) -> Bool {
        left.name.hasSameBytes(as: right.name) && left.container.location.hasSameBytes(as: right.container.location)
    }
}
