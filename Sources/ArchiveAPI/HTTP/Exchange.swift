import CCurl
import Foundation

/// One request and its answer, on an easy handle. Confined to the transport's thread.
final class Exchange {
    let submission: Submission
    let server: String
    let easy: UnsafeMutableRawPointer
    private let configuration: HTTPConfiguration
    private let options: EasyOptions
    private var headerList: UnsafeMutablePointer<curl_slist>?
    /// What libcurl has to say of a failure.
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: archive_curl_error_size)

    var answer = AnswerReader()
    /// What ended the exchange from inside a callback: the sink's or the source's own error comes first.
    var problem: (any Error)?
    var attempts = 0
    var bytesReceived: Int64 = 0
    var bytesSent: Int64 = 0
    private var began = false
    /// True once enough of an error's body is there; the rest is not waited for.
    private var skipsRest = false
    private var lastMove = ContinuousClock.now
    /// Until when nothing may move, for the sake of the request's bandwidth.
    private(set) var restsUntil: ContinuousClock.Instant?
    /// How many bytes the system still had to send when silence was last looked for.
    private var lastUnsent: Int32 = 0
    private var connected = false

    /// An answer that nobody streams is collected up to this many bytes: far more than any listing page.
    static let collectedLimit = 256 << 20
    /// Of an answer other than 2xx, so many bytes are kept.
    static let errorBodyLimit = 64 << 10

    init(
        _ submission: Submission, _ easy: UnsafeMutableRawPointer, _ server: String, _ configuration: HTTPConfiguration
    ) {
        self.submission = submission
        self.easy = easy
        self.server = server
        self.configuration = configuration
        self.options = EasyOptions(easy)
        errorText.initialize(repeating: 0, count: archive_curl_error_size)
    }

    deinit { errorText.deallocate() }

    /// Sets the handle up for the request.
    func prepare() throws {
        try submission.request.body?.rewind()
        try options.set(configuration, errorText)
        headerList = try options.set(submission.request)
        try options.setCallbacks(context: Unmanaged.passUnretained(self).toOpaque(), body: submission.request.body)
    }

    /// Frees what the handle pointed to; the handle is off the loop by now.
    func release() {
        curl_easy_reset(easy)
        curl_slist_free_all(headerList)
        headerList = nil
    }

    // MARK: What the callbacks do

    /// The request is about to go out: the first time, or once more on a new connection after libcurl found
    /// that the one it had kept was closed by the other side.
    func willSend() {
        attempts += 1
        connected = true
        moved()
    }

    func header(_ line: UnsafeRawBufferPointer) -> Bool {
        moved()
        guard answer.add(line: line) else {
            problem = HTTPFailure.unreadableAnswer("its headers are too long")
            return false
        }
        return true
    }

    /// Whether the body may move on now. If not, libcurl is told to pause, and `goOn` ends that.
    func mayMove() -> Bool {
        if let until = restsUntil, until > .now { return false }
        restsUntil = nil
        return true
    }

    /// Ends a pause that is over.
    func goOn() {
        restsUntil = nil
        moved()
        curl_easy_pause(easy, CURLPAUSE_CONT)
    }

    private func pace(_ bytes: Int) {
        guard let pause = submission.request.bandwidth?.take(bytes) else { return }
        restsUntil = .now + pause
    }

    func body(_ bytes: UnsafeRawBufferPointer) -> Bool {
        moved()
        pace(bytes.count)
        bytesReceived += Int64(bytes.count)
        guard answer.isSuccess else {
            answer.collect(bytes, upTo: Exchange.errorBodyLimit)
            skipsRest = bytesReceived > Exchange.errorBodyLimit
            return !skipsRest
        }
        guard let sink = submission.sink else {
            guard answer.collect(bytes, upTo: Exchange.collectedLimit) else {
                problem = HTTPFailure.answerTooLong(limit: Exchange.collectedLimit)
                return false
            }
            return true
        }
        do {
            try begin(sink)
            try sink.receive(bytes)
            return true
        } catch {
            problem = error
            return false
        }
    }

    /// The next bytes to send, exactly as many in the end as the source said there are; nil ends the exchange.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
        moved()
        guard let source = submission.request.body else { return 0 }
        do {
            let length = source.length
            let wanted = Int(min(Int64(buffer.count), length - bytesSent))
            guard wanted > 0 else { return 0 }
            let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            bytesSent += Int64(count)
            pace(count)
            // A server must not store what is not the whole: the last bytes only go out when there are no more.
            let isWhole = try bytesSent < length || !hasMore(source)
            guard count > 0, isWhole else {
                throw HTTPFailure.bodyLengthChanged(expected: length)
            }
            return count
        } catch {
            problem = error
            return nil
        }
    }

    /// Goes back to the start of the body, for libcurl's own second attempt.
    func rewind() -> Bool {
        do {
            try submission.request.body?.rewind()
            bytesSent = 0
            return true
        } catch {
            problem = error
            return false
        }
    }

    private func hasMore(_ source: any ByteSource) throws -> Bool {
        var byte: UInt8 = 0
        return try withUnsafeMutableBytes(of: &byte) { try source.read(into: $0) } > 0
    }

    private func begin(_ sink: any BodySink) throws {
        guard !began else { return }
        began = true
        try sink.begin(answer.response(url: submission.request.url, attempts: attempts, body: []))
    }

    private func moved() { lastMove = ContinuousClock.now }

    // MARK: The outcome

    /// The failure of an exchange of which nothing has moved for too long.
    func silence(at now: ContinuousClock.Instant) -> HTTPFailure? {
        // What was handed to the system may leave slowly: that is no silence.
        if bytesSent > 0, !answer.isComplete {
            let unsent = unsentBytes
            if unsent != lastUnsent { lastMove = now }
            lastUnsent = unsent
        }
        let limit = submission.request.silenceTimeout ?? configuration.silenceTimeout
        return connected && restsUntil == nil && now - lastMove >= limit ? .timedOut(.silence, after: limit) : nil
    }

    /// What the system has been given to send, and the other side has not yet acknowledged.
    private var unsentBytes: Int32 {
        var descriptor: curl_socket_t = -1
        var count: Int32 = 0
        guard archive_curl_get_socket(easy, CURLINFO_ACTIVESOCKET, &descriptor) == CURLE_OK, descriptor >= 0,
            ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0
        else { return 0 }
        return count
    }

    /// What came of it, once libcurl is done.
    func result(_ code: CURLcode) -> Result<HTTPResponse, any Error> {
        if let problem { return .failure(problem) }
        guard code == CURLE_OK || skipsRest else { return .failure(failure(code)) }
        guard answer.isComplete else {
            return .failure(HTTPFailure.cutOff(.receiving, bytes: 0, of: nil))
        }
        do {
            if answer.isSuccess, let sink = submission.sink { try begin(sink) }
        } catch {
            return .failure(error)
        }
        return .success(answer.takeResponse(url: submission.request.url, attempts: max(1, attempts)))
    }

    private func failure(_ code: CURLcode) -> HTTPFailure {
        var verification = 0
        _ = archive_curl_get_long(easy, CURLINFO_SSL_VERIFYRESULT, &verification)
        var reason = 0
        _ = archive_curl_get_long(easy, CURLINFO_OS_ERRNO, &reason)
        let length = submission.request.body?.length ?? 0
        let passed: HTTPFailure =
            length > 0 && !answer.isComplete && bytesSent < length
            ? .cutOff(.sending, bytes: bytesSent, of: length)
            : .cutOff(.receiving, bytes: bytesReceived, of: answer.contentLength)
        return CurlOutcome(
            code: code, text: String(cString: errorText), verification: verification, systemError: Int32(reason),
            cutOff: passed, configuration: configuration, url: submission.request.url
        ).failure
    }
}
