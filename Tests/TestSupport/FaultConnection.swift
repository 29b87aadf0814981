import Foundation

/// One connection of a `FaultServer`, on a thread of its own.
final class FaultConnection {
    private let descriptor: Int32
    private let number: Int
    private let state: SharedState
    private let early: @Sendable (FaultServer.Request) -> FaultServer.Reply?
    private let script: FaultServer.Script
    private var buffer: [UInt8] = []
    private var served = 0

    init(
        _ descriptor: Int32, _ number: Int, _ state: SharedState,
        _ early: @escaping @Sendable (FaultServer.Request) -> FaultServer.Reply?, _ script: @escaping FaultServer.Script
    ) {
        self.descriptor = descriptor
        self.number = number
        self.state = state
        self.early = early
        self.script = script
    }

    func serve() {
        var partOfBody: Int?
        while var request = readHead() {
            served += 1
            request.connection = number
            request.numberOnConnection = served
            state.received(head: request)
            if let reply = early(request) {
                _ = perform(reply)
                break
            }
            if request.header("Expect") != nil, !send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) { break }
            let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
            while buffer.count < length, fill() {}
            guard buffer.count >= length else {
                partOfBody = buffer.count
                break
            }
            request.body = Array(buffer[..<length])
            buffer.removeFirst(length)
            state.received(request)
            guard perform(script(request)) else { break }
        }
        state.closed(number, partOfBody: partOfBody)
    }

    /// Does the steps; false where the connection is over.
    private func perform(_ reply: FaultServer.Reply) -> Bool {
        for step in reply.steps {
            switch step {
            case .send(let bytes): guard send(bytes) else { return false }
            case .wait(let gate): gate.pass()
            case .close(let reset):
                if reset { LoopbackSocket.resetOnClose(descriptor) }
                return false
            }
        }
        return true
    }

    private func readHead() -> FaultServer.Request? {
        let end = Array("\r\n\r\n".utf8)
        var searched = 0
        while true {
            if let range = buffer[searched...].firstRange(of: end) {
                let head = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
                buffer.removeFirst(range.upperBound)
                return parse(head)
            }
            searched = max(0, buffer.count - 3)
            guard fill() else { return nil }
            // The first byte of a TLS handshake: it is answered as if it were a request.
            if buffer.first == 0x16 { return FaultServer.Request(method: "TLS") }
        }
    }

    private func parse(_ head: String) -> FaultServer.Request {
        var request = FaultServer.Request()
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let first = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        request.method = String(first[0])
        request.target = first.dropFirst().dropLast().joined(separator: " ")
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.headers.append((String(parts[0]), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""))
        }
        return request
    }

    private func fill() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { space in
            let count = recv(descriptor, space.baseAddress, space.count, 0)
            guard count > 0 else { return false }
            buffer.append(contentsOf: space[..<count])
            return true
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool { LoopbackSocket.send(bytes, to: descriptor) }
}
