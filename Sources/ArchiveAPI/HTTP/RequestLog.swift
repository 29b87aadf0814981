import Logging

/// What is written of a request: never a token, a password or a signature.
struct RequestLog: Sendable {
    let logger: Logger

    /// One line an attempt, at debug level.
    func attempt(
        _ request: ServiceRequest, _ number: Int, took duration: Duration, _ outcome: Result<HTTPResponse, any Error>
    ) {
        logger.debug("request", metadata: metadata(request, number, duration, outcome))
    }

    func pause(_ request: ServiceRequest, _ delay: Duration) {
        logger.debug(
            "again after a pause",
            metadata: ["method": "\(request.http.method)", "url": "\(RequestLog.address(request.http.url))", "pause": "\(delay)"])
    }

    private func metadata(
        _ request: ServiceRequest, _ number: Int, _ duration: Duration, _ outcome: Result<HTTPResponse, any Error>
    ) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "method": "\(request.http.method)",
            "url": "\(RequestLog.address(request.http.url))",
            "attempt": "\(number)",
            "duration": "\(duration)",
        ]
        switch outcome {
        case .success(let response):
            metadata["status"] = "\(response.status)"
            metadata["transaction"] = response.transaction.map { "\($0)" }
        case .failure(HTTPFailure.invalidRequest): metadata["failure"] = "invalid request"
        case .failure(HTTPFailure.refusedRedirect): metadata["failure"] = "refused redirect"
        case .failure(let failure as HTTPFailure): metadata["failure"] = "\(failure)"
        case .failure(let error): metadata["failure"] = "\(type(of: error))"
        }
        return metadata
    }

    /// The address without the values of those parts of its query that open doors.
    static func address(_ url: String) -> String {
        guard let mark = url.firstIndex(of: "?") else { return url }
        let parts = url[url.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
        let shown = parts.map { part in
            let name = part.prefix(while: { $0 != "=" })
            return secrets.contains(name.lowercased()) && name != part ? "\(name)=…" : String(part)
        }
        return url[...mark] + shown.joined(separator: "&")
    }

    private static let secrets: Set<String> = [
        "temp_url_sig", "signature", "token", "access_token", "id_token", "refresh_token", "code", "password",
        "client_secret", "x-auth-token", "x-amz-signature", "x-amz-security-token",
    ]
}
