/// One request, as it goes onto the wire.
public struct HTTPRequest: Sendable {
    /// `GET`, `HEAD`, `PUT`, `POST`, `DELETE`, `COPY` …
    public var method: String
    /// The address, percent-encoded already: it is sent exactly so, dot segments and double slashes included.
    public var url: String
    /// Sent in this order. A value that is empty is sent as an empty header.
    public var headers: [(name: String, value: String)]
    /// What to send as the body, with its length as `Content-Length`.
    public var body: (any ByteSource)?
    /// Whether redirects of a GET or HEAD are followed, at most five.
    public var followsRedirects = true
    /// For how long no byte may move before the request has failed; nil: as the client is configured.
    /// Copies on the server and deletions in bulk are silent for longer than others.
    public var silenceTimeout: Duration?
    /// How fast bodies may move, in either direction; nil for as fast as it goes.
    public var bandwidth: Bandwidth?

    public init(
        _ method: String, _ url: String, headers: [(String, String)] = [], body: (any ByteSource)? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = body
    }

    /// A request whose body is these bytes.
    public init(_ method: String, _ url: String, headers: [(String, String)] = [], bytes: [UInt8]) {
        self.init(method, url, headers: headers, body: BytesBody(bytes))
    }
}

extension HTTPRequest {
    /// Whether repeating it any number of times leaves what doing it once leaves.
    var isRead: Bool { method == "GET" || method == "HEAD" }

    /// Throws `HTTPFailure.invalidRequest` for what would let a name or a value write lines of its own into
    /// the request, or have it addressed to something else than the URL says.
    func validate() throws(HTTPFailure) {
        guard !method.isEmpty, method.utf8.allSatisfy({ HTTPRequest.isTokenByte($0) }) else {
            throw .invalidRequest("'\(method)' is not an HTTP method")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw .invalidRequest("the address '\(url)' is not percent-encoded")
        }
        let scheme = url.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") else {
            throw .invalidRequest("the address '\(url)' begins with neither http:// nor https://")
        }
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy({ HTTPRequest.isTokenByte($0) }) else {
                throw .invalidRequest("'\(name)' is not a header's name")
            }
            guard !HTTPRequest.framing.contains(name.lowercased()) else {
                throw .invalidRequest("the header '\(name)' follows from the body and may not be set")
            }
            guard value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
                throw .invalidRequest("the value of the header '\(name)' contains a line break or control character")
            }
        }
    }

    private static let framing: Set<String> = ["content-length", "transfer-encoding", "expect", "connection"]

    /// The characters of methods and header names (RFC 9110, 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
