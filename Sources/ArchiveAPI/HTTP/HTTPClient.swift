/// Sends requests and gives back what the server answered: the one place where bytes cross the network.
///
/// Certificates are verified, connections kept and reused. There are no cookies, no `.netrc`, and no
/// protocols but http and https; proxies are those that the environment names. A thread of its own runs
/// libcurl's multi interface, from the first request until the client is released.
public final class HTTPClient: Sendable {
    public let configuration: HTTPConfiguration
    private let queue: ExchangeQueue

    public init(_ configuration: HTTPConfiguration = HTTPConfiguration()) {
        self.configuration = configuration
        self.queue = ExchangeQueue(configuration)
    }

    deinit { queue.close() }

    /// Sends a request once, and again where a GET or HEAD is redirected.
    ///
    /// The body of a 2xx answer goes to `sink` where there is one. Throws `HTTPFailure`, or what the sink or
    /// the body's source threw. A body is read from its start. Cancelling the task ends the exchange at
    /// once, with `HTTPFailure.cancelled`.
    public func send(_ request: HTTPRequest, into sink: (any BodySink)? = nil) async throws -> HTTPResponse {
        try request.validate()
        var request = request
        for _ in 0...HTTPClient.maxRedirects {
            let response = try await exchange(request, sink)
            guard let next = try Redirect.next(after: request, response) else { return response }
            request = next
        }
        throw HTTPFailure.tooManyRedirects
    }

    private static let maxRedirects = 5

    private func exchange(_ request: HTTPRequest, _ sink: (any BodySink)?) async throws -> HTTPResponse {
        let ticket = ExchangeTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.submit(Submission(ticket: ticket, request: request, sink: sink, continuation: continuation))
            }
        } onCancel: {
            queue.cancel(ticket)
        }
    }
}
