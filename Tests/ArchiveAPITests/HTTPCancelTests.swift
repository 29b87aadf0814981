import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// A cancelled task gets its answer at once, whatever its request was doing.
@Suite struct HTTPCancelTests {
    private let client = HTTPClient()

    private func cancelled(_ task: Task<HTTPResponse, any Error>) async {
        task.cancel()
        await #expect(throws: HTTPFailure.cancelled) { try await task.value }
    }

    @Test("Before it was sent")
    func beforeSending() async throws {
        let server = try FaultServer { _ in .status(200) }
        let gate = AsyncStream.makeStream(of: Void.self)
        let task = Task { [client] in
            for await _ in gate.stream {}
            return try await client.send(HTTPRequest("GET", server.url()))
        }
        // The task is cancelled while it still waits, and sends all the same.
        task.cancel()
        gate.continuation.finish()
        await #expect(throws: HTTPFailure.cancelled) { try await task.value }
        #expect(server.requests.isEmpty)
    }

    @Test("While the server has not answered yet")
    func waitingForAnswer() async throws {
        let gate = FaultServer.Gate()
        let server = try FaultServer { _ in FaultServer.Reply.raw("").then(gate) }
        defer { gate.open() }
        var events = server.events.makeAsyncIterator()
        let task = Task { [client] in try await client.send(HTTPRequest("GET", server.url())) }
        _ = await events.next()
        await cancelled(task)
    }

    @Test("In the middle of a body that comes, which ends the connection")
    func receiving() async throws {
        let gate = FaultServer.Gate()
        let server = try FaultServer { _ in .status(200, [], "abc", length: 10).then(gate) }
        let sink = SignallingSink()
        let task = Task { [client] in try await client.send(HTTPRequest("GET", server.url()), into: sink) }
        await sink.firstBytes()
        await cancelled(task)
        gate.open()
        for await event in server.events {
            if case .closed(_, let part) = event {
                #expect(part == nil)
                break
            }
        }
    }

    @Test("In the middle of a body that goes, of which the server keeps nothing")
    func sending() async throws {
        let gate = FaultServer.Gate()
        let source = BlockingSource(length: 3_000_000, blocksAt: 1_000_000, gate: gate)
        let server = try FaultServer { _ in .status(201) }
        let task = Task { [client] in try await client.send(HTTPRequest("PUT", server.url(), body: source)) }
        await source.blocked()
        task.cancel()
        gate.open()
        await #expect(throws: HTTPFailure.cancelled) { try await task.value }
        for await event in server.events {
            if case .closed(_, let part) = event {
                #expect(part != nil)
                break
            }
        }
        #expect(server.requests.isEmpty)
    }

    @Test("While it waits for its turn, which leaves the turn to others")
    func waitingForTurn() async throws {
        let gate = FaultServer.Gate()
        let server = try FaultServer { request in
            request.target == "/first" ? FaultServer.Reply(steps: [.wait(gate)]).then("HTTP/1.1 204 No\r\n\r\n") : .status(200)
        }
        var configuration = HTTPConfiguration()
        configuration.maxConnectionsPerHost = 1
        let client = HTTPClient(configuration)
        var events = server.events.makeAsyncIterator()
        let first = Task { try await client.send(HTTPRequest("GET", server.url("/first"))) }
        _ = await events.next()
        let second = Task { try await client.send(HTTPRequest("GET", server.url("/second"))) }
        let third = Task { try await client.send(HTTPRequest("GET", server.url("/third"))) }
        await cancelled(second)
        gate.open()
        #expect(try await first.value.status == 204)
        #expect(try await third.value.status == 200)
        #expect(server.requests.map(\.target).sorted() == ["/first", "/third"])
    }

    @Test("Many at any moment: every one ends, and the client goes on")
    func manyAtAnyMoment() async throws {
        let server = try FaultServer { _ in .bytes(200, [], [UInt8](repeating: 1, count: 100_000)) }
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                group.addTask { [client] in
                    let task = Task { try await client.send(HTTPRequest("GET", server.url("/\(index)"))) }
                    for _ in 0..<(index % 20) { await Task.yield() }
                    task.cancel()
                    switch await task.result {
                    case .success(let response): #expect(response.body.count == 100_000)
                    case .failure(let error): #expect(error as? HTTPFailure == .cancelled)
                    }
                }
            }
        }
        #expect(try await client.send(HTTPRequest("GET", server.url())).body.count == 100_000)
    }

    @Test("A client that is closed ends what is outstanding")
    func closing() async throws {
        let gate = FaultServer.Gate()
        let server = try FaultServer { _ in FaultServer.Reply.raw("").then(gate) }
        defer { gate.open() }
        var configuration = HTTPConfiguration()
        configuration.maxConnectionsPerHost = 1
        let queue = ExchangeQueue(configuration)
        func send() -> Task<HTTPResponse, any Error> {
            Task {
                try await withCheckedThrowingContinuation { continuation in
                    queue.submit(
                        Submission(
                            ticket: ExchangeTicket(), request: HTTPRequest("GET", server.url()), sink: nil,
                            continuation: continuation))
                }
            }
        }
        var events = server.events.makeAsyncIterator()
        let outstanding = [send(), send(), send()]
        _ = await events.next()
        queue.close()
        for task in outstanding + [send()] {
            await #expect(throws: HTTPFailure.closed) { try await task.value }
        }
    }
}
