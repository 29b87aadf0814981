import Logging
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// What is shown of what servers say, and what is never written down.
@Suite struct HTTPTextTests {
    @Test(
        "A server's words, on one line and without markup",
        arguments: [
            ("<html><h1>Not Found</h1><p>The resource could not be found.</p></html>", "The resource could not be found."),
            ("<html><h1>Gone</h1>", "Gone"), ("plain\r\n text\t here", "plain text here"), ("", nil), ("<p></p>", nil),
            ("a \u{1B}[31mred\u{7}", "a [31mred"), ("1 < 2", "1"), ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
            (#"{"error": {"message": "No such\nproject", "code": 404}}"#, "No such project"),
            (#"{"error": "invalid_grant", "error_description": "Bad password"}"#, "Bad password"), ("{", "{"),
        ] as [(String, String?)])
    func excerpt(body: String, text: String?) {
        let response = HTTPResponse(status: 400, headers: [:], body: Array(body.utf8), url: "")
        #expect(ServerText.excerpt(response) == text)
    }

    @Test("Long words are cut")
    func bounded() {
        let response = HTTPResponse(status: 400, headers: [:], body: [UInt8](repeating: 65, count: 65_536), url: "")
        #expect(ServerText.excerpt(response)?.count == 201)
    }

    @Test(
        "Signatures are not logged",
        arguments: [
            ("http://h/v1/a/c/o?temp_url_sig=abc&temp_url_expires=1", "http://h/v1/a/c/o?temp_url_sig=…&temp_url_expires=1"),
            ("http://h/o?a=b&Signature=x", "http://h/o?a=b&Signature=…"), ("http://h/o?code", "http://h/o?code"),
            ("http://h/o", "http://h/o"), ("http://h/o?", "http://h/o?"),
        ])
    func address(url: String, shown: String) {
        #expect(RequestLog.address(url) == shown)
    }

    @Test("The log has method, status and transaction, and no token")
    func log() async throws {
        let server = try FaultServer { _ in .status(200, [("X-Trans-Id", "tx1"), ("X-Subject-Token", "secret-2")]) }
        let lines = Mutexed([String]())
        var logger = Logger(label: "test", factory: { _ in RecordingLog(lines: lines) })
        logger.logLevel = .debug
        let service = ServiceClient(http: HTTPClient(), tokens: FakeTokens(), logger: logger)
        var request = ServiceRequest(HTTPRequest("GET", server.url("/x?temp_url_sig=secret-1")), about: "x")
        request.http.headers.append((name: "X-Auth-Key", value: "secret-3"))
        _ = try await service.send(request)
        let line = try #require(lines.value.first)
        for part in ["method=GET", "status=200", "transaction=tx1", "/x?temp_url_sig=…", "duration="] {
            #expect(line.contains(part))
        }
        #expect(!line.contains("secret") && !line.contains("token-1"))
    }
}

/// A log that a test reads.
private struct RecordingLog: LogHandler {
    let lines: Mutexed<[String]>
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .debug

    init(lines: Mutexed<[String]>) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
        lines.update { $0.append("\(event.message) \(values)") }
    }
}
