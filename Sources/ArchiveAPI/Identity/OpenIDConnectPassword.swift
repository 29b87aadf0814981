import Foundation

/// Signs in at an OpenID Connect provider with a user name and a password, and with the provider's token at
/// the identity service.
struct OpenIDConnectPassword: Authenticator {
    let configuration: CloudConfiguration
    let keystone: Keystone
    /// The way to the provider.
    let client: ServiceClient
    let passwords: PasswordSource

    func canSignInUnattended() async -> Bool { await passwords.isKnown }

    func signIn() async throws -> IssuedToken {
        let options = configuration.options
        let provider = try required(options.identityProvider, "identity_provider")
        let name = try required(options.federationProtocol, "protocol")
        let user = try configuration.requiredUser()
        // Before a person is asked for a password: is there anybody who would take it?
        let endpoint = try await tokenEndpoint()
        let password = try await passwords.password()
        let access: Secret
        do {
            access = try await grant(endpoint, user, password)
        } catch let error as ArchiveError where error.code == .unauthorized {
            await passwords.refuse()
            throw error
        }
        return try await keystone.federatedToken(provider: provider, protocol: name, accessToken: access)
    }

    /// Where the provider gives tokens: what is configured, else what its discovery document says.
    private func tokenEndpoint() async throws -> String {
        if let endpoint = configuration.options.accessTokenEndpoint { return endpoint }
        let address = try required(configuration.options.discoveryEndpoint, "discovery_endpoint")
        struct Discovery: Decodable {
            var token_endpoint: String?
            var grant_types_supported: [String]?
        }
        let response = try await client.send(
            ServiceRequest(HTTPRequest("GET", address), about: "the identity provider's description at \(address)"))
        guard let found = try? JSONDecoder().decode(Discovery.self, from: Data(response.body)), let endpoint = found.token_endpoint else {
            throw unreadable(response, address)
        }
        if let grants = found.grant_types_supported, !grants.contains("password") {
            throw ArchiveError(
                .usage, "the identity provider at \(CloudConfiguration.host(of: address)) lets nobody sign in with a password",
                hint: "Use an application credential, or a token.")
        }
        return endpoint
    }

    private func grant(_ endpoint: String, _ user: String, _ password: Secret) async throws -> Secret {
        let options = configuration.options
        let clientID = try required(options.clientID, "client_id")
        var form: [(key: String, value: String?)] = [
            ("grant_type", "password"), ("username", user), ("password", password.reveal()),
            ("scope", options.openIDScope ?? "openid profile"),
        ]
        var headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")]
        if let secret = options.clientSecret {
            headers.append(("Authorization", "Basic " + Data("\(clientID):\(secret.reveal())".utf8).base64EncodedString()))
        } else {
            form.append(("client_id", clientID))
        }
        var request = ServiceRequest(
            HTTPRequest("POST", endpoint, headers: headers, bytes: Array(PercentEncoding.query(form).utf8)),
            about: "the sign-in at \(endpoint)")
        request.expects = [400, 401, 403]
        let response = try await client.send(request)
        struct Answer: Decodable {
            var access_token: String?
            var id_token: String?
            var error: String?
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else { throw unreadable(response, endpoint) }
        if let reason = answer.error ?? (response.isSuccess ? nil : "status \(response.status)") {
            throw refusal(reason, response, user, clientID)
        }
        let token = options.accessTokenType == "id_token" ? answer.id_token : answer.access_token
        guard let token else { throw unreadable(response, endpoint) }
        return Secret(token)
    }

    private func refusal(_ reason: String, _ response: HTTPResponse, _ user: String, _ clientID: String) -> ArchiveError {
        var error: ArchiveError
        switch reason {
        case "invalid_client", "unauthorized_client":
            error = ArchiveError(
                .unauthorized, "the identity provider of '\(configuration.label)' refused this program as its client '\(clientID)'",
                hint: "Check client_id and client_secret (OS_CLIENT_ID, OS_CLIENT_SECRET); the provider's administrators give them out.")
        case "invalid_grant":
            error = ArchiveError(
                .unauthorized, "the sign-in to '\(configuration.label)' was refused: the password is wrong, or there is no user '\(user)'",
                hint: "Check the user name and the password that you have at the identity provider.")
        default:
            error = ArchiveError(
                .unauthorized, "the identity provider of '\(configuration.label)' refused the sign-in of '\(user)': \(ServerText.excerpt(response) ?? reason)",
                hint: "Check client_id, openid_scope and the account's state at the provider.")
        }
        error.status = response.status
        return error
    }

    private func required(_ value: String?, _ name: String) throws -> String {
        guard let value else {
            throw ArchiveError(
                .usage, "'\(configuration.label)' signs in by OpenID Connect and needs \(name)",
                hint: "Give it under 'auth' in clouds.yaml, or as OS_\(name.uppercased()).")
        }
        return value
    }

    private func unreadable(_ response: HTTPResponse, _ address: String) -> ArchiveError {
        ArchiveError(
            .server, "what answers at \(address) is no OpenID Connect provider: its answer is not the JSON that one gives, but begins with '\(String(response.text.prefix(60)))'",
            hint: "Check discovery_endpoint.", status: response.status)
    }
}
