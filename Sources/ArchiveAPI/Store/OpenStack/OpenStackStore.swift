import Logging

/// An account of an OpenStack Swift service: each primitive is one request.
public final class OpenStackStore: ObjectStore {
    let account: String
    let client: ServiceClient
    private let knownLimits = Remembered<ServiceLimits>()

    /// - Parameters:
    ///   - storageURL: the account's address, `https://host/v1/AUTH_id`; a slash at its end does not count.
    ///   - client: the way to the service, with the account's token if it has one.
    public init(storageURL: String, client: ServiceClient) {
        var address = storageURL[...]
        while address.last == "/" { address.removeLast() }
        self.account = String(address)
        self.client = client
    }

    /// An account that is read without a token, as far as it is public.
    public static func anonymous(
        storageURL: String, http: HTTPClient,
        logger: Logger = Logger(label: "archive.http", factory: { _ in SwiftLogNoOpLogHandler() })
    ) -> OpenStackStore {
        OpenStackStore(storageURL: storageURL, client: ServiceClient(http: http, logger: logger))
    }

    public var storageURL: String { account }

    public func limits() async throws -> ServiceLimits {
        try await knownLimits.value { [self] in
            var request = ServiceRequest(
                HTTPRequest("GET", OpenStackStore.infoURL(of: account)), about: "what the service allows")
            request.sendsToken = false
            do {
                return ServiceLimits(information: try await client.send(request).body)
            } catch let error as ArchiveError where error.status != nil && !error.retryable {
                // A service that does not say. One that cannot be reached, or is busy, is asked again.
                return ServiceLimits()
            }
        }
    }

    /// Where a service says what it allows: beside the version in an account's address.
    static func infoURL(of account: String) -> String {
        let start = account.range(of: "://")?.upperBound ?? account.startIndex
        let parts = account[start...].split(separator: "/", omittingEmptySubsequences: false)
        let end = parts.dropFirst().lastIndex { $0 == "v1" || $0 == "v1.0" } ?? 1
        return account[..<start] + parts[..<end].joined(separator: "/") + "/info"
    }
}

extension OpenStackStore {
    /// The address of a container, or `usage` for a name that no container can have.
    func url(_ container: String, _ query: [(key: String, value: String?)] = []) throws -> String {
        guard !container.isEmpty else { throw ArchiveError(.usage, "the name of a container is empty") }
        guard !container.utf8.contains(UInt8(ascii: "/")), !container.utf8.contains(0) else {
            throw ArchiveError(
                .usage, "no container can be named '\(container)'",
                hint: "A container's name has neither '/' nor a zero byte. Directories are part of file names.",
                path: container)
        }
        let name = OpenStackStore.isDots(container.utf8) ? container.replacing(".", with: "%2E") : PercentEncoding.segment(container)
        return "\(account)/\(name)" + OpenStackStore.suffix(query)
    }

    /// The address of an object, or `usage` for a name that no object can have.
    ///
    /// An empty name would address the container itself. A name with `.` or `..` between its slashes goes
    /// with both encoded: the service reads it as any other, and whatever stands in between and would fold
    /// such parts, and so reach another container, finds none.
    func url(_ address: ObjectAddress, _ query: [(key: String, value: String?)] = []) throws -> String {
        guard !address.name.isEmpty, !address.name.utf8.contains(0) else {
            throw ArchiveError(
                .usage, "no object of the container '\(address.container)' can have \(address.name.isEmpty ? "an empty name" : "a zero byte in its name")",
                path: address.name)
        }
        return try url(address.container) + "/" + OpenStackStore.path(address.name) + OpenStackStore.suffix(query)
    }

    static func path(_ name: String) -> String {
        guard name.utf8.split(separator: UInt8(ascii: "/")).contains(where: isDots) else { return PercentEncoding.object(name) }
        return PercentEncoding.segment(name).replacing(".", with: "%2E")
    }

    private static func isDots(_ part: some Sequence<UInt8>) -> Bool {
        part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8)
    }

    private static func suffix(_ query: [(key: String, value: String?)]) -> String {
        query.isEmpty ? "" : "?" + PercentEncoding.query(query)
    }

    func request(_ method: String, container: String, _ query: [(key: String, value: String?)] = [], headers: [String: String] = [:]) throws -> ServiceRequest {
        ServiceRequest(
            HTTPRequest(method, try url(container, query), headers: OpenStackStore.sorted(headers)),
            about: "container '\(container)'", path: container)
    }

    func request(
        _ method: String, _ address: ObjectAddress, _ query: [(key: String, value: String?)] = [],
        headers: [String: String] = [:], body: (any ByteSource)? = nil
    ) throws -> ServiceRequest {
        ServiceRequest(
            HTTPRequest(method, try url(address, query), headers: OpenStackStore.sorted(headers), body: body),
            about: "file '\(address.name)' in container '\(address.container)'", path: address.name)
    }

    private static func sorted(_ headers: [String: String]) -> [(String, String)] {
        headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
