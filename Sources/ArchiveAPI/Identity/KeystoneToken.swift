/// Signs in with a token that was given. It cannot be renewed.
struct KeystoneToken: Authenticator {
    let token: Secret
    let keystone: Keystone

    func signIn() async throws -> IssuedToken { try await keystone.describe(token) }
}
