import Foundation

extension FaultServer {
    /// A request as it was on the wire.
    struct Request: Sendable {
        var method = ""
        /// The request's target byte for byte: path and query.
        var target = ""
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
        /// Which connection it came on, counted from 1, and which of its requests it is.
        var connection = 0
        var numberOnConnection = 0

        /// The value of a header, by its name without regard to case; nil where it was not sent.
        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// What to do with a request, step by step.
    struct Reply: Sendable {
        enum Step: Sendable {
            case send([UInt8])
            /// Goes on when the gate is opened, or the server stopped.
            case wait(Gate)
            /// Ends the connection: in order, or with a reset.
            case close(reset: Bool)
        }

        var steps: [Step]

        /// A whole answer. `length` is what Content-Length says, nil for the truth.
        static func status(
            _ status: Int, _ headers: [(String, String)] = [], _ body: String = "", length: Int? = nil
        ) -> Reply {
            .bytes(status, headers, Array(body.utf8), length: length)
        }

        static func bytes(
            _ status: Int, _ headers: [(String, String)] = [], _ body: [UInt8], length: Int? = nil
        ) -> Reply {
            var head = "HTTP/1.1 \(status) Whatever\r\nContent-Length: \(length ?? body.count)\r\n"
            for (name, value) in headers { head += "\(name): \(value)\r\n" }
            return Reply(steps: [.send(Array("\(head)\r\n".utf8) + body)])
        }

        /// These bytes and nothing else.
        static func raw(_ text: String) -> Reply { Reply(steps: [.send(Array(text.utf8))]) }

        static let silence = Reply(steps: [.close(reset: false)])

        /// The connection ends after these steps.
        var thenClose: Reply { Reply(steps: steps + [.close(reset: false)]) }
        var thenReset: Reply { Reply(steps: steps + [.close(reset: true)]) }

        func then(_ gate: Gate) -> Reply { Reply(steps: steps + [.wait(gate)]) }
        func then(_ text: String) -> Reply { Reply(steps: steps + [.send(Array(text.utf8))]) }
    }

    /// Something that a server's thread waits for until a test opens it.
    final class Gate: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)

        func open() { semaphore.signal() }

        /// Waits; whoever comes next does not wait any more.
        func pass() {
            semaphore.wait()
            semaphore.signal()
        }
    }
}
