/// A container that anyone may read, opened by its URL without an account. Nothing can be changed through it.
public final class PublicContainer: ReadableContainer {
    /// The URL as it was given, without a slash at its end.
    public let url: String
    public let name: String
    public let store: any ObjectStore
    public let location: String

    /// - Parameters:
    ///   - url: as it was given, without a slash at its end.
    ///   - store: the account that the container is in, without any token.
    init(url: String, name: String, in store: any ObjectStore, location: String) {
        self.url = url
        self.name = name
        self.store = store
        self.location = location
    }

    /// Opens a container by its URL; nothing is asked before something is read.
    ///
    /// - Parameters:
    ///   - url: `https://host/v1/account/container`, or the `file:` URL of a practice archive's public container.
    ///   - http: what to reach the service by.
    /// - Throws: `usage` for anything but the address of a container.
    public static func open(_ url: String, http: HTTPClient) async throws -> PublicContainer {
        let url = url.utf8.last == UInt8(ascii: "/") ? String(url.dropLast()) : url
        if url.lowercased().hasPrefix("file:") {
            let local = try await LocalBackend.open(publicURL: url)
            return PublicContainer(url: url, name: local.container, in: AnonymousStore(base: local.store), location: url)
        }
        let address = try PublicAddress(url)
        let store = OpenStackStore.anonymous(storageURL: address.storageURL, http: http)
        return PublicContainer(
            url: url, name: address.container, in: store,
            location: "\(address.storageURL)/\(PercentEncoding.segment(address.container))")
    }

    /// The same container, each operation on which a permit is asked for.
    public func permitted(by permit: any Permit) -> PublicContainer {
        PublicContainer(url: url, name: name, in: PermittedStore(base: store, permit: permit, project: nil), location: location)
    }

    public func publicURL() -> String? { location }

    /// The error of a sync that would change the container.
    static func refusal(ofSyncTo container: String) -> ArchiveError {
        var error = refusal(of: "sync", container: container)
        error.message = "a PublicContainer is read-only: it can be synced down, not up"
        return error
    }

    /// The error of a method that would change something.
    public static func refusal(of method: String, container: String) -> ArchiveError {
        ArchiveError(
            .usage, "a PublicContainer is read-only: it has no method '\(method)'",
            hint: "Open the container with your account to change it: Container(\(container.luaLiteral), username).",
            path: container)
    }
}
