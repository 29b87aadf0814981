import Foundation

/// The one request of Swift's first version, which answers with a token and the account's address.
actor TempAuthSignIn {
    private let configuration: CloudConfiguration
    private let client: ServiceClient
    private let passwords: PasswordSource
    /// The account's address, which comes with each token.
    private(set) var storageURL: String?

    init(_ configuration: CloudConfiguration, client: ServiceClient, prompt: PasswordPrompt?) {
        self.configuration = configuration
        self.client = client
        passwords = PasswordSource(configuration, user: configuration.options.username ?? "", prompt: prompt)
    }

    func canSignInUnattended() async -> Bool { await passwords.isKnown }

    func token() async throws -> IssuedToken {
        let user = try configuration.requiredUser()
        let password = try await passwords.password()
        let address = configuration.options.authURL ?? ""
        var request = ServiceRequest(
            HTTPRequest("GET", address, headers: [("X-Auth-User", user), ("X-Auth-Key", password.reveal())]),
            about: "the sign-in at \(address)")
        let refused = ArchiveError(
            .unauthorized, "the sign-in to '\(configuration.label)' was refused: the key is wrong, or there is no user '\(user)'",
            hint: "Check both; a user of this kind of service is written account:user.")
        request.meanings = [401: refused, 403: refused]
        let response: HTTPResponse
        do {
            response = try await client.send(request)
        } catch let error as ArchiveError where error.code == .unauthorized {
            await passwords.refuse()
            throw error
        }
        guard let token = response.headers["x-auth-token"] ?? response.headers["x-storage-token"] else {
            throw ArchiveError(
                .server, "what answers at \(address) is no sign-in of version 1: it gives no token", hint: "Check auth_url.",
                status: response.status)
        }
        storageURL = response.headers["x-storage-url"] ?? storageURL
        guard storageURL != nil || configuration.options.storageURL != nil else { throw noAddress }
        let life = response.headers["x-auth-token-expires"].flatMap { Double($0) }
        return IssuedToken(
            secret: Secret(token), expires: life.map { Date().timeIntervalSince1970 + $0 }, user: user, userID: user)
    }

    /// No address came, and none was configured.
    nonisolated var noAddress: ArchiveError {
        ArchiveError(
            .server, "the sign-in to '\(configuration.label)' gave no storage URL", hint: "Give storage_url, if you know it.")
    }
}
