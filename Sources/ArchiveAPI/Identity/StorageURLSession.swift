/// No sign-in: an account's address, and a token if there is one.
struct StorageURLSession: CloudSession {
    let storageURL: String
    let token: Secret?
    let user: String?

    private var project: ProjectRecord { ProjectRecord(storageURL: storageURL) }

    func identity() async throws -> Identity {
        Identity(
            user: user ?? (token == nil ? "anonymous" : "(by token)"), userID: "", project: project.name, roles: [], expires: nil)
    }

    func projects() async throws -> [ProjectRecord] { [project] }

    func account(of project: ProjectRecord) async throws -> ProjectAccount {
        ProjectAccount(storageURL: storageURL, tokens: token.map { GivenToken(given: $0) })
    }
}
