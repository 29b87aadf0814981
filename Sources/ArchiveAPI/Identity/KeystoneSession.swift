import Foundation

/// Signed in at an identity service of version 3: one token for who one is, and from it one for each project.
actor KeystoneSession: CloudSession {
    private let configuration: CloudConfiguration
    private let keystone: Keystone
    private let authenticator: any Authenticator
    /// The token that the others are made from.
    private let first: TokenKeeper
    private var keepers: [String: TokenKeeper] = [:]
    private var known: (projects: [ListedProject], at: Double)?
    private var userIDs: [String: String?] = [:]
    private var userNames: [String: String?] = [:]

    /// For how many seconds a list of projects is taken to be right.
    private static let memory = 60.0

    init(_ configuration: CloudConfiguration, keystone: Keystone, authenticator: any Authenticator) {
        self.configuration = configuration
        self.keystone = keystone
        self.authenticator = authenticator
        first = TokenKeeper { try await authenticator.signIn() }
    }

    func identity() async throws -> Identity {
        let token = try await first.current()
        guard let project = try await mainProject() else {
            return Identity(user: token.user, userID: token.userID, project: nil, roles: token.roles, expires: token.expires)
        }
        let scoped = try await keeper(of: project).current()
        return Identity(
            user: scoped.user, userID: scoped.userID, project: project.name, roles: scoped.roles, expires: scoped.expires)
    }

    func projects() async throws -> [ProjectRecord] {
        // A project that is named and not there is an error from the start, not at the first file.
        _ = try await mainProject()
        return try await listed().map(\.record)
    }

    func account(of project: ProjectRecord) async throws -> ProjectAccount {
        let keeper = keeper(of: project)
        if let given = configuration.options.storageURL {
            let main = given.contains("(project_id)") || given.contains("(tenant_id)") ? nil : try await mainProject()
            return ProjectAccount(storageURL: KeystoneSession.address(given, of: project, insteadOf: main), tokens: keeper)
        }
        let address = try await keeper.current().catalog.objectStore(
            interface: configuration.options.interface, region: configuration.options.region, project: project.name)
        return ProjectAccount(storageURL: address, tokens: keeper)
    }

    func canSignInUnattended() async -> Bool { await authenticator.canSignInUnattended() }

    // MARK: Projects

    /// The project that is configured, else the only one; nil where there are several, or none.
    private func mainProject() async throws -> ProjectRecord? {
        let all = try await listed()
        let options = configuration.options
        if let id = options.projectID {
            guard let found = all.first(where: { $0.id == id }) else { throw unknownProject(id, all) }
            return found.record
        }
        guard let name = options.projectName else { return all.count == 1 ? all.first?.record : nil }
        var found = all.filter { $0.name.hasSameBytes(as: name) }
        if found.isEmpty { found = all.filter { $0.id == name } }
        if found.count > 1, let domain = try await projectDomainID() { found = found.filter { $0.domain_id == domain } }
        guard let project = found.first else { throw unknownProject(name, all) }
        guard found.count == 1 else {
            throw ArchiveError(
                .usage, "there are several projects '\(name)' that you may work in",
                hint: "Give project_id, one of: \(found.map(\.id).joined(separator: ", ")).")
        }
        return project.record
    }

    private func projectDomainID() async throws -> String? {
        let options = configuration.options
        if let id = options.projectDomainID ?? options.domainID { return id }
        guard let name = options.projectDomainName ?? options.domainName else { return nil }
        let token = try await first.current()
        if token.userDomainName == name { return token.userDomainID }
        return name.lowercased() == "default" ? "default" : nil
    }

    private func listed() async throws -> [ListedProject] {
        let now = Date().timeIntervalSince1970
        if let known, now - known.at < KeystoneSession.memory { return known.projects }
        let all = try await ownProjects()
        known = (all, now)
        return all
    }

    private func ownProjects() async throws -> [ListedProject] {
        let token = try await first.current()
        if authenticator.isBoundToProject {
            return token.project.map { [ListedProject(id: $0.id, name: $0.name, domain_id: nil)] } ?? []
        }
        struct Answer: Decodable { var projects: [ListedProject] }
        let answer = try await first.withToken { [keystone] in
            try await keystone.ask(Answer.self, "/auth/projects", token: $0.secret, about: "the list of your projects")
        }
        if let answer { return answer.projects.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
        return token.project.map { [ListedProject(id: $0.id, name: $0.name, domain_id: nil)] } ?? []
    }

    private func unknownProject(_ name: String, _ all: [ListedProject]) -> ArchiveError {
        let nearest = Suggestion.nearest(to: name, in: all.map(\.name)).map { "Did you mean '\($0)'? " } ?? ""
        let known = all.isEmpty ? "none: ask for a role in one" : all.map { "'\($0.name)'" }.joined(separator: ", ")
        return ArchiveError(
            .notFound, "there is no project '\(name)' at '\(configuration.label)' that you may work in",
            hint: "\(nearest)Your projects: \(known).", path: name)
    }

    // MARK: Tokens

    private func keeper(of project: ProjectRecord) -> TokenKeeper {
        if let keeper = keepers[project.id] { return keeper }
        let signIn = ProjectSignIn(project, first: first, keystone: keystone, isBoundToProject: authenticator.isBoundToProject)
        let keeper = TokenKeeper { try await signIn.token() }
        keepers[project.id] = keeper
        return keeper
    }

    /// A configured address, for a project: with the project's id where a template or another's id stands.
    private static func address(_ given: String, of project: ProjectRecord, insteadOf main: ProjectRecord?) -> String {
        var address = given
        for template in ["%(project_id)s", "%(tenant_id)s", "$(project_id)s", "$(tenant_id)s"] {
            address = address.replacing(template, with: project.id)
        }
        if let main { address = address.replacing(main.id, with: project.id) }
        return address
    }
}

/// A project as the identity service lists it.
struct ListedProject: Decodable, Sendable {
    var id: String
    var name: String
    var domain_id: String?

    var record: ProjectRecord { ProjectRecord(id: id, name: name) }
}

// MARK: Users

extension KeystoneSession {
    func users(of project: ProjectRecord) async throws -> [String: String] {
        struct Named: Decodable {
            var id: String
            var name: String?
        }
        struct Assignments: Decodable {
            struct Assignment: Decodable { var user: Named? }
            var role_assignments: [Assignment]
        }
        let token = try await keeper(of: project).current().secret
        let path = "/role_assignments?include_names&scope.project.id=\(PercentEncoding.queryPart(project.id))"
        let answer = try await keystone.ask(Assignments.self, path, token: token, about: "the users of project '\(project.name)'")
        let pairs = answer?.role_assignments.compactMap { row in row.user.flatMap { user in user.name.map { ($0, user.id) } } } ?? []
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    func userID(named name: String) async throws -> String? {
        let own = try await first.current()
        if own.user.hasSameBytes(as: name) { return own.userID }
        if let known = userIDs[name] { return known }
        struct Answer: Decodable {
            struct User: Decodable {
                var id: String
                var name: String
                var domain_id: String?
            }
            var users: [User]
        }
        let answer = try await askAsMember(Answer.self, "/users?name=\(PercentEncoding.queryPart(name))", about: "user '\(name)'")
        let users = answer?.users.filter { $0.name.hasSameBytes(as: name) } ?? []
        let found = (users.first { $0.domain_id == own.userDomainID } ?? users.first)?.id
        userIDs.updateValue(found, forKey: name)
        return found
    }

    func userName(id: String) async throws -> String? {
        let own = try await first.current()
        if own.userID == id { return own.user }
        if let known = userNames[id] { return known }
        struct Answer: Decodable {
            struct User: Decodable { var name: String }
            var user: User
        }
        let answer = try await askAsMember(Answer.self, "/users/\(PercentEncoding.segment(id))", about: "user '\(id)'")
        userNames.updateValue(answer?.user.name, forKey: id)
        return answer?.user.name
    }

    /// Asks with a project's token: it is roles in a project that allow such questions.
    private func askAsMember<Answer: Decodable & SendableMetatype>(_ type: Answer.Type, _ path: String, about subject: String) async throws -> Answer? {
        var project = try await mainProject()
        if project == nil { project = try await listed().first?.record }
        let token = try await (project.map(keeper) ?? first).current()
        return try await keystone.ask(type, path, token: token.secret, about: subject)
    }
}
