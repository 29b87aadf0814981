/// Where a redirected request goes next, and what of it may go there.
enum Redirect {
    /// Headers that speak for the user: they stay with the host they were meant for.
    static let credentials = Set([
        "x-auth-token", "x-subject-token", "x-storage-token", "x-service-token", "authorization", "cookie",
        "x-auth-key", "x-auth-user", "x-account-meta-temp-url-key",
    ] + TemporaryURL.keyHeaders)

    /// The request that follows a redirect; nil where the answer is none or is not to be followed.
    static func next(after request: HTTPRequest, _ response: HTTPResponse) throws(HTTPFailure) -> HTTPRequest? {
        guard request.followsRedirects, request.isRead, [301, 302, 303, 307, 308].contains(response.status),
            let location = response.headers["location"]
        else { return nil }
        guard let from = WebAddress(request.url), let to = WebAddress(location, relativeTo: request.url) else {
            throw .refusedRedirect(to: location)
        }
        // Who asked for an encrypted answer does not get one that anybody on the way could have written.
        guard !(from.scheme == "https" && to.scheme == "http") else { throw .refusedRedirect(to: location) }
        var next = request
        next.url = to.url
        if from.origin != to.origin {
            next.headers.removeAll { credentials.contains($0.name.lowercased()) }
        }
        do { try next.validate() } catch { throw .refusedRedirect(to: location) }
        return next
    }
}
