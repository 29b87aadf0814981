/// The few primitive operations of an account in an object store.
///
/// `OpenStackStore` sends them to a Swift service, `LocalStore` does them in a folder; one conformance
/// suite runs on both. Everything else in this library is made of these. Names are exact: a store never
/// folds, trims or joins them. Every function throws `ArchiveError`.
public protocol ObjectStore: Sendable {
    /// The account's address without a slash at its end: `https://host/v1/AUTH_id`, or a `file:` URL.
    var storageURL: String { get async throws }

    /// What the service allows; a service that does not say gets Swift's defaults.
    func limits() async throws -> ServiceLimits

    /// One page of the account's containers after `marker`, at most `limit` (nil: as many as the service gives).
    func listContainers(after marker: String, limit: Int?) async throws -> [ContainerEntry]
    /// Count, size, metadata and (for its owner) access lists of a container; `not_found` otherwise.
    func container(_ name: String) async throws -> ContainerInfo
    /// Whether anyone may read a container. Who is not shown its access list finds out as anyone would.
    func isPublic(_ container: String) async throws -> Bool
    /// Creates a container; `headers` as in `updateContainer`. Returns false where there was one already.
    func createContainer(_ name: String, headers: [String: String]) async throws -> Bool
    /// Sets headers of a container (`X-Container-Read`, `X-Container-Meta-…`); an empty value removes one.
    func updateContainer(_ name: String, headers: [String: String]) async throws
    /// The keys that a container's temporary URLs are signed with, of which any one holds. Only owners are shown them.
    ///
    /// - Parameter right: what whoever gets the URL can do, which this user then has to be permitted too; nil for nothing.
    func temporaryURLKeys(of container: String, giving right: Effect?) async throws -> [Secret]
    /// Deletes an empty container; `conflict` where it is not empty.
    func deleteContainer(_ name: String) async throws

    /// One page of a container's listing. A short page is not the last: only an empty one is.
    func listObjects(in container: String, _ query: ListingQuery) async throws -> [ListingEntry]
    /// What is known of an object; with `manifest`, of a large object's manifest itself.
    func object(_ address: ObjectAddress, manifest: Bool) async throws -> ObjectInfo
    /// How the object of exactly this name is stored. A symbolic link is plain, whatever it leads to or does not.
    func ownKind(of address: ObjectAddress) async throws -> ObjectInfo.Kind
    /// Streams an object, or part of it, into a sink. Short bodies are `network` errors, never a success.
    func read(_ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink) async throws -> ObjectInfo
    /// Writes an object. `integrity` where the checksum sent or answered is not that of the bytes;
    /// `exists` where `onlyIfAbsent` and there is one, with nothing changed.
    func write(_ address: ObjectAddress, from source: any ByteSource, _ options: WriteOptions) async throws -> WriteReceipt
    /// Sets an object's metadata, replacing all of its own `X-Object-Meta-…` headers.
    func updateObject(_ address: ObjectAddress, headers: [String: String]) async throws
    /// Copies on the server, metadata and content type included. With `manifest`, a large object's
    /// manifest is copied as such: the copy shares the segments.
    func copy(_ source: ObjectAddress, to target: ObjectAddress, _ options: CopyOptions) async throws -> WriteReceipt
    /// Deletes an object, or only the manifest of a large one; its segments stay.
    func delete(_ address: ObjectAddress) async throws
    /// The segments that a static large object's manifest names, in order.
    func segments(of address: ObjectAddress) async throws -> [Segment]
    /// Makes a static large object of segments that are there already.
    func writeManifest(_ address: ObjectAddress, _ segments: [Segment], _ options: WriteOptions) async throws -> WriteReceipt
}

/// Where an object is, within its account. Addresses are equal when they are byte for byte.
public struct ObjectAddress: Sendable, Hashable, CustomStringConvertible {
    public let container: String
    public let name: String

    public init(_ container: String, _ name: String) {
        self.container = container
        self.name = name
    }

    public var description: String { "\(container)/\(name)" }

