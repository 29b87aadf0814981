import CCrypto
import CCurl
import Foundation

/// The transport's thread: runs all exchanges of one client on one multi handle.
///
/// Confined to its thread; what comes from outside comes through the queue.
final class ExchangeLoop {
    private typealias Handle = UnsafeMutableRawPointer

    private let queue: ExchangeQueue
    private let configuration: HTTPConfiguration
    private let multi: Handle
    /// Exchanges on the wire, by their easy handle.
    private var active: [Handle: Exchange] = [:]
    private var handles: [ObjectIdentifier: Handle] = [:]
    private var lines: [String: WaitingLine] = [:]
    private var idle: [Handle] = []
    private var lastSilenceCheck = ContinuousClock.now
    private var nextPauseEnd: ContinuousClock.Instant?

    /// Runs until the queue is closed.
    static func run(_ queue: ExchangeQueue, _ configuration: HTTPConfiguration) {
        leaveSignalsToOthers()
        guard curlReady, let multi = curl_multi_init() else {
            for case .start(let submission) in queue.detach() {
                submission.continuation.resume(throwing: HTTPFailure.unavailable("libcurl could not be initialised"))
            }
            return
        }
        ExchangeLoop(queue, configuration, multi).run()
    }

    /// Ctrl-C belongs to the main thread; and OpenSSL's write to a connection that the other side has closed
    /// must not end the process with SIGPIPE.
    private static func leaveSignalsToOthers() {
        var signals = sigset_t()
        sigfillset(&signals)
        for ownFault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&signals, ownFault) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// libcurl's global state, set up once a process. OpenSSL's must not be torn down at exit by the main
    /// thread while this one may still use it.
    private static let curlReady: Bool = {
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()

    private init(_ queue: ExchangeQueue, _ configuration: HTTPConfiguration, _ multi: Handle) {
        self.queue = queue
        self.configuration = configuration
        self.multi = multi
    }

    private func run() {
        _ = archive_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 4 * max(1, configuration.maxConnectionsPerHost))
        queue.attach(multi)
        while let commands = queue.take() {
            for command in commands {
                switch command {
                case .start(let submission): enqueue(submission)
                case .cancel(let ticket): cancel(ticket)
                }
            }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finishDone()
            endSilent()
            endPauses()
            curl_multi_poll(multi, nil, 0, pollTimeout, nil)
        }
        shutDown()
    }

    // MARK: Starting

    private func enqueue(_ submission: Submission) {
        guard !submission.ticket.cancelled.load(ordering: .acquiring) else {
            return submission.continuation.resume(throwing: HTTPFailure.cancelled)
        }
        let server = ExchangeLoop.server(of: submission.request.url)
        lines[server, default: WaitingLine()].append(submission)
        startWaiting(for: server)
    }

    private func startWaiting(for server: String) {
        let limit = max(1, configuration.maxConnectionsPerHost)
        while lines[server, default: WaitingLine()].running < limit,
            let submission = lines[server]?.popFirst()
        {
            guard !submission.ticket.cancelled.load(ordering: .acquiring) else {
                submission.continuation.resume(throwing: HTTPFailure.cancelled)
                continue
            }
            start(submission, server)
        }
        if let line = lines[server], line.running == 0 { lines[server] = nil }
    }

    private func start(_ submission: Submission, _ server: String) {
        guard let easy = idle.popLast() ?? curl_easy_init() else {
            return submission.continuation.resume(throwing: HTTPFailure.unavailable("out of memory"))
        }
        let exchange = Exchange(submission, easy, server, configuration)
        do {
            try exchange.prepare()
        } catch {
            exchange.release()
            recycle(easy)
            return submission.continuation.resume(throwing: error)
        }
        active[easy] = exchange
        handles[ObjectIdentifier(submission.ticket)] = easy
        lines[server]?.running += 1
        let code = curl_multi_add_handle(multi, easy)
        if code != CURLM_OK {
            finish(easy, with: .failure(HTTPFailure.unavailable(String(cString: curl_multi_strerror(code)))))
        }
    }

    /// Scheme, host and port as they are written: enough to tell servers apart for their number of connections.
    private static func server(of url: String) -> String {
        guard let scheme = url.range(of: "://") else { return url }
        let end = url[scheme.upperBound...].firstIndex(where: { $0 == "/" || $0 == "?" }) ?? url.endIndex
        return String(url[..<end])
    }

    // MARK: Ending

    private func finishDone() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = archive_curl_message_result(message)
            guard let exchange = active[easy] else { continue }
            finish(easy, with: exchange.result(code))
        }
    }

    private func cancel(_ ticket: ExchangeTicket) {
        if let easy = handles[ObjectIdentifier(ticket)] {
            return finish(easy, with: .failure(HTTPFailure.cancelled))
        }
        for server in lines.keys {
            guard let submission = lines[server]?.remove(ticket) else { continue }
            return submission.continuation.resume(throwing: HTTPFailure.cancelled)
        }
    }

    private func endSilent() {
        guard !active.isEmpty else { return }
        let now = ContinuousClock.now
        guard now - lastSilenceCheck >= silenceInterval else { return }
        lastSilenceCheck = now
        for (easy, exchange) in active {
            if let failure = exchange.silence(at: now) { finish(easy, with: .failure(failure)) }
        }
    }

    /// Lets those move on that have waited long enough for their bandwidth.
    private func endPauses() {
        nextPauseEnd = nil
        for exchange in active.values {
            guard let until = exchange.restsUntil else { continue }
            if until <= .now { exchange.goOn() } else { nextPauseEnd = min(nextPauseEnd ?? until, until) }
        }
    }

    private func finish(_ easy: Handle, with result: Result<HTTPResponse, any Error>) {
        guard let exchange = active.removeValue(forKey: easy) else { return }
        handles[ObjectIdentifier(exchange.submission.ticket)] = nil
        // Removing a handle in the middle of an exchange closes its connection.
        curl_multi_remove_handle(multi, easy)
        exchange.release()
        recycle(easy)
        lines[exchange.server]?.running -= 1
        exchange.submission.continuation.resume(with: result)
        startWaiting(for: exchange.server)
    }

    private func recycle(_ easy: Handle) {
        guard idle.count < configuration.maxConnectionsPerHost else { return curl_easy_cleanup(easy) }
        curl_easy_reset(easy)
        idle.append(easy)
    }

    private func shutDown() {
        let late = queue.detach()
        let waiting = lines.values.flatMap(\.waiting)
        lines = [:]
        for easy in Array(active.keys) { finish(easy, with: .failure(HTTPFailure.closed)) }
        for submission in waiting { submission.continuation.resume(throwing: HTTPFailure.closed) }
        for case .start(let submission) in late { submission.continuation.resume(throwing: HTTPFailure.closed) }
        for easy in idle { curl_easy_cleanup(easy) }
        curl_multi_cleanup(multi)
    }

    // MARK: Time

    /// How often to look for exchanges that have fallen silent.
    private var silenceInterval: Duration { min(.seconds(1), configuration.silenceTimeout / 4) }

    /// In milliseconds. Commands and libcurl's own timers end the waiting early.
    private var pollTimeout: Int32 {
        guard !active.isEmpty else { return 3_600_000 }
        let pause = nextPauseEnd.map { max(.zero, $0 - .now) } ?? silenceInterval
        let (seconds, attoseconds) = min(pause, silenceInterval).components
        return Int32(clamping: max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
