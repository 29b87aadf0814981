import Foundation

/// One connection of a client to a `FaultProxy`, on a thread of its own. Each of its requests gets a connection to
/// the service for itself.
final class FaultProxyConnection {
    private let client: Int32
    private let service: Int
    private let traffic: ProxyTraffic
    private let plan: FaultProxy.Plan
    /// What came from the client and belongs to what comes next.
    private var buffer: [UInt8] = []

    /// Bytes that are passed on at once.
    private static let piece = 16 << 10

    init(_ client: Int32, _ service: Int, _ traffic: ProxyTraffic, _ plan: @escaping FaultProxy.Plan) {
        self.client = client
        self.service = service
        self.traffic = traffic
        self.plan = plan
    }

    func serve() {
        while let head = Self.readHead(from: client, &buffer) {
            guard var request = Self.parse(head) else { return }
            let (number, fault) = traffic.came(&request, plan)
            guard answer(request, head, number, fault) else { return }
        }
    }

    /// False where the connection is over.
    private func answer(_ request: FaultProxy.Request, _ head: [UInt8], _ number: Int, _ fault: Fault?) -> Bool {
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        let asksFirst = request.header("Expect") != nil
        if case .refuse(let status, let retryAfter) = fault {
            traffic.note(number) { $0.status = status }
            let isWhole = asksFirst || read(length, number) { _ in true }
            let pause = retryAfter.map { "Retry-After: \($0)\r\n" } ?? ""
            return isWhole && send("HTTP/1.1 \(status) Refused\r\n\(pause)Content-Length: 0\r\n\r\n") && (length == 0 || !asksFirst)
        }
        guard let server = try? LoopbackSocket.connect(to: service) else { return false }
        defer { close(server) }
        var early: [UInt8] = []
        guard passHead(head, length, fault, server) else { return false }
        if asksFirst {
            guard let first = Self.readHead(from: server, &early) else { return false }
            guard Self.status(first) == 100 else {
                // The service does not want the body.
                _ = passAnswer(first, early, server, request, number, fault)
                return false
            }
            guard LoopbackSocket.send(first, to: client) else { return false }
        }
        guard passBody(length, after: head.count, number, fault, server) else { return false }
        guard let answer = Self.readHead(from: server, &early) else { return false }
        return passAnswer(answer, early, server, request, number, fault)
    }

    // MARK: The request

    private func passHead(_ head: [UInt8], _ length: Int, _ fault: Fault?, _ server: Int32) -> Bool {
        traffic.moved(head.count)
        guard case .cutRequest(let place) = fault, place % (head.count + length) < head.count else {
            return LoopbackSocket.send(head, to: server)
        }
        _ = LoopbackSocket.send(Array(head.prefix(place % (head.count + length))), to: server)
        return reset(server)
    }

    private func passBody(_ length: Int, after head: Int, _ number: Int, _ fault: Fault?, _ server: Int32) -> Bool {
        var passed = 0
        return read(length, number) { piece in
            var piece = piece
            if case .flipRequest(let place) = fault, (passed..<passed + piece.count).contains(place % length) {
                piece[place % length - passed] ^= 1 << (place % 8)
            }
            if case .cutRequest(let place) = fault, place % (head + length) - head < passed + piece.count {
                _ = LoopbackSocket.send(Array(piece.prefix(place % (head + length) - head - passed)), to: server)
                return reset(server)
            }
            passed += piece.count
            // One that has answered early reads no more: its answer is what counts.
            _ = LoopbackSocket.send(piece, to: server)
            return true
        }
    }

    /// Reads so many bytes of a body piece by piece; false where they did not come, or `use` says so.
    private func read(_ length: Int, _ number: Int, _ use: ([UInt8]) -> Bool) -> Bool {
        var left = length
        while left > 0 {
            if buffer.isEmpty, !Self.fill(&buffer, from: client) { return false }
            let piece = Array(buffer.prefix(min(left, Self.piece)))
            buffer.removeFirst(piece.count)
            left -= piece.count
            traffic.note(number) { $0.sent += piece.count }
            traffic.moved(piece.count)
            guard use(piece) else { return false }
        }
        return true
    }

    // MARK: The answer

    private func passAnswer(
        _ head: [UInt8], _ begun: [UInt8], _ server: Int32, _ request: FaultProxy.Request, _ number: Int, _ fault: Fault?
    ) -> Bool {
        let status = Self.status(head)
        traffic.note(number) { $0.status = status }
        if case .silence = fault {
            // Until the client gives up.
            while Self.fill(&buffer, from: client) {}
            return false
        }
        let fields = Self.parse(head)
        let length = request.method == "HEAD" || status == 204 ? 0 : fields?.header("Content-Length").flatMap { Int($0) } ?? 0
        var (head, body) = (head, begun)
        var total = length
        if case .rewrite(let change) = fault, length > 0 {
            while body.count < length { guard Self.fill(&body, from: server) else { return false } }
            body = change(body)
            total = body.count
            head = Self.replacingLength(of: head, by: total)
        }
        var allowed = head.count + total
        if case .cutAnswer(let place, let reset) = fault {
            allowed = place % allowed
            if reset { LoopbackSocket.resetOnClose(client) }
        }
        let isWhole = allowed == head.count + total
        traffic.moved(min(allowed, head.count))
        guard LoopbackSocket.send(Array(head.prefix(allowed)), to: client) else { return false }
        allowed -= head.count
        var passed = 0
        while passed < min(total, allowed) {
            if body.isEmpty, !Self.fill(&body, from: server) { return false }
            var piece = Array(body.prefix(min(Self.piece, allowed - passed)))
            body.removeFirst(piece.count)
            if case .flipAnswer(let place) = fault, (passed..<passed + piece.count).contains(place % total) {
                piece[place % total - passed] ^= 1 << (place % 8)
            }
            passed += piece.count
            let count = piece.count
            traffic.note(number) { $0.received += count }
            traffic.moved(count)
            guard LoopbackSocket.send(piece, to: client) else { return false }
        }
        return isWhole
    }

    private static func replacingLength(of head: [UInt8], by length: Int) -> [UInt8] {
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        return Array(lines.map { $0.lowercased().hasPrefix("content-length:") ? "Content-Length: \(length)" : $0 }.joined(separator: "\r\n").utf8)
    }

    // MARK: Bytes

    private func send(_ text: String) -> Bool {
        traffic.moved(text.utf8.count)
        return LoopbackSocket.send(Array(text.utf8), to: client)
    }

    private func reset(_ server: Int32) -> Bool {
        LoopbackSocket.resetOnClose(client)
        LoopbackSocket.resetOnClose(server)
        return false
    }

    private static func fill(_ buffer: inout [UInt8], from source: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { space in
            let count = recv(source, space.baseAddress, space.count, 0)
            guard count > 0 else { return false }
            buffer.append(contentsOf: space[..<count])
            return true
        }
    }

    /// The next head with the empty line at its end; what follows stays in the buffer.
    private static func readHead(from source: Int32, _ buffer: inout [UInt8]) -> [UInt8]? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = buffer.firstRange(of: end) {
                defer { buffer.removeFirst(range.upperBound) }
                return Array(buffer[..<range.upperBound])
            }
            guard fill(&buffer, from: source) else { return nil }
        }
    }

    private static func parse(_ head: [UInt8]) -> FaultProxy.Request? {
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 3 else { return nil }
        var request = FaultProxy.Request(method: String(words[0]), target: String(words[1]))
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { request.headers.append((String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))) }
        }
        return request
    }

    private static func status(_ head: [UInt8]) -> Int? {
        head.split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst().first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }
}
