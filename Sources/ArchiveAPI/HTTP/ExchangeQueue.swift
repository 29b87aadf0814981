import CCurl
import Foundation
import Locking
import Synchronization

/// Names one exchange, and remembers that nobody waits for it any more.
final class ExchangeTicket: Sendable {
    let cancelled = Atomic<Bool>(false)
}

/// What a task hands to the transport's thread.
struct Submission: Sendable {
    let ticket: ExchangeTicket
    let request: HTTPRequest
    let sink: (any BodySink)?
    let continuation: CheckedContinuation<HTTPResponse, any Error>
}

/// The way from the tasks that send requests to the one thread that runs libcurl.
final class ExchangeQueue: Sendable {
    enum Command: Sendable {
        case start(Submission)
        case cancel(ExchangeTicket)
    }

    private struct State {
        var commands: [Command] = []
        var started = false
        var closed = false
        /// The address of the multi handle, for `curl_multi_wakeup` alone: the one call that libcurl allows from any
        /// thread. It happens under the lock under which the handle is given and taken back.
        var multi: UInt?

        func wake() {
            if let multi { curl_multi_wakeup(UnsafeMutableRawPointer(bitPattern: multi)) }
        }
    }

    private let configuration: HTTPConfiguration
    private let state = Locked(State())

    init(_ configuration: HTTPConfiguration) { self.configuration = configuration }

    /// Hands over a request; its continuation is resumed once, whatever happens.
    func submit(_ submission: Submission) {
        let (accepted, start) = state.withLock { state in
            guard !state.closed else { return (false, false) }
            let start = !state.started
            state.started = true
            state.commands.append(.start(submission))
            if state.commands.count == 1 { state.wake() }
            return (true, start)
        }
        guard accepted else { return submission.continuation.resume(throwing: HTTPFailure.closed) }
        if start {
            let thread = Thread { [self, configuration] in ExchangeLoop.run(self, configuration) }
            thread.name = "archive-http"
            thread.start()
        }
    }

    /// Ends an exchange, also one that is not submitted yet.
    func cancel(_ ticket: ExchangeTicket) {
        ticket.cancelled.store(true, ordering: .releasing)
        state.withLock { state in
            guard state.started, !state.closed else { return }
            state.commands.append(.cancel(ticket))
            if state.commands.count == 1 { state.wake() }
        }
    }

    /// Ends the thread; what is outstanding fails.
    func close() {
        state.withLock { state in
            state.closed = true
            state.wake()
        }
    }

    // MARK: For the transport's thread

    /// From now on that handle is woken for new commands.
    func attach(_ multi: UnsafeMutableRawPointer) {
        let address = UInt(bitPattern: multi)
        state.withLock { $0.multi = address }
    }

    /// The handle is about to go: nothing is accepted from now on. Returns what had come meanwhile.
    func detach() -> [Command] {
        state.withLock { state in
            state.closed = true
            state.multi = nil
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// What came since the last call, or nil once the queue is closed.
    func take() -> [Command]? {
        state.withLock { state in
            guard !state.closed else { return nil }
            defer { state.commands = [] }
            return state.commands
        }
    }
}
