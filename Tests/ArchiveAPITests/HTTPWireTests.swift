import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// What goes onto the wire, byte for byte.
@Suite struct HTTPWireTests {
    private let server: FaultServer
    private let client = HTTPClient()

    init() throws { server = try FaultServer { _ in .status(200, [], "hello") } }

    @Test(
        "A name is sent exactly, however awkward",
        arguments: [
            ("..", ".."), (".", "."), ("./x", "./x"), ("../other/x", "../other/x"), ("a/../../b", "a/../../b"),
            ("//x", "//x"), ("/x", "/x"), ("x/", "x/"), ("a//b", "a//b"), ("%", "%25"), ("%2e%2E", "%252e%252E"),
            ("#", "%23"), ("?", "%3F"), ("a?b=c&d", "a%3Fb%3Dc%26d"), ("+", "%2B"), (" ", "%20"), ("a\nb", "a%0Ab"),
            ("a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201"), ("\u{0}", "%00"), ("ü", "%C3%BC"), ("u\u{308}", "u%CC%88"),
            ("🧠", "%F0%9F%A7%A0"), ("\\..\\", "%5C..%5C"), (";,=@:&$!*'()", "%3B%2C%3D%40%3A%26%24%21%2A%27%28%29"),
            ("-._~", "-._~"), ("\u{202E}x", "%E2%80%AEx"), ("\u{7F}", "%7F"),
        ])
    func namesAreExact(name: String, encoded: String) async throws {
        #expect(PercentEncoding.decode(encoded) == name)
        for method in ["GET", "HEAD", "PUT", "DELETE", "COPY", "POST"] {
            let response = try await client.send(
                HTTPRequest(method, server.url("/v1/AUTH_a/c/\(PercentEncoding.object(name))?q=1")))
            #expect(response.status == 200)
            #expect(server.requests.last?.method == method)
            #expect(server.requests.last?.target == "/v1/AUTH_a/c/\(encoded)?q=1")
        }
    }

    @Test("A slash in a container's name does not end it")
    func segmentsKeepTogether() {
        #expect(PercentEncoding.segment("a/b c") == "a%2Fb%20c")
        #expect(PercentEncoding.query([("prefix", "a/ü&"), ("versions", nil)]) == "prefix=a%2F%C3%BC%26&versions")
        #expect(PercentEncoding.decode("%zz") == nil)
        #expect(PercentEncoding.decode("%e") == nil)
        #expect(PercentEncoding.decode("%ff") == nil)
    }

    @Test("Only what is needed is sent")
    func headersAreFew() async throws {
        _ = try await client.send(HTTPRequest("GET", server.url("/x"), headers: [("X-Auth-Token", "t"), ("X-Empty", "")]))
        let request = try #require(server.requests.last)
        #expect(Set(request.headers.map { $0.name.lowercased() }) == ["host", "user-agent", "accept", "x-auth-token", "x-empty"])
        #expect(request.header("X-Auth-Token") == "t")
        #expect(request.header("X-Empty") == "")
        #expect(request.header("User-Agent")?.hasPrefix("archive-lua/") == true)
    }

    @Test("A request that writes says how long its body is", arguments: ["PUT", "POST"])
    func lengthsAreSaid(method: String) async throws {
        _ = try await client.send(HTTPRequest(method, server.url(), headers: [("X-Container-Read", "")]))
        #expect(server.requests.last?.header("Content-Length") == "0")
        #expect(server.requests.last?.header("X-Container-Read") == "")

        _ = try await client.send(HTTPRequest(method, server.url(), bytes: Array("body".utf8)))
        let request = try #require(server.requests.last)
        #expect(request.header("Content-Length") == "4")
        #expect(request.body == Array("body".utf8))
        for unwanted in ["Expect", "Content-Type", "Transfer-Encoding", "Accept-Encoding"] {
            #expect(request.header(unwanted) == nil)
        }
    }

    @Test("A large body waits for the server's word, and arrives whole")
    func largeBodies() async throws {
        let source = PatternSource(length: 5_000_001)
        _ = try await client.send(HTTPRequest("PUT", server.url(), body: source))
        let request = try #require(server.requests.last)
        #expect(request.header("Expect") == "100-continue")
        #expect(request.body.count == 5_000_001)
        #expect(source.rewinds == 1)
    }

    @Test("A refusal comes before a large body is sent", arguments: [401, 412, 413])
    func refusedBeforeTheBody(status: Int) async throws {
        let server = try FaultServer(early: { _ in .status(status) }) { _ in .status(201) }
        let source = PatternSource(length: 5_000_000)
        let response = try await client.send(HTTPRequest("PUT", server.url(), body: source))
        #expect(response.status == status)
        #expect(source.read == 0)
    }

    @Test(
        "What would write lines of its own is refused, and nothing is sent",
        arguments: [
            ("GET", "/a b", "X", "v"), ("GET", "/a\r\nX-Evil:1", "X", "v"), ("GET", "/ü", "X", "v"),
            ("GET", "/a#b", "X", "v"), ("GET", "/a\u{0}b", "X", "v"), ("GE T", "/", "X", "v"), ("", "/", "X", "v"),
            ("GET\r\n", "/", "X", "v"), ("GET", "/", "X-A", "v\r\nX-Evil: 1"), ("GET", "/", "X-A", "v\n"),
            ("GET", "/", "X-A", "v\u{0}w"), ("GET", "/", "X A", "v"), ("GET", "/", "X:", "v"), ("GET", "/", "", "v"),
            ("GET", "/", "Content-Length", "1"), ("GET", "/", "transfer-encoding", "chunked"),
        ])
    func injectionIsRefused(method: String, path: String, header: String, value: String) async throws {
        let request = HTTPRequest(method, server.url(path), headers: [(header, value)])
        let failure = await #expect(throws: HTTPFailure.self) { try await client.send(request) }
        guard case .invalidRequest = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(server.connections == 0)
    }

    @Test(
        "Only http and https are spoken, and never with a name in the address",
        arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "127.0.0.1/x", "", "http://", "http://user:pw@127.0.0.1:1/"])
    func otherProtocols(url: String) async {
        let failure = await #expect(throws: HTTPFailure.self) { try await client.send(HTTPRequest("GET", url)) }
        guard case .invalidRequest = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }
}
