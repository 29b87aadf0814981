/// What a status means where nothing else is said, in the words of `ArchiveError`.
enum ServiceFailure {
    /// Statuses after which the same request may succeed. The others are answers to what was asked.
    static let passing: Set<Int> = [408, 429, 498, 500, 502, 503, 504]
    /// The service is asked more than it can answer.
    static let overload: Set<Int> = [429, 498, 503]
    /// The server turned the request away before it did anything.
    static let untouched: Set<Int> = [401, 429, 498]

    static func error(_ response: HTTPResponse, of request: ServiceRequest) -> ArchiveError {
        var error = request.meanings[response.status] ?? usual(response, request)
        error.status = response.status
        error.transaction = response.transaction
        error.path = error.path ?? request.path
        return error
    }

    private static func usual(_ response: HTTPResponse, _ request: ServiceRequest) -> ArchiveError {
        let subject = request.subject
        let said = ServerText.excerpt(response).map { ": \($0)" } ?? ""
        switch response.status {
        case 401:
            return ArchiveError(
                .unauthorized, "the service wants a sign-in to \(request.task)",
                hint: "The token was refused or there was none: sign in again, or check whether this is public.")
        case 403:
            return ArchiveError(
                .forbidden, "you may not \(request.task)",
                hint: "Ask one of the project's members for access.")
        case 404, 410:
            return ArchiveError(.notFound, "there is no \(subject)")
        case 409:
            return ArchiveError(.conflict, "cannot \(request.task) as things are\(said)")
        case 412:
            return ArchiveError(.conflict, "\(subject) is not as it was expected to be", retryable: false)
        case 413:
            return ArchiveError(
                .tooLarge, "too large, or over a quota: \(subject)\(said)",
                hint: "The project's quota, or a limit of the service, is reached.")
        case 416:
            return ArchiveError(.usage, "\(subject) does not have the bytes that were asked for")
        case 422:
            return ArchiveError(
                .integrity, "the bytes that reached the service are not those that were sent: \(subject)",
                hint: "Nothing was stored. Try again.", retryable: true)
        case 429, 498:
            return ArchiveError(
                .server, "the service limits how fast it is asked, and did so for \(subject)",
                hint: "Wait a while, or do less at once.", retryable: true)
        case 507:
            return ArchiveError(
                .tooLarge, "the service has no room left for \(subject)",
                hint: "Its disks are full: tell the service's administrators.", retryable: true)
        case 400, 405, 411, 414, 431:
            return ArchiveError(.usage, "the service does not accept this request to \(request.task)\(said)")
        case 408, 500...599:
            return ArchiveError(
                .server, "the service failed to \(request.task) (status \(response.status))\(said)",
                hint: "Try again later; its administrators can find the request by its transaction.",
                retryable: passing.contains(response.status))
        default:
            return ArchiveError(
                .server,
                "the service answered \(response.status) to the request to \(request.task)\(said)")
        }
    }
}
