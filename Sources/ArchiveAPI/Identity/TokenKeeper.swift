import Foundation

/// A token and what renews it: early, once for all who wait, and once more when the service refuses it.
actor TokenKeeper: TokenSource {
    /// A token is renewed when fewer seconds than this are left of it.
    static let margin = 120.0

    private let obtain: @Sendable () async throws -> IssuedToken
    private let now: @Sendable () -> Double
    private let flight = SingleFlight<IssuedToken>()
    private var held: IssuedToken?
    /// When the held token is to be renewed, in seconds since 1970.
    private var renewal = Double.infinity

    /// - Parameter obtain: gets a new token; called by one task at a time.
    init(
        now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 },
        obtain: @escaping @Sendable () async throws -> IssuedToken
    ) {
        self.now = now
        self.obtain = obtain
    }

    /// The token with all that came with it.
    func current() async throws -> IssuedToken {
        if let fresh = fresh(besides: nil) { return fresh }
        return try await renewed(besides: nil)
    }

    func token() async throws -> Secret? { try await current().secret }

    func replacement(for refused: Secret?) async throws -> Secret? { try await successor(of: refused).secret }

    /// A token in place of one that was refused, which others may have replaced already.
    func successor(of refused: Secret?) async throws -> IssuedToken {
        if let fresh = fresh(besides: refused) { return fresh }
        return try await renewed(besides: refused)
    }

    /// Asks with the token, and once more with its successor where it is refused.
    func withToken<Answer: Sendable>(_ ask: @Sendable (IssuedToken) async throws -> Answer) async throws -> Answer {
        let token = try await current()
        do {
            return try await ask(token)
        } catch let error as ArchiveError where error.code == .unauthorized {
            return try await ask(try await successor(of: token.secret))
        }
    }

    private func renewed(besides refused: Secret?) async throws -> IssuedToken {
        try await flight.run { [self] in
            // Another flight may have landed since this one was asked for.
            if let fresh = await fresh(besides: refused) { return fresh }
            let token = try await obtain()
            await keep(token)
            return token
        }
    }

    private func fresh(besides refused: Secret?) -> IssuedToken? {
        guard let held, now() < renewal, held.secret != refused else { return nil }
        return held
    }

    private func keep(_ token: IssuedToken) {
        held = token
        // What lives for less than twice the margin is renewed at half time, not at every request.
        renewal = token.expires.map { $0 - min(TokenKeeper.margin, max(0, $0 - now()) / 2) } ?? .infinity
    }
}

/// A token that was given and cannot be renewed here.
struct GivenToken: TokenSource {
    let given: Secret

    func token() async throws -> Secret? { given }
    func replacement(for refused: Secret?) async throws -> Secret? { throw GivenToken.refused }

    static let refused = ArchiveError(
        .unauthorized, "the token that was given was refused: it has ended, was revoked, or is for another service",
        hint: "Get a new one (openstack token issue), or sign in with a user name and a password.", status: 401)
}
