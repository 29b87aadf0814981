/// What an archive stands on: who one is there, which projects there are, and their stores.
///
/// `OpenStackBackend` asks Keystone (or needs no more than a storage URL), `LocalBackend` looks into a
/// folder. Signing in happens at the first call that needs it, once however many wait for it.
public protocol ArchiveBackend: Sendable {
    /// A short name for prompts and messages: the cloud's name, the service's host, or the folder.
    var label: String { get }

    /// Who is signed in. Signs in if that has not happened yet.
    func identity() async throws -> Identity
    /// The projects that the user may work in.
    func projects() async throws -> [ProjectRecord]
    /// The store of a project's account: the same one for the same project.
    func store(for project: ProjectRecord) async throws -> any ObjectStore
    /// User name → user id, as far as the identity service tells this user; empty where it does not.
    func users(of project: ProjectRecord) async throws -> [String: String]
    /// The id of a user by name where the identity service tells, else nil.
    func userID(named name: String) async throws -> String?
    /// The name of a user by id where the identity service tells, else nil.
    func userName(id: String) async throws -> String?
    /// Whether one is signed in, or can be without anybody being asked for a password.
    func canSignInUnattended() async -> Bool
}

extension ArchiveBackend {
    public func canSignInUnattended() async -> Bool { true }
}

/// A project as the identity service names it.
public struct ProjectRecord: Sendable, Hashable {
    public let id: String
    public let name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// Who is signed in, and for how long.
public struct Identity: Sendable, Equatable {
    public var user: String
    public var userID: String
    /// The project that the token is for; nil where it is for none.
    public var project: String?
    public var roles: [String]
    /// When the token ends, in seconds since 1970; nil where it does not.
    public var expires: Double?

    public init(user: String, userID: String, project: String?, roles: [String], expires: Double?) {
        self.user = user
        self.userID = userID
        self.project = project
        self.roles = roles
        self.expires = expires
    }
}
