/// Signs in with an application credential, which its user made for one project.
struct ApplicationCredential: Authenticator {
    let configuration: CloudConfiguration
    let keystone: Keystone

    var isBoundToProject: Bool { true }

    func signIn() async throws -> IssuedToken {
        let options = configuration.options
        guard let secret = options.applicationCredentialSecret else {
            throw ArchiveError(
                .unauthorized, "the application credential of '\(configuration.label)' has no secret",
                hint: "Give application_credential_secret in clouds.yaml or secure.yaml, or OS_APPLICATION_CREDENTIAL_SECRET.")
        }
        var credential: [String: any Sendable] = ["secret": secret.reveal()]
        let name: String
        if let id = options.applicationCredentialID {
            credential["id"] = id
            name = id
        } else if let given = options.applicationCredentialName {
            let user = try configuration.requiredUser()
            credential["name"] = given
            credential["user"] = options.username == nil ? ["id": user] : ["name": user, "domain": configuration.userDomain] as [String: any Sendable]
            name = given
        } else {
            throw ArchiveError(
                .unauthorized, "the application credential of '\(configuration.label)' has neither id nor name",
                hint: "Give application_credential_id, or application_credential_name with username.")
        }
        return try await keystone.token(
            ["methods": ["application_credential"], "application_credential": credential], scope: nil,
            refused: ArchiveError(
                .unauthorized, "the sign-in to '\(configuration.label)' was refused: there is no application credential '\(name)', its secret is wrong, or it has ended",
                hint: "Check both, or make a new one: openstack application credential create."))
    }
}
