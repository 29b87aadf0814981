/// Signed in by Swift's first version: one account, whose address comes with the token.
actor TempAuthSession: CloudSession {
    private let configuration: CloudConfiguration
    private let signIn: TempAuthSignIn
    private let keeper: TokenKeeper

    init(_ configuration: CloudConfiguration, client: ServiceClient, prompt: PasswordPrompt?) {
        let signIn = TempAuthSignIn(configuration, client: client, prompt: prompt)
        self.configuration = configuration
        self.signIn = signIn
        keeper = TokenKeeper { try await signIn.token() }
    }

    func identity() async throws -> Identity {
        let token = try await keeper.current()
        return Identity(
            user: token.user, userID: token.userID, project: try await project().name, roles: [], expires: token.expires)
    }

    func projects() async throws -> [ProjectRecord] { [try await project()] }

    func account(of project: ProjectRecord) async throws -> ProjectAccount {
        ProjectAccount(storageURL: try await address(), tokens: keeper)
    }

    func canSignInUnattended() async -> Bool { await signIn.canSignInUnattended() }

    private func project() async throws -> ProjectRecord { ProjectRecord(storageURL: try await address()) }

    private func address() async throws -> String {
        if let given = configuration.options.storageURL { return given }
        _ = try await keeper.current()
        guard let storageURL = await signIn.storageURL else { throw signIn.noAddress }
        return storageURL
    }
}
