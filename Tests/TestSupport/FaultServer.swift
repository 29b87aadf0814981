import Foundation
import Locking

/// A server on a loopback port that answers as a test tells it, faults included, and keeps every request as
/// it was on the wire. It speaks just enough HTTP for that: each connection has a thread, which reads a
/// request, asks the script for a reply, and does the reply's steps.
final class FaultServer: Sendable {
    typealias Script = @Sendable (Request) -> Reply

    /// What happened on the server's side, in order.
    enum Event: Sendable {
        /// The head of a request is there, its body not yet.
        case head(Request)
        /// A request is there with all of its body.
        case request(Request)
        /// The connection of that number ended after so many bytes of a body that was not whole (nil: between requests).
        case closed(connection: Int, partOfBody: Int?)
    }

    let port: Int
    /// What happens, for one test to await. Without waiting for it, `requests` has what came.
    let events: AsyncStream<Event>
    private let state: SharedState
    private let listener: Int32

    /// - Parameters:
    ///   - early: asked when only a request's head is there; a reply is sent without reading the body, and
    ///     the connection closed.
    ///   - script: asked when the whole request is there.
    init(early: @escaping @Sendable (Request) -> Reply? = { _ in nil }, _ script: @escaping Script) throws {
        (listener, port) = try LoopbackSocket.listen()
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        self.events = events
        let state = SharedState(continuation)
        self.state = state
        let listener = listener
        Thread.detachNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else {
                    if state.isStopped { break }
                    continue
                }
                guard let number = state.opened(descriptor) else {
                    close(descriptor)
                    continue
                }
                Thread.detachNewThread {
                    FaultConnection(descriptor, number, state, early, script).serve()
                }
            }
            close(listener)
        }
    }

    deinit { stop() }

    /// `http://127.0.0.1:port`, and a path that begins with a slash.
    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// The requests that came with all of their body.
    var requests: [Request] { state.requests }
    /// How many connections were made.
    var connections: Int { state.connections }
    /// How many connections were open at the same time, at most.
    var mostConnections: Int { state.mostConnections }

    /// Ends all connections and the port. Once only: afterwards the descriptor may be somebody else's.
    func stop() {
        if state.stop() { shutdown(listener, Int32(SHUT_RDWR)) }
    }
}

/// What the threads of a server share.
final class SharedState: Sendable {
    private struct Values {
        var requests: [FaultServer.Request] = []
        var open: [Int: Int32] = [:]
        var connections = 0
        var mostConnections = 0
        var stopped = false
    }

    private let values = Locked(Values())
    private let events: AsyncStream<FaultServer.Event>.Continuation

    init(_ events: AsyncStream<FaultServer.Event>.Continuation) { self.events = events }

    var requests: [FaultServer.Request] { values.withLock(\.requests) }
    var connections: Int { values.withLock(\.connections) }
    var mostConnections: Int { values.withLock(\.mostConnections) }

    func opened(_ descriptor: Int32) -> Int? {
        values.withLock { values in
            guard !values.stopped else { return nil }
            values.connections += 1
            values.open[values.connections] = descriptor
            values.mostConnections = max(values.mostConnections, values.open.count)
            return values.connections
        }
    }

    func closed(_ number: Int, partOfBody: Int?) {
        values.withLock { values in
            if let descriptor = values.open.removeValue(forKey: number) { close(descriptor) }
        }
        events.yield(.closed(connection: number, partOfBody: partOfBody))
    }

    func received(head: FaultServer.Request) { events.yield(.head(head)) }

    func received(_ request: FaultServer.Request) {
        values.withLock { $0.requests.append(request) }
        events.yield(.request(request))
    }

    var isStopped: Bool { values.withLock(\.stopped) }

    /// Whether this was the first time.
    func stop() -> Bool {
        let first = values.withLock { values in
            guard !values.stopped else { return false }
            values.stopped = true
            for descriptor in values.open.values { shutdown(descriptor, Int32(SHUT_RDWR)) }
            return true
        }
        events.finish()
        return first
    }
}
