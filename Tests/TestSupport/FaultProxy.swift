import Foundation
import Locking

/// Stands in front of the real service, passes on what comes, makes the faults that a plan asks for, and keeps
/// what became of every request.
final class FaultProxy: Sendable {
    /// The fault for a request; nil for none.
    typealias Plan = @Sendable (Request) -> Fault?

    struct Request: Sendable {
        var method = ""
        /// Path and query, as they were on the wire.
        var target = ""
        var headers: [(name: String, value: String)] = []
        /// How many requests with the same method, target and range came before this one.
        var earlier = 0

        /// The value of a header, by its name without regard to case; nil where it was not sent.
        func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

        /// What follows the container in the target: nothing in it changes from one run of a test to the next.
        var object: String {
            target.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 3).dropFirst(3).first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        /// What a fault is chosen by.
        var purpose: String { "\(method) \(object) \(header("Range") ?? "") \(earlier)" }
    }

    /// What became of a request.
    struct Passage: Sendable {
        let request: Request
        let fault: Fault?
        /// Bytes of the request's body that came from the client.
        var sent = 0
        /// Bytes of the answer's body that went to the client.
        var received = 0
        /// What the service answered, or the proxy in its stead.
        var status: Int?
    }

    let port: Int
    private let listener: Int32
    private let traffic: ProxyTraffic

    /// - Parameters:
    ///   - service: the port on 127.0.0.1 of the real service.
    ///   - moved: told of bytes that are about to be passed on, heads included.
    init(to service: Int, moved: @escaping @Sendable (Int) -> Void = { _ in }, _ plan: @escaping Plan) throws {
        (listener, port) = try LoopbackSocket.listen()
        let traffic = ProxyTraffic(moved)
        self.traffic = traffic
        let listener = listener
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                guard traffic.opened(client) else {
                    close(client)
                    continue
                }
                Thread.detachNewThread {
                    FaultProxyConnection(client, service, traffic, plan).serve()
                    traffic.closed(client)
                }
            }
            close(listener)
        }
    }

    deinit {
        traffic.end()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// The address of the real service, by way of this proxy.
    func url(for url: String) -> String {
        guard var components = URLComponents(string: url) else { return url }
        components.host = "127.0.0.1"
        components.port = port
        return components.string ?? url
    }

    /// What became of the requests so far, in the order in which they came.
    var passages: [Passage] { traffic.passages }

    /// Forgets what was. Counts of earlier requests begin anew.
    func forget() { traffic.forget() }

    /// Waits until no client is connected: all that was under way has come to its end, at the service too.
    func waitUntilIdle() { traffic.waitUntilIdle() }
}

/// What the connections of a proxy share.
final class ProxyTraffic: Sendable {
    private struct State {
        var open: Set<Int32>? = []
        var passages: [FaultProxy.Passage] = []
        var seen: [String: Int] = [:]
        /// Passages of before `forget` have smaller numbers.
        var first = 0
    }

    private let state = Locked(State())
    private let idle = NSCondition()
    let moved: @Sendable (Int) -> Void

    init(_ moved: @escaping @Sendable (Int) -> Void) { self.moved = moved }

    var passages: [FaultProxy.Passage] { state.withLock(\.passages) }

    func forget() {
        state.withLock { state in
            state.first += state.passages.count
            state.passages = []
            state.seen = [:]
        }
    }

    /// A request has come: which one it is, and what is to happen to it.
    func came(_ request: inout FaultProxy.Request, _ plan: FaultProxy.Plan) -> (number: Int, fault: Fault?) {
        let key = "\(request.method) \(request.target) \(request.header("Range") ?? "")"
        request.earlier = state.withLock { state in
            defer { state.seen[key, default: 0] += 1 }
            return state.seen[key, default: 0]
        }
        let (request, fault) = (request, plan(request))
        let number = state.withLock { state in
            state.passages.append(FaultProxy.Passage(request: request, fault: fault))
            return state.first + state.passages.count - 1
        }
        return (number, fault)
    }

    func note(_ number: Int, _ change: @Sendable (inout FaultProxy.Passage) -> Void) {
        state.withLock { state in
            guard number >= state.first else { return }
            change(&state.passages[number - state.first])
        }
    }

    func opened(_ client: Int32) -> Bool {
        state.withLock { state in
            guard state.open != nil else { return false }
            state.open?.insert(client)
            return true
        }
    }

    /// Under the lock, so that nobody ends a number that is another's by now.
    func closed(_ client: Int32) {
        state.withLock { state in
            close(client)
            state.open?.remove(client)
        }
        idle.withLock { idle.broadcast() }
    }

    func waitUntilIdle() {
        idle.withLock { while state.withLock({ $0.open?.isEmpty == false }) { idle.wait() } }
    }

    func end() {
        state.withLock { state in
            for client in state.open ?? [] { shutdown(client, Int32(SHUT_RDWR)) }
            state.open = nil
        }
    }
}
