import Foundation
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// The one door: tokens, what is sent again and what is not, and what a status means.
@Suite struct HTTPServiceTests {
    private let pauses = FakePauses()
    private let tokens = FakeTokens()

    private func service(tokens: (any TokenSource)? = nil, attempts: Int = 5) -> ServiceClient {
        ServiceClient(http: HTTPClient(), tokens: tokens ?? self.tokens, retries: pauses.policy(attempts: attempts))
    }

    private func request(_ method: String, _ url: String) -> ServiceRequest {
        ServiceRequest(HTTPRequest(method, url), about: "'c/x'", path: "c/x")
    }

    /// Answers its first requests so, and all others with 200.
    private func server(_ first: FaultServer.Reply...) throws -> FaultServer {
        let replies = Mutexed(first)
        return try FaultServer { _ in
            let rest = replies.value
            guard let reply = rest.first else { return .status(200, [], "done") }
            replies.value = Array(rest.dropFirst())
            return reply
        }
    }

    // MARK: Sending again

    @Test("A failure that may pass is followed by another attempt", arguments: [408, 429, 498, 500, 502, 503, 504])
    func passingStatus(status: Int) async throws {
        let server = try server(.status(status), .status(status))
        let response = try await service().send(request("GET", server.url()))
        #expect(response.text == "done")
        #expect(pauses.all == [.milliseconds(500), .seconds(1)])
        #expect(response.repeated == (status != 429 && status != 498))
    }

    @Test("So is a connection that was cut, and the body begins again")
    func cutConnection() async throws {
        let server = try server(.silence, .status(200, [], "half", length: 100).thenClose)
        let source = PatternSource(length: 10)
        let sink = RecordingSink()
        var request = request("PUT", server.url())
        request.http.body = source
        let response = try await service().send(request, into: sink)
        #expect(response.repeated)
        #expect(sink.begun == 2)
        #expect(sink.bytes == Array("done".utf8))
        #expect(server.requests.map(\.body.count) == [10, 10, 10])
        #expect(source.rewinds == 3)
    }

    @Test("Not for ever: the last failure is the answer")
    func attemptsEnd() async throws {
        let server = try FaultServer { _ in .status(503, [("X-Trans-Id", "tx9")], "<html><h1>Busy</h1><p>come &amp; go</p></html>") }
        let error = await #expect(throws: ArchiveError.self) { try await service().send(request("GET", server.url())) }
        #expect(error?.code == .server)
        #expect(error?.status == 503)
        #expect(error?.transaction == "tx9")
        #expect(error?.path == "c/x")
        #expect(error?.retryable == true)
        #expect(error?.message == "the service failed to read 'c/x' (status 503): come & go")
        #expect(server.requests.count == 5)
        #expect(pauses.all == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)])
    }

    @Test("Not where it may not be repeated")
    func notRepeatable() async throws {
        let server = try server(.status(503))
        var request = request("POST", server.url())
        request.repeatable = false
        await #expect(throws: ArchiveError.self) { try await service().send(request) }
        #expect(server.requests.count == 1)
    }

    @Test("Nor what is an answer", arguments: [400, 403, 404, 405, 409, 412, 413, 416, 422, 501, 507])
    func finalStatus(status: Int) async throws {
        let server = try FaultServer { _ in .status(status) }
        let error = await #expect(throws: ArchiveError.self) { try await service().send(request("GET", server.url())) }
        #expect(error?.status == status)
        #expect(server.requests.count == 1)
    }

