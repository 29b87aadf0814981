/// Being signed in to a cloud: which projects there are, and where and with what token each is reached.
protocol CloudSession: Sendable {
    func identity() async throws -> Identity
    func projects() async throws -> [ProjectRecord]
    func account(of project: ProjectRecord) async throws -> ProjectAccount
    func users(of project: ProjectRecord) async throws -> [String: String]
    func userID(named name: String) async throws -> String?
    func userName(id: String) async throws -> String?
    func canSignInUnattended() async -> Bool
}

/// Where a project's objects are, and what lets one in.
struct ProjectAccount: Sendable {
    var storageURL: String
    var tokens: (any TokenSource)?
}

extension CloudSession {
    func users(of project: ProjectRecord) async throws -> [String: String] { [:] }
    func userID(named name: String) async throws -> String? { nil }
    func userName(id: String) async throws -> String? { nil }
    func canSignInUnattended() async -> Bool { true }
}

extension ProjectRecord {
    /// The one project that an account's address stands for: its name is the last part of the path, its id the
    /// same without the prefix that services put before it.
    init(storageURL: String) {
        let last = storageURL.split(separator: "/").last.map(String.init) ?? storageURL
        let name = PercentEncoding.decode(last) ?? last
        self.init(id: name.hasPrefix("AUTH_") ? String(name.dropFirst(5)) : name, name: name)
    }
}
