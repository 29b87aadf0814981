import Foundation

/// The requests that an identity service of version 3 answers.
struct Keystone: Sendable {
    /// With its version, without a slash at its end.
    let address: String
    private let client: ServiceClient

    init(authURL: String, client: ServiceClient) {
        var parts = authURL.split(separator: "/", omittingEmptySubsequences: false)
        while parts.last == "" { parts.removeLast() }
        if parts.last == "v2.0" { parts.removeLast() }
        if parts.last != "v3" { parts.append("v3") }
        address = parts.joined(separator: "/")
        self.client = client
    }

    /// What proves who one is, in the form in which the service reads it.
    typealias Proof = [String: any Sendable]

    /// A token for a proof; for the proof's own scope where none is given.
    func token(_ proof: Proof, scope: (any Sendable)?, refused: ArchiveError) async throws -> IssuedToken {
        var auth: [String: any Sendable] = ["identity": proof]
        if let scope { auth["scope"] = scope }
        let body = Array(try JSONSerialization.data(withJSONObject: ["auth": auth]))
        var request = ServiceRequest(
            HTTPRequest("POST", address + "/auth/tokens", headers: [("Content-Type", "application/json"), ("Accept", "application/json")], bytes: body),
            about: "the sign-in at \(address)")
        request.meanings[401] = refused
        return try await issued(request, "X-Subject-Token")
    }

    /// The token for a project, in exchange for another token.
    func token(for project: ProjectRecord, from token: Secret) async throws -> IssuedToken {
        try await self.token(
            ["methods": ["token"], "token": ["id": token.reveal()]], scope: ["project": ["id": project.id]],
            refused: GivenToken.refused)
    }

    /// What the service says of a token that was given.
    func describe(_ token: Secret) async throws -> IssuedToken {
        var request = ServiceRequest(
            HTTPRequest("GET", address + "/auth/tokens", headers: [("X-Auth-Token", token.reveal()), ("X-Subject-Token", token.reveal())]),
            about: "the sign-in at \(address)")
        request.meanings = [401: GivenToken.refused, 404: GivenToken.refused]
        let response = try await send(request)
        guard let issued = IssuedToken(body: response.body, secret: token) else { throw unreadable(response) }
        return issued
    }

    /// A token in exchange for one of an identity provider that the service trusts.
    func federatedToken(provider: String, protocol name: String, accessToken: Secret) async throws -> IssuedToken {
        let path = "/OS-FEDERATION/identity_providers/\(PercentEncoding.segment(provider))/protocols/\(PercentEncoding.segment(name))/auth"
        var request = ServiceRequest(
            HTTPRequest("POST", address + path, headers: [("Authorization", "Bearer \(accessToken.reveal())"), ("Accept", "application/json")], bytes: []),
            about: "the sign-in at \(address)")
        let hint = "Check identity_provider and protocol, and that you have an account on this service."
        request.meanings[401] = ArchiveError(
            .unauthorized, "the identity service does not accept the identity provider '\(provider)' with protocol '\(name)', or does not know you", hint: hint)
        request.meanings[404] = ArchiveError(
            .unauthorized, "the identity service knows no identity provider '\(provider)' with protocol '\(name)'", hint: hint)
        return try await issued(request, "X-Subject-Token")
    }

    /// The answer to a GET, as JSON of a type; nil where the service refuses it or knows nothing of it.
    func ask<Answer: Decodable>(_ type: Answer.Type, _ path: String, token: Secret, about subject: String) async throws -> Answer? {
        var request = ServiceRequest(
            HTTPRequest("GET", address + path, headers: [("X-Auth-Token", token.reveal()), ("Accept", "application/json")]), about: subject)
        request.expects = [403, 404]
        let response = try await send(request)
        guard response.isSuccess else { return nil }
        do {
            return try JSONDecoder().decode(type, from: Data(response.body))
        } catch {
            throw unreadable(response)
        }
    }

    private func issued(_ request: ServiceRequest, _ header: String) async throws -> IssuedToken {
        let response = try await send(request)
        guard let token = IssuedToken(body: response.body, secret: response.headers[header].map { Secret($0) }) else {
            throw unreadable(response)
        }
        return token
    }

    private func send(_ request: ServiceRequest) async throws -> HTTPResponse {
        var request = request
        if request.meanings[404] == nil {
            request.meanings[404] = ArchiveError(
                .server, "there is no identity service of version 3 at \(address)", hint: "Check auth_url (OS_AUTH_URL).")
        }
        return try await client.send(request)
    }

    private func unreadable(_ response: HTTPResponse) -> ArchiveError {
        ArchiveError(
            .server, "what answers at \(address) is no identity service: its answer is not the JSON that one gives, but begins with '\(String(response.text.prefix(60)))'",
            hint: "Check auth_url (OS_AUTH_URL): something else may listen there.", status: response.status,
            transaction: response.transaction)
    }
}
