import Foundation
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// What goes wrong on the way, and as what it is reported.
@Suite struct HTTPFaultTests {
    private let client = HTTPClient()

    @Test(
        "A short body is never a success",
        arguments: [(0, false), (1, false), (50, false), (99, false), (50, true)])
    func shortBody(count: Int, reset: Bool) async throws {
        let server = try FaultServer { _ in
            let part = FaultServer.Reply.status(200, [], String(repeating: "a", count: count), length: 100)
            return reset ? part.thenReset : part.thenClose
        }
        for sink in [nil, RecordingSink()] {
            let failure = await #expect(throws: HTTPFailure.self) {
                try await client.send(HTTPRequest("GET", server.url()), into: sink)
            }
            guard case .cutOff(.receiving, let bytes, 100) = failure else {
                Issue.record("\(String(describing: failure))")
                continue
            }
            #expect(reset ? bytes <= Int64(count) : bytes == Int64(count))
        }
    }

    @Test(
        "An answer that ends too early is cut off",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        ])
    func unfinished(answer: String) async throws {
        let server = try FaultServer { _ in .raw(answer).thenClose }
        let failure = await #expect(throws: HTTPFailure.self) { try await client.send(HTTPRequest("GET", server.url())) }
        guard case .cutOff(.receiving, _, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("More bytes than were said do not reach anybody, nor the next answer")
    func overlongBody() async throws {
        let server = try FaultServer { $0.numberOnConnection == 1 && $0.target == "/long"
            ? .status(200, [], "abcdef", length: 3) : .status(200, [], "next")
        }
        #expect(try await client.send(HTTPRequest("GET", server.url("/long"))).text == "abc")
        #expect(try await client.send(HTTPRequest("GET", server.url("/next"))).text == "next")
    }

    @Test(
        "What is not HTTP is not read as an answer",
        arguments: ["SSH-2.0-OpenSSH_9\r\n", "hello\r\n\r\n", "HTTP/9.9 what\r\n\r\n"])
    func notHTTP(answer: String) async throws {
        let server = try FaultServer { _ in .raw(answer).thenClose }
        let failure = await #expect(throws: HTTPFailure.self) { try await client.send(HTTPRequest("GET", server.url())) }
        guard case .unreadableAnswer = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("Headers without end are refused")
    func endlessHeaders() async throws {
        let server = try FaultServer { _ in
            .raw("HTTP/1.1 200 OK\r\n" + String(repeating: "X-A: \(String(repeating: "b", count: 1000))\r\n", count: 1000))
        }
        let failure = await #expect(throws: HTTPFailure.self) { try await client.send(HTTPRequest("GET", server.url())) }
        #expect(failure == .unreadableAnswer("its headers are too long"))
    }

    @Test("A kept connection that turns out to be closed is replaced, and the answer says so")
    func deadConnection() async throws {
        let client = HTTPClient(.keepingConnections)
        let server = try FaultServer { request in
            request.numberOnConnection == 1 ? .status(200) : .silence
        }
        #expect(try await client.send(HTTPRequest("GET", server.url())).attempts == 1)
        let source = PatternSource(length: 1000)
        let response = try await client.send(HTTPRequest("PUT", server.url(), body: source))
        #expect(response.status == 200)
        #expect(response.repeated)
        #expect(server.requests.last?.body.count == 1000)
    }

    @Test("Nobody listens")
    func refused() async throws {
        let (descriptor, port) = try LoopbackSocket.bind()
        defer { close(descriptor) }
        let failure = await #expect(throws: HTTPFailure.self) {
            try await client.send(HTTPRequest("GET", "http://127.0.0.1:\(port)/"))
        }
        #expect(failure == .couldNotConnect(reason: "connection refused"))
    }

    @Test("No such host")
    func unknownHost() async throws {
        let failure = await #expect(throws: HTTPFailure.self) {
            try await client.send(HTTPRequest("GET", "http://no-such-host.invalid/"))
        }
        #expect(failure == .couldNotResolve(host: "no-such-host.invalid"))
    }

    @Test("A server that accepts and says nothing", arguments: ["GET", "PUT"])
    func silent(method: String) async throws {
        let gate = FaultServer.Gate()
        let server = try FaultServer { _ in FaultServer.Reply.raw("").then(gate) }
        defer { gate.open() }
        var configuration = HTTPConfiguration()
        configuration.silenceTimeout = .milliseconds(50)
        let client = HTTPClient(configuration)
        let failure = await #expect(throws: HTTPFailure.self) {
            try await client.send(HTTPRequest(method, server.url(), bytes: [1]))
        }
        #expect(failure == .timedOut(.silence, after: .milliseconds(50)))
    }

    @Test("A server that falls silent in the middle of a body")
    func silentInTheMiddle() async throws {
        let gate = FaultServer.Gate()
        let server = try FaultServer { _ in .status(200, [], "abc", length: 10).then(gate) }
        defer { gate.open() }
        var request = HTTPRequest("GET", server.url())
        // Long enough for the first bytes, on a machine that has much else to do.
        request.silenceTimeout = .seconds(2)
        var configuration = HTTPConfiguration()
        configuration.silenceTimeout = .seconds(8)
        let sink = RecordingSink()
        let failure = await #expect(throws: HTTPFailure.self) { try await HTTPClient(configuration).send(request, into: sink) }
        #expect(failure == .timedOut(.silence, after: .seconds(2)))
        #expect(sink.bytes == Array("abc".utf8))
    }

    @Test("A connection that is never agreed on")
    func connectTimeout() async throws {
        let (listener, port) = try LoopbackSocket.listen()
        defer { close(listener) }
        var configuration = HTTPConfiguration()
        configuration.connectTimeout = .milliseconds(50)
        let failure = await #expect(throws: HTTPFailure.self) {
            try await HTTPClient(configuration).send(HTTPRequest("GET", "https://127.0.0.1:\(port)/"))
        }
        #expect(failure == .timedOut(.connecting, after: .milliseconds(50)))
    }

    @Test("A sink that throws ends the transfer with its own error")
    func brokenSink() async throws {
        let server = try FaultServer { _ in .bytes(200, [], [UInt8](repeating: 0, count: 10_000_000)) }
        await #expect(throws: RecordingSink.Full.self) {
            try await client.send(HTTPRequest("GET", server.url()), into: RecordingSink(limit: 1000))
        }
    }

    @Test(
        "A body that breaks, or is not as long as it was said, is never whole for the server",
        arguments: [100, 200_000, 3_000_000] as [Int64])
    func brokenSource(length: Int64) async throws {
        let server = try FaultServer { _ in .status(201) }
        var closed = server.events.makeAsyncIterator()
        await #expect(throws: PatternSource.Broken.self) {
            try await client.send(
                HTTPRequest("PUT", server.url(), body: PatternSource(length: length, breaksAt: length / 2)))
        }
        for actual in [length - 1, length + 1, 0] {
            await #expect(throws: HTTPFailure.bodyLengthChanged(expected: length)) {
                try await client.send(HTTPRequest("PUT", server.url(), body: PatternSource(length: length, actual: actual)))
            }
        }
        var ended = 0
        while ended < server.connections, let event = await closed.next() {
            if case .closed = event { ended += 1 }
        }
        #expect(server.requests.isEmpty)
    }
}
