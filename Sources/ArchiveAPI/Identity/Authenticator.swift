/// A way to prove to an identity service who one is.
protocol Authenticator: Sendable {
    /// Signs in. The token is for no project yet, or for the one that the proof is bound to.
    func signIn() async throws -> IssuedToken
    /// Whether the proof is good for one project only.
    var isBoundToProject: Bool { get }
    /// Whether nobody has to be asked for a password.
    func canSignInUnattended() async -> Bool
}

extension Authenticator {
    var isBoundToProject: Bool { false }
    func canSignInUnattended() async -> Bool { true }
}

extension CloudConfiguration {
    /// Who signs in, or `unauthorized` where nothing says so.
    func requiredUser() throws -> String {
        guard let user = options.username ?? options.userID else {
            throw ArchiveError(
                .unauthorized, "no user name was given to sign in to '\(label)' with",
                hint: "Give it: Archive(\"name\"), OS_USERNAME, or username in clouds.yaml.")
        }
        return user
    }

    /// The domain of the user as the service reads it: what is configured, else the one with the id `default`.
    var userDomain: [String: String] {
        if let id = options.userDomainID { return ["id": id] }
        if let name = options.userDomainName { return ["name": name] }
        if let id = options.domainID { return ["id": id] }
        if let name = options.domainName { return ["name": name] }
        return ["id": options.defaultDomain ?? "default"]
    }

    /// The identity service does not say which of the two was wrong.
    func refusedSignIn(_ user: String) -> ArchiveError {
        let domain = userDomain.values.first ?? ""
        return ArchiveError(
            .unauthorized, "the sign-in to '\(label)' was refused: the password is wrong, or there is no user '\(user)' (domain '\(domain)')",
            hint: "Check the user name, the password, and user_domain_name if the domain is another.")
    }
}