    public static func == (left: Self, right: Self) -> Bool {
        left.container.hasSameBytes(as: right.container) && left.name.hasSameBytes(as: right.name)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in container.utf8 { hasher.combine(byte) }
        hasher.combine(UInt8(0))
        for byte in name.utf8 { hasher.combine(byte) }
    }
}

/// What the service allows (`GET /info`).
public struct ServiceLimits: Sendable, Equatable {
    public var maxFileSize: Int64 = 5_368_709_122
    public var maxObjectNameLength = 1024
    public var maxContainerNameLength = 256
    public var listingLimit = 10_000
    /// nil where the service has no static large objects.
    public var maxManifestSegments: Int? = 1000
    /// What temporary URLs may be signed with; empty where the service has none.
    public var temporaryURLDigests: [Checksum.Algorithm] = []

    public init() {}
}

/// A row of an account's listing.
public struct ContainerEntry: Sendable, Equatable {
    public var name: String
    public var count: Int64
    public var bytes: Int64

    public init(name: String, count: Int64, bytes: Int64) {
        self.name = name
        self.count = count
        self.bytes = bytes
    }
}

/// What a HEAD of a container says.
public struct ContainerInfo: Sendable, Equatable {
    public var count: Int64
    public var bytes: Int64
    /// All response headers, names in lower case.
    public var headers: [String: String]
    /// The access lists as the service has them; nil where the service does not show them.
    public var readACL: String? { headers["x-container-read"] }
    public var writeACL: String? { headers["x-container-write"] }
    /// What temporary URLs are signed with; empty where there is nothing, or the service does not show it.
    var temporaryURLKeys: [Secret] {
        TemporaryURL.keyHeaders.compactMap { headers[$0] }.filter { !$0.isEmpty }.map(Secret.init)
    }

    public init(count: Int64, bytes: Int64, headers: [String: String]) {
        self.count = count
        self.bytes = bytes
        self.headers = headers
    }
}

/// Which page of a listing to ask for. Prefixes and markers compare by UTF-8 bytes.
public struct ListingQuery: Sendable, Equatable {
    public var prefix: String
    public var marker: String
    public var endMarker: String?
    public var delimiter: String?
    public var limit: Int?

    public init(prefix: String = "", marker: String = "", endMarker: String? = nil, delimiter: String? = nil, limit: Int? = nil) {
        self.prefix = prefix
        self.marker = marker
        self.endMarker = endMarker
        self.delimiter = delimiter
        self.limit = limit
    }
}

/// A row of a container's listing.
public enum ListingEntry: Sendable, Equatable {
    case object(ObjectEntry)
    /// A directory, with its delimiter at the end; only where a delimiter was asked for.
    case subdirectory(String)

    /// What the next page's marker is when this is the last row.
    public var marker: String {
        switch self {
        case .object(let entry): entry.name
        case .subdirectory(let name): name
        }
    }
}

/// An object as a listing describes it.
public struct ObjectEntry: Sendable, Equatable {
    public var name: String
    public var bytes: Int64
    public var contentType: String
    /// The MD5 of the content in lower-case hexadecimal; of a large object, of its manifest.
    public var hash: String
    /// As the service writes it: ISO 8601 in UTC without a zone, with microseconds.
    public var lastModified: String
    /// The ETag of a static large object; nil for any other object.
    public var slo: String?
    /// Where a symbolic link points (`/v1/account/container/object`); nil for any other object.
    public var symlink: String?

    public init(name: String, bytes: Int64, contentType: String, hash: String, lastModified: String, slo: String? = nil, symlink: String? = nil) {
        self.name = name
        self.bytes = bytes
        self.contentType = contentType
        self.hash = hash
        self.lastModified = lastModified
        self.slo = slo
        self.symlink = symlink
    }
}

/// What a HEAD or GET of an object says.
public struct ObjectInfo: Sendable, Equatable {
    /// How an object is stored.
    public enum Kind: Sendable, Equatable {
        case plain
        /// A static large object, by a manifest that names its segments.
        case staticLarge
        /// A dynamic large object, of whatever has the prefix `container/prefix`.
        case dynamicLarge(prefix: String)
    }

