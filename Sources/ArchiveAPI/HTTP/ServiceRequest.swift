/// A request to a service, with what is needed to say what went wrong and to send it again.
public struct ServiceRequest: Sendable {
    public var http: HTTPRequest
    /// What it is about, as messages name it: `container 'x'`, `'x/y.nwb'`.
    public var subject: String
    /// The container or object that an error is about (`ArchiveError.path`).
    public var path: String?
    /// Statuses besides 2xx that are answers and not errors.
    public var expects: Set<Int> = []
    /// What a status means here, where that differs from what it usually means. Status, transaction and
    /// path are filled in.
    public var meanings: [Int: ArchiveError] = [:]
    /// Whether sending it twice leaves what sending it once leaves. A body is read again from its start.
    public var repeatable = true
    /// Whether the user's token goes with it.
    public var sendsToken = true

    public init(
        _ http: HTTPRequest, about subject: String, path: String? = nil, expects: Set<Int> = [],
        meanings: [Int: ArchiveError] = [:], repeatable: Bool = true, sendsToken: Bool = true
    ) {
        self.http = http
        self.subject = subject
        self.path = path
        self.expects = expects
        self.meanings = meanings
        self.repeatable = repeatable
        self.sendsToken = sendsToken
    }

    /// What is asked of the service, for messages: `read 'x/y.nwb'`.
    var task: String { place.map { "sign in at \($0)" } ?? "\(verb) \(subject)" }

    /// Where a sign-in is asked for.
    private var place: Substring? {
        let introduction = "the sign-in at "
        return subject.hasPrefix(introduction) ? subject.dropFirst(introduction.count) : nil
    }

    /// The method as a verb.
    private var verb: String {
        switch http.method {
        case "GET", "HEAD": "read"
        case "PUT": "write"
        case "DELETE": "delete"
        case "COPY": "copy"
        default: "change"
        }
    }
}
