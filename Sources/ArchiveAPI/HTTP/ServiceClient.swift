import Logging

/// The one door to a service: token, one renewal, retries, the meaning of a status, and the log.
public final class ServiceClient: Sendable {
    private let http: HTTPClient
    private let tokens: (any TokenSource)?
    private let retries: RetryPolicy
    private let log: RequestLog
    private let limit: AdaptiveLimit

    public init(
        http: HTTPClient, tokens: (any TokenSource)? = nil, retries: RetryPolicy = RetryPolicy(),
        logger: Logger = Logger(label: "archive.http", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.http = http
        self.tokens = tokens
        self.retries = retries
        self.log = RequestLog(logger: logger)
        limit = AdaptiveLimit(most: http.configuration.maxConnectionsPerHost)
    }

    /// Sends a request until there is an answer: one of 2xx, or one that the request expects.
    ///
    /// Answers of 408, 429, 498, 500, 502, 503 and 504, and connections that were refused, cut or silent, are
    /// followed by another attempt where the request may be repeated; where part of a body has arrived, it asks
    /// for the rest, and the count of attempts begins anew. A 401 is followed by an attempt with a new token. A DELETE
    /// whose earlier attempt may have done its work counts as done when it finds nothing: its answer is then a 404.
    /// Throws `ArchiveError`, or what the sink or the body's source threw.
    public func send(_ request: ServiceRequest, into sink: (any BodySink)? = nil) async throws -> HTTPResponse {
        var token = request.sendsToken ? try await tokens?.token() : nil
        let mayRenewAtAll = request.sendsToken && tokens != nil
        var mayRenew = mayRenewAtAll
        let body = sink.map { ContinuedBody($0, of: request.http) }
        var request = request
        var failures = 0
        // How often the request may have been carried out before.
        var uncertain = 0
        while true {
            let retryAfter: String?
            let kept = body?.kept ?? 0
            switch await attempt(request, token, failures + 1, body) {
            case .success(var response):
                response.attempts += uncertain
                if response.isSuccess || request.expects.contains(response.status) { return response }
                if response.status == 404, request.http.method == "DELETE", response.repeated { return response }
                if response.status == 401, mayRenew {
                    mayRenew = false
                    guard let fresh = try await tokens?.replacement(for: token) else {
                        throw error(for: response, of: request)
                    }
                    token = fresh
                    continue
                }
                guard ServiceFailure.passing.contains(response.status), canRepeat(request, failures) else {
                    throw error(for: response, of: request)
                }
                if !ServiceFailure.untouched.contains(response.status) { uncertain = response.attempts }
                retryAfter = response.headers["retry-after"]
            case .failure(let failure as HTTPFailure):
                if let body, body.kept > kept {
                    failures = 0
                    // What takes longer than a token lives meets the end of more than one.
                    mayRenew = mayRenewAtAll
                }
                guard failures + 1 < failure.usefulAttempts, canRepeat(request, failures) else { throw ArchiveError(failure, of: request) }
                if failure.mayHaveHappened { uncertain += 1 }
                retryAfter = nil
            case .failure(let error):
                throw error
            }
            failures += 1
            if let body { request.http = body.requestForRest() }
            try await pause(request, failures, retryAfter)
        }
    }

    /// What an answer that the request expected means as an error, for whoever finds it to be one.
    public func error(for response: HTTPResponse, of request: ServiceRequest) -> ArchiveError {
        ServiceFailure.error(response, of: request)
    }

    private func canRepeat(_ request: ServiceRequest, _ failures: Int) -> Bool {
        request.repeatable && failures + 1 < retries.attempts
    }

    private func attempt(
        _ request: ServiceRequest, _ token: Secret?, _ number: Int, _ sink: (any BodySink)?
    ) async -> Result<HTTPResponse, any Error> {
        var wire = request.http
        if let token { wire.headers.append((name: "X-Auth-Token", value: token.reveal())) }
        let start = ContinuousClock.now
        let outcome: Result<HTTPResponse, any Error>
        do {
            outcome = try await limit.run {
                do {
                    return .success(try await http.send(wire, into: sink))
                } catch {
                    return .failure(error)
                }
            } wasTooMuch: { (answer: Result<HTTPResponse, any Error>) in
                (try? answer.get()).map { ServiceFailure.overload.contains($0.status) } ?? false
            }
        } catch {
            outcome = .failure(HTTPFailure.cancelled)
        }
        log.attempt(request, number, took: ContinuousClock.now - start, outcome)
        return outcome
    }

    private func pause(_ request: ServiceRequest, _ failures: Int, _ retryAfter: String?) async throws {
        let delay = retries.delay(afterFailures: failures, retryAfter: retryAfter)
        log.pause(request, delay)
        do {
            try await retries.sleep(delay)
        } catch is CancellationError {
            throw ArchiveError(.interrupted, "interrupted")
        }
    }
}