    public var bytes: Int64
    public var contentType: String
    /// The ETag without its quotes: an MD5 of the bytes only where `kind` is plain.
    public var etag: String
    /// Seconds since 1970.
    public var lastModified: Double
    public var kind: Kind
    /// All response headers, names in lower case.
    public var headers: [String: String]

    public init(bytes: Int64, contentType: String, etag: String, lastModified: Double, kind: Kind, headers: [String: String]) {
        self.bytes = bytes
        self.contentType = contentType
        self.etag = etag
        self.lastModified = lastModified
        self.kind = kind
        self.headers = headers
    }
}

/// What part of an object to read, and of which version.
public struct ReadOptions: Sendable, Equatable {
    /// Offsets of the first byte and of the one after the last; nil for all. A range beyond the end gives what there is.
    public var range: Range<Int64>?
    /// `conflict` unless the object still has this ETag.
    public var ifMatch: String?
    /// Read the stored bytes of a large object's manifest instead of the object.
    public var manifest: Bool
    /// How fast at most; nil for as fast as it goes.
    public var bandwidth: Bandwidth?

    public init(range: Range<Int64>? = nil, ifMatch: String? = nil, manifest: Bool = false, bandwidth: Bandwidth? = nil) {
        self.range = range
        self.ifMatch = ifMatch
        self.manifest = manifest
        self.bandwidth = bandwidth
    }
}

/// How to write an object.
public struct WriteOptions: Sendable, Equatable {
    public var contentType: String?
    /// The MD5 of the bytes in lower-case hexadecimal, sent along: the store refuses a body that differs.
    public var md5: String?
    /// Never replace an object that is there, even in a race.
    public var onlyIfAbsent: Bool
    /// `X-Object-Meta-…` and other headers.
    public var headers: [String: String]
    /// How fast at most; nil for as fast as it goes.
    public var bandwidth: Bandwidth?

    public init(contentType: String? = nil, md5: String? = nil, onlyIfAbsent: Bool = false, headers: [String: String] = [:]) {
        self.contentType = contentType
        self.md5 = md5
        self.onlyIfAbsent = onlyIfAbsent
        self.headers = headers
    }
}

/// How to copy an object.
public struct CopyOptions: Sendable, Equatable {
    /// `conflict` unless the source still has this ETag.
    public var ifMatch: String?
    /// Copy a large object's manifest, so that both share the segments.
    public var manifest: Bool

    public init(ifMatch: String? = nil, manifest: Bool = false) {
        self.ifMatch = ifMatch
        self.manifest = manifest
    }
}

/// What the store answered to a write.
public struct WriteReceipt: Sendable, Equatable {
    /// The ETag without its quotes.
    public var etag: String

    public init(etag: String) { self.etag = etag }
}

/// A part of a static large object.
public struct Segment: Sendable, Equatable {
    /// nil where the bytes stand in the manifest itself.
    public var address: ObjectAddress?
    public var bytes: Int64
    /// The segment's ETag; of bytes in the manifest, their MD5.
    public var etag: String
    /// The part of the segment that counts, as in an HTTP Range (`0-99`); nil for all of it.
    public var range: String?
    /// Whether the segment is a manifest itself.
    public var isManifest: Bool
    /// The bytes that stand in the manifest itself; nil for an object.
    public let inline: [UInt8]?

    public init(address: ObjectAddress, bytes: Int64, etag: String, range: String? = nil, isManifest: Bool = false) {
        self.address = address
        self.bytes = bytes
        self.etag = etag
        self.range = range
        self.isManifest = isManifest
        inline = nil
    }

    /// A segment whose bytes stand in the manifest itself.
    public init(inline: [UInt8]) throws {
        address = nil
        bytes = Int64(inline.count)
        etag = try Checksum.hexDigest(.md5, of: inline)
        isManifest = false
        self.inline = inline
    }
}
