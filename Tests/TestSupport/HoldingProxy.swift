import Foundation
import Locking

/// Stands in front of the real service and passes everything on, until the moment that a test chose: from then
/// on that direction of that connection passes nothing more.
///
/// So a test stops the product in the middle of a request to the real service, at a byte, and no clock decides.
/// Where one side ends its connection, so does the other, as on a network.
final class HoldingProxy: Sendable {
    /// When to hold.
    struct Moment: Sendable {
        enum Side: Sendable { case request, answer }

        /// What the request's head contains: `PUT /v1/…`.
        let request: String
        let side: Side
        /// How many bytes of that side, its head among them, are passed on before.
        let bytes: Int

        /// Nothing of the answer is passed on.
        static func beforeAnswer(to request: String) -> Moment { Moment(request: request, side: .answer, bytes: 0) }
        static func inAnswer(to request: String, after bytes: Int) -> Moment {
            Moment(request: request, side: .answer, bytes: bytes)
        }
        static func inRequest(_ request: String, after bytes: Int) -> Moment {
            Moment(request: request, side: .request, bytes: bytes)
        }
    }

    struct NeverHeld: Error {}

    let port: Int
    private let listener: Int32
    private let held: DispatchSemaphore
    private let connections: ProxyConnections

    /// - Parameter service: the port on 127.0.0.1 of the real service.
    init(to service: Int, holding moment: Moment) throws {
        (listener, port) = try LoopbackSocket.listen()
        let held = DispatchSemaphore(value: 0)
        let connections = ProxyConnections()
        self.held = held
        self.connections = connections
        let listener = listener
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                guard let server = try? LoopbackSocket.connect(to: service), connections.add([client, server]) else {
                    close(client)
                    continue
                }
                ProxyConnection(client: client, server: server, moment: moment, held: held).start {
                    connections.close([client, server])
                }
            }
            close(listener)
        }
    }

    deinit {
        connections.end()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// The address of the real service, by way of this proxy.
    func url(for url: String) -> String {
        guard var components = URLComponents(string: url) else { return url }
        components.host = "127.0.0.1"
        components.port = port
        return components.string ?? url
    }

    /// Waits until the moment has come.
    func waitUntilHeld(seconds: Int = 60) throws {
        guard held.wait(timeout: .now() + .seconds(seconds)) == .success else { throw NeverHeld() }
    }
}

/// The sockets that are open, to end them with the proxy.
private final class ProxyConnections: Sendable {
    private let open = Locked<Set<Int32>?>([])

    func add(_ descriptors: [Int32]) -> Bool {
        open.withLock { open in
            guard open != nil else { return false }
            open?.formUnion(descriptors)
            return true
        }
    }

    /// Under the lock, so that nobody ends a number that is another's by now.
    func close(_ descriptors: [Int32]) {
        open.withLock { open in
            for descriptor in descriptors { Foundation.close(descriptor) }
            open?.subtract(descriptors)
        }
    }

    func end() {
        open.withLock { open in
            for descriptor in open ?? [] { shutdown(descriptor, Int32(SHUT_RDWR)) }
            open = nil
        }
    }
}

/// One connection of a client, with its own to the service: a thread for each direction.
private final class ProxyConnection: Sendable {
    private struct State {
        /// The end of what the client sent, in which a head is looked for.
        var recent: [UInt8] = []
        /// Bytes that may still pass on the side to hold; nil until its request has come.
        var left: Int?
        var hasHeld = false
        /// Directions that have ended.
        var ended = 0
    }

    private let client: Int32
    private let server: Int32
    private let moment: HoldingProxy.Moment
    private let held: DispatchSemaphore
    private let state = Locked(State())

    init(client: Int32, server: Int32, moment: HoldingProxy.Moment, held: DispatchSemaphore) {
        self.client = client
        self.server = server
        self.moment = moment
        self.held = held
    }

    /// - Parameter whenOver: called once, when both directions have ended.
    func start(whenOver: @escaping @Sendable () -> Void) {
        for (side, source, target) in [(HoldingProxy.Moment.Side.request, client, server), (.answer, server, client)] {
            Thread.detachNewThread { [self] in
                pass(side, from: source, to: target)
                let isLast = state.withLock { state in
                    state.ended += 1
                    return state.ended == 2
                }
                if isLast { whenOver() }
            }
        }
    }

    private func pass(_ side: HoldingProxy.Moment.Side, from source: Int32, to target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            let bytes = Array(buffer[..<count])
            if side == .request { look(for: moment.request, in: bytes) }
            if !LoopbackSocket.send(allowed(bytes, side), to: target) { break }
        }
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    private func look(for text: String, in bytes: [UInt8]) {
        state.withLock { state in
            guard state.left == nil else { return }
            state.recent = state.recent.suffix(text.utf8.count) + bytes
            if state.recent.firstRange(of: Array(text.utf8)) != nil { state.left = moment.bytes }
        }
    }

    /// What of these bytes may pass.
    private func allowed(_ bytes: [UInt8], _ side: HoldingProxy.Moment.Side) -> [UInt8] {
        state.withLock { state in
            guard side == moment.side, let left = state.left else { return bytes }
            let passed = bytes.prefix(left)
            state.left = left - passed.count
            if passed.count < bytes.count, !state.hasHeld {
                state.hasHeld = true
                held.signal()
            }
            return Array(passed)
        }
    }
}