    @Test("Nor what the sink threw")
    func sinkError() async throws {
        let server = try FaultServer { _ in .status(200, [], "abc") }
        await #expect(throws: RecordingSink.Full.self) {
            try await service().send(request("GET", server.url()), into: RecordingSink(limit: 1))
        }
        #expect(server.requests.count == 1)
    }

    @Test(
        "The server says how long to wait",
        arguments: [
            ("7", 7.5), ("0", 0.5), ("3600", 60.5), ("Sun, 06 Nov 1994 08:49:47 GMT", 10.5),
            ("Sun, 06 Nov 1994 08:49:07 GMT", 0.5), ("soon", 0.5), ("-5", 0.5), ("nan", 0.5), ("", 0.5),
        ])
    func retryAfter(header: String, seconds: Double) async throws {
        let server = try server(.status(429, [("Retry-After", header)]))
        _ = try await service().send(request("GET", server.url()))
        #expect(pauses.all == [.seconds(seconds)])
    }

    @Test("A cancelled pause ends it")
    func cancelledPause() async throws {
        let server = try FaultServer { _ in .status(503) }
        var policy = RetryPolicy()
        policy.sleep = { _ in throw CancellationError() }
        let service = ServiceClient(http: HTTPClient(), retries: policy)
        let error = await #expect(throws: ArchiveError.self) { try await service.send(request("GET", server.url())) }
        #expect(error?.code == .interrupted)
    }

    // MARK: What an earlier attempt may have done

    @Test("A DELETE whose first answer was lost finds nothing, and is done")
    func lostDelete() async throws {
        let server = try server(.silence, .status(404))
        #expect(try await service().send(request("DELETE", server.url())).status == 404)
    }

    @Test("A DELETE that finds nothing at first is an error", arguments: [404, 429])
    func vainDelete(first: Int) async throws {
        let server = try server(.status(first), .status(404))
        let error = await #expect(throws: ArchiveError.self) { try await service().send(request("DELETE", server.url())) }
        #expect(error?.code == .notFound)
    }

    @Test("A PUT that should not replace, and whose first answer was lost, says that it may have been its own")
    func lostWrite() async throws {
        let server = try server(.silence, .status(412))
        var request = request("PUT", server.url())
        request.expects = [412]
        let response = try await service().send(request)
        #expect(response.status == 412)
        #expect(response.repeated)

        let other = try self.server(.status(412))
        request.http.url = other.url()
        #expect(try await service().send(request).repeated == false)
    }

    // MARK: Tokens

    @Test("The token goes with the request, and a refused one is replaced once")
    func renewal() async throws {
        let server = try FaultServer { $0.header("X-Auth-Token") == "token-2" ? .status(200) : .status(401) }
        let service = service()
        var request = request("PUT", server.url())
        request.http.body = PatternSource(length: 5)
        #expect(try await service.send(request).repeated == false)
        #expect(server.requests.map { $0.header("X-Auth-Token") } == ["token-1", "token-2"])
        #expect(server.requests.map(\.body.count) == [5, 5])
        #expect(pauses.all.isEmpty)
    }

    @Test("Where none helps, it is unauthorized", arguments: [1, 9])
    func refusedAgain(last: Int) async throws {
        let server = try FaultServer { _ in .status(401) }
        let error = await #expect(throws: ArchiveError.self) {
            try await service(tokens: FakeTokens(last: last)).send(request("GET", server.url()))
        }
        #expect(error?.code == .unauthorized)
        #expect(server.requests.count == min(last, 2))
    }

    @Test("A request that wants no token gets none")
    func withoutToken() async throws {
        let server = try FaultServer { _ in .status(401) }
        var request = request("GET", server.url())
        request.sendsToken = false
        await #expect(throws: ArchiveError.self) { try await service().send(request) }
        #expect(server.requests.map { $0.header("X-Auth-Token") } == [nil])
        #expect(tokens.replacements == 0)
    }

    // MARK: What a status means

    @Test(
        "A status has a meaning",
        arguments: [
            (400, .usage), (401, .unauthorized), (403, .forbidden), (404, .notFound), (409, .conflict), (412, .conflict),
            (413, .tooLarge), (416, .usage), (422, .integrity), (429, .server), (498, .server), (500, .server),
            (507, .tooLarge), (304, .server), (418, .server),
        ] as [(Int, ArchiveError.Code)])
    func meaning(status: Int, code: ArchiveError.Code) async throws {
        let server = try FaultServer { _ in .status(status, [("X-Openstack-Request-Id", "req-1")]) }
        let error = await #expect(throws: ArchiveError.self) {
            try await service(tokens: FakeTokens(last: 1), attempts: 1).send(request("GET", server.url()))
        }
        #expect(error?.code == code)
        #expect(error?.message.contains("'c/x'") == true)
        #expect(error?.transaction == "req-1")
    }

    @Test("A request may give it another, or take it for an answer")
    func ownMeaning() async throws {
        let server = try FaultServer { _ in .status(412, [("X-Trans-Id", "t")]) }
        var request = request("PUT", server.url())
        request.meanings = [412: ArchiveError(.exists, "'c/x' exists", hint: "Pass overwrite.")]
        let error = await #expect(throws: ArchiveError.self) { try await service().send(request) }
        #expect(
            error == ArchiveError(.exists, "'c/x' exists", hint: "Pass overwrite.", status: 412, path: "c/x", transaction: "t"))
        request.expects = [412]
        let response = try await service().send(request)
        #expect(service().error(for: response, of: request) == error)
    }

    @Test("Nobody there: the message names host and port")
    func unreachable() async throws {
        let (descriptor, port) = try LoopbackSocket.bind()
        defer { close(descriptor) }
        let error = await #expect(throws: ArchiveError.self) {
            try await service(attempts: 2).send(request("GET", "http://127.0.0.1:\(port)/"))
        }
        #expect(error?.code == .network)
        #expect(error?.message == "cannot connect to 127.0.0.1:\(port): connection refused")
        #expect(error?.hint?.contains("VPN") == true)
        #expect(error?.retryable == true)
        #expect(pauses.all.count == 1)
    }

    @Test("Out of reach: two attempts, and the message says how long each took")
    func outOfReach() async throws {
        let (listener, port) = try LoopbackSocket.listen()
        defer { close(listener) }
        var configuration = HTTPConfiguration()
        configuration.connectTimeout = .milliseconds(200)
        let service = ServiceClient(http: HTTPClient(configuration), retries: pauses.policy())
        let error = await #expect(throws: ArchiveError.self) {
            try await service.send(request("GET", "https://127.0.0.1:\(port)/"))
        }
        #expect(error?.message == "127.0.0.1:\(port) did not accept a connection within 0.2 s")
        #expect(pauses.all.count == 1)
    }

    @Test("What is asked for, in words")
    func tasks() {
        let request = HTTPRequest("POST", "http://h/v3/auth/tokens")
        #expect(ServiceRequest(request, about: "the sign-in at http://h/v3").task == "sign in at http://h/v3")
        #expect(ServiceRequest(request, about: "container 'x'").task == "change container 'x'")
    }

    @Test("Cut off: the message says how far it came")
    func cutMessage() async throws {
        let server = try FaultServer { _ in .status(200, [], "abc", length: 10).thenClose }
        let error = await #expect(throws: ArchiveError.self) {
            try await service(attempts: 1).send(request("GET", server.url()))
        }
        #expect(error?.code == .network)
        #expect(error?.message == "the connection to 127.0.0.1:\(server.port) was cut off when asked to read 'c/x': 3 of 10 bytes were received")
    }
}
