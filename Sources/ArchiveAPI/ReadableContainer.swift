/// What can be read of a container, with or without an account: the same code for `Container` and
/// `PublicContainer`.
///
/// Every function throws `ArchiveError`.
public protocol ReadableContainer: Sendable {
    var name: String { get }
    /// The container's address: the account's storage URL and the container's name, percent-encoded.
    var location: String { get }
    var store: any ObjectStore { get }
    /// The container's URL if anyone may read it, else nil.
    func publicURL() async throws -> String?
}

extension ReadableContainer {
    /// How many objects there are, asked afresh.
    public func count() async throws -> Int64 { try await store.container(name).count }

    /// The size of all objects together, asked afresh.
    public func size(_ unit: Unit = .bytes) async throws -> Quantity {
        Quantity(bytes: try await store.container(name).bytes, in: unit)
    }

    /// The file at a path, by one request. `not_found` where there is none.
    public func get(_ path: String) async throws -> File {
        File(path, try await info(path), in: self)
    }

    /// Whether there is a file at a path.
    public func exists(_ path: String) async throws -> Bool {
        do {
            _ = try await info(path)
            return true
        } catch let error as ArchiveError where error.code == .notFound {
            return false
        }
    }

    /// Opens a file for reading parts of it, all from the version that it has now.
    public func open(_ path: String) async throws -> ObjectHandle {
        ObjectHandle(address(path), try await info(path), in: store)
    }

    /// The content of a file.
    ///
    /// Text (`text/*`, JSON, and the content types in `accept`) is decoded to UTF-8; everything else, what
    /// is stored compressed, and everything where `decode` is nil, come as they are stored.
    /// - Parameters:
    ///   - decode: the encoding of text, as in `TextEncoding`.
    ///   - accept: further content types that are text.
    ///   - most: how many bytes are taken, whatever the service says that there are; `too_large` for one more.
    public func read(_ path: String, decode: String? = "utf-8", accept: [String] = [], most: Int = .max) async throws -> [UInt8] {
        let content = try await VerifiedRead(store).content(address(path), most: most)
        // What is compressed is no text yet, whatever its type says.
        let isEncoded = content.info.headers["content-encoding"].map { !$0.isEmpty && $0 != "identity" } ?? false
        guard let decode, !isEncoded, ContentType(content.info.contentType).isText(also: accept) else { return content.bytes }
        return try TextEncoding.decode(content.bytes, from: decode, path: path)
    }

    /// The checksum of a file's content, in lower-case hexadecimal.
    ///
    /// Every byte is read, and compared on the way with the checksums that the store has: the result is that of what is
    /// in the archive now, also of a large object, whose `hash` is a checksum of its manifest.
    /// - Throws: `not_found`; `integrity` where the bytes are not those that the store has a checksum of.
    public func checksum(_ path: String, _ algorithm: Checksum.Algorithm = .md5) async throws -> String {
        let sink = try SummingSink(algorithm)
        _ = try await VerifiedRead(store).stream(address(try ObjectPath.checked(path)), into: sink)
        return try sink.sum().checksum
    }

    /// The segments that a large object is made of, in order; none of a plain one.
    ///
    /// - Throws: `not_found`; `forbidden` where a dynamic large object's segments may not be listed.
    public func segments(_ path: String) async throws -> [Segment] {
        let address = address(try ObjectPath.checked(path))
        do {
            return try await LargeObject(store).parts(of: address, try await info(path).kind)
        } catch let error as ArchiveError where error.code == .conflict {
            // It has lost some of them: what it is made of is there all the same.
            return try await LargeObject(store).parts(of: address, try await store.ownKind(of: address))
        }
    }

    func address(_ path: String) -> ObjectAddress { ObjectAddress(name, path) }

    func info(_ path: String) async throws -> ObjectInfo {
        try await store.object(address(try ObjectPath.checked(path)), manifest: false)
    }
}
