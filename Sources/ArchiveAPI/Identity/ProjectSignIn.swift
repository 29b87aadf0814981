/// Gets tokens for one project from the token that says who one is.
///
/// Knows nothing of the session that made it: what renews a token may outlive that, and must not keep it alive.
actor ProjectSignIn {
    private let project: ProjectRecord
    private let first: TokenKeeper
    private let keystone: Keystone
    private let isBoundToProject: Bool
    /// The first token that serves as the project's own: when the project asks again, another is wanted.
    private var handedOn: Secret?

    init(_ project: ProjectRecord, first: TokenKeeper, keystone: Keystone, isBoundToProject: Bool) {
        self.project = project
        self.first = first
        self.keystone = keystone
        self.isBoundToProject = isBoundToProject
    }

    func token() async throws -> IssuedToken {
        let token = try await first.current()
        if token.project?.id == project.id, handedOn != token.secret {
            handedOn = token.secret
            return token
        }
        guard !isBoundToProject else {
            let renewed = try await first.successor(of: token.secret)
            if renewed.project?.id == project.id { return renewed }
            throw ArchiveError(
                .forbidden, "the application credential is for another project than '\(project.name)'",
                hint: "Make one in that project, or sign in with a password.")
        }
        return try await first.withToken { [keystone, project] in try await keystone.token(for: project, from: $0.secret) }
    }
}
