/// Signs in with a user name and a password.
struct KeystonePassword: Authenticator {
    let configuration: CloudConfiguration
    let keystone: Keystone
    let passwords: PasswordSource

    func canSignInUnattended() async -> Bool { await passwords.isKnown }

    func signIn() async throws -> IssuedToken {
        let name = try configuration.requiredUser()
        let password = try await passwords.password()
        var user: [String: any Sendable] = ["password": password.reveal()]
        if configuration.options.username == nil, let id = configuration.options.userID {
            user["id"] = id
        } else {
            user["name"] = name
            user["domain"] = configuration.userDomain
        }
        do {
            // Asked for in so many words: a user may have a default project.
            return try await keystone.token(
                ["methods": ["password"], "password": ["user": user]], scope: "unscoped",
                refused: configuration.refusedSignIn(name))
        } catch let error as ArchiveError where error.code == .unauthorized {
            await passwords.refuse()
            throw error
        }
    }
}
