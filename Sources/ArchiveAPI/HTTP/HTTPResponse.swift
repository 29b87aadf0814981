/// What a server answered, whatever its status.
public struct HTTPResponse: Sendable {
    public let status: Int
    public let headers: HTTPHeaders
    /// The body, unless it went to a sink; of an answer other than 2xx at most 64 KiB.
    public let body: [UInt8]
    /// The address that answered: another than was asked where a redirect was followed.
    public let url: String
    /// How often the request went out before this answer came. After the first time, the answer may be
    /// about what an earlier one did: a 404 to a DELETE, a 412 to a PUT that should not replace.
    public internal(set) var attempts = 1

    public init(status: Int, headers: HTTPHeaders, body: [UInt8] = [], url: String, attempts: Int = 1) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.attempts = attempts
    }

    public var isSuccess: Bool { (200...299).contains(status) }
    /// Whether the request went out more than once.
    public var repeated: Bool { attempts > 1 }
    /// The service's own name for this request, for its administrators.
    public var transaction: String? { headers["x-trans-id"] ?? headers["x-openstack-request-id"] }
    /// The body as text; bytes that are not UTF-8 become replacement characters.
    public var text: String { String(decoding: body, as: UTF8.self) }
}

/// The headers of an answer; their names are compared without regard to case.
public struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    private var fields: [(name: String, value: String)] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// The value of a header; several of one name are joined by a comma and a space.
    public subscript(_ name: String) -> String? {
        let name = name.lowercased()
        let values = fields.lazy.filter { $0.name == name }.map(\.value)
        guard let first = values.first else { return nil }
        return values.dropFirst().reduce(first) { "\($0), \($1)" }
    }

    /// All headers, names in lower case.
    public var all: [String: String] {
        Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0), \($1)" })
    }

    /// Adds a header beside those of the same name.
    public mutating func add(_ name: String, _ value: String) {
        fields.append((name.lowercased(), value))
    }

    public static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool { left.all == right.all }
}
