import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// How answers are read, and connections used.
@Suite struct HTTPAnswerTests {
    private let client = HTTPClient()

    @Test("Status, headers and body arrive")
    func wholeAnswer() async throws {
        let server = try FaultServer { _ in
            .status(404, [("X-Trans-Id", "tx1"), ("X-Two", "a"), ("x-two", "b"), ("X-Name", "Grün"), ("X-Void", "")], "gone")
        }
        let response = try await client.send(HTTPRequest("GET", server.url("/a")))
        #expect(response.status == 404)
        #expect(response.text == "gone")
        #expect(response.transaction == "tx1")
        #expect(response.headers["x-TWO"] == "a, b")
        #expect(response.headers.all["x-two"] == "a, b")
        #expect(response.headers["X-Name"] == "Grün")
        #expect(response.headers["X-Void"] == "")
        #expect(response.headers["X-None"] == nil)
        #expect(response.url == server.url("/a"))
        #expect(!response.repeated)
    }

    @Test("A header that is not UTF-8 is read as Latin-1")
    func latinHeader() async throws {
        let server = try FaultServer { _ in
            FaultServer.Reply(steps: [
                .send(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Name: Gr".utf8) + [0xFC] + Array("n\r\n\r\n".utf8))
            ])
        }
        #expect(try await client.send(HTTPRequest("GET", server.url())).headers["x-name"] == "Grün")
    }

    @Test("Bytes come as they are stored")
    func noDecoding() async throws {
        let server = try FaultServer { _ in .status(200, [("Content-Encoding", "gzip")], "not gzip at all") }
        #expect(try await client.send(HTTPRequest("GET", server.url())).text == "not gzip at all")
    }

    @Test("A body goes to the sink, which is told first what is coming")
    func sink() async throws {
        let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        let server = try FaultServer { _ in .bytes(206, [], body) }
        let sink = RecordingSink()
        let response = try await client.send(HTTPRequest("GET", server.url()), into: sink)
        #expect(response.body.isEmpty)
        #expect(sink.bytes == body)
        #expect(sink.begun == 1)
        #expect(sink.status == 206)
    }

    @Test("An empty body begins too", arguments: ["GET", "HEAD"])
    func emptyBody(method: String) async throws {
        let server = try FaultServer { $0.method == "HEAD" ? .status(200, length: 1000) : .status(200) }
        let sink = RecordingSink()
        #expect(try await client.send(HTTPRequest(method, server.url()), into: sink).status == 200)
        #expect(sink.begun == 1)
        #expect(sink.bytes.isEmpty)
    }

    @Test("What an error says does not reach the sink, and is kept only in part")
    func errorBodies() async throws {
        let server = try FaultServer { _ in .bytes(404, [], [UInt8](repeating: 65, count: 1_000_000)) }
        let sink = RecordingSink()
        let response = try await client.send(HTTPRequest("GET", server.url()), into: sink)
        #expect(response.status == 404)
        #expect(response.body.count == 65_536)
        #expect(sink.begun == 0)
    }

    @Test("A chunked body and its trailers are read")
    func chunked() async throws {
        let server = try FaultServer { _ in
            .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: 1\r\n\r\n")
        }
        let response = try await client.send(HTTPRequest("GET", server.url()))
        #expect(response.text == "abcde")
        #expect(response.headers["x-late"] == nil)
    }

    @Test("One connection serves one request after the other")
    func keepAlive() async throws {
        let client = HTTPClient(.keepingConnections)
        let server = try FaultServer { $0.method == "HEAD" ? .status(200, length: 7) : .status(204) }
        for _ in 0..<10 {
            _ = try await client.send(HTTPRequest("HEAD", server.url()))
            _ = try await client.send(HTTPRequest("PUT", server.url(), bytes: [1, 2, 3]))
        }
        #expect(server.connections == 1)
    }

    @Test("No more connections to a server than configured, and every request gets its answer")
    func connectionLimit() async throws {
        let server = try FaultServer { .status(200, [], $0.target) }
        var configuration = HTTPConfiguration()
        configuration.maxConnectionsPerHost = 3
        let client = HTTPClient(configuration)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                group.addTask {
                    try await client.send(HTTPRequest("GET", server.url("/\(index)"))).text == "/\(index)"
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.requests.count == 200)
        #expect(server.mostConnections <= 3)
    }
}

extension HTTPConfiguration {
    /// However slow the machine is, a connection is not given up for having been idle.
    static var keepingConnections: HTTPConfiguration {
        var configuration = HTTPConfiguration()
        configuration.idleTimeout = .seconds(3600)
        return configuration
    }
}
