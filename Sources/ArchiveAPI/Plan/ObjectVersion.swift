/// Which version of an object: what tells whether it is still the same one.
public struct ObjectVersion: Sendable, Equatable {
    /// The ETag; of a dynamic large object, that of its own content, which what it is made of does not change.
    public var etag: String
    public var bytes: Int64
    /// The `container/prefix` of a dynamic large object; nil for any other.
    public var prefix: String?

    public init(etag: String, bytes: Int64, prefix: String? = nil) {
        self.etag = etag
        self.bytes = bytes
        self.prefix = prefix
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.etag == right.etag && left.bytes == right.bytes
            && (left.prefix ?? "").hasSameBytes(as: right.prefix ?? "") && (left.prefix == nil) == (right.prefix == nil)
    }
}

extension ObjectStore {
    /// What an object is right now; nil where there is none.
    func version(of address: ObjectAddress) async throws -> ObjectVersion? {
        do {
            return try await version(of: address, object(address, manifest: false))
        } catch let error as ArchiveError where error.code == .notFound {
            return nil
        }
    }

    /// The same where the object was looked at already.
    func version(of address: ObjectAddress, _ info: ObjectInfo) async throws -> ObjectVersion {
        guard case .dynamicLarge(let prefix) = info.kind else { return ObjectVersion(etag: info.etag, bytes: info.bytes) }
        let own = try await object(address, manifest: true)
        return ObjectVersion(etag: own.etag, bytes: own.bytes, prefix: prefix)
    }
}
