/// An archive: all the projects that one may work in.
///
/// Nothing is asked before it is needed: signing in happens at the first call. Every function throws
/// `ArchiveError`.
public final class Archive: Sendable {
    public let backend: any ArchiveBackend
    /// Asked before every operation on the archive's objects.
    public let permit: any Permit

    public init(_ backend: any ArchiveBackend, permit: any Permit = UnrestrictedPermit()) {
        self.backend = backend
        self.permit = permit
    }

    public func username() async throws -> String { try await backend.identity().user }

    public func userID() async throws -> String { try await backend.identity().userID }

    /// Who is signed in, and for how long.
    public func whoami() async throws -> Identity { try await backend.identity() }

    /// The projects that one may work in, each with a name of its own: where two domains have one of the same
    /// name, the id stands behind it.
    public func projects() async throws -> [(name: String, project: Project)] {
        let records = try await mentioned()
        let counts = Dictionary(records.map { (Array($0.name.utf8), 1) }, uniquingKeysWith: +)
        return records.map { record in
            let isOnlyOne = counts[Array(record.name.utf8)] == 1
            return (isOnlyOne ? record.name : "\(record.name) (\(record.id))", Project(record, of: self))
        }
    }

    /// A project by its name or id; `not_found` otherwise.
    public func project(named name: String) async throws -> Project {
        let records = try await mentioned()
        if let record = records.first(where: { $0.name.hasSameBytes(as: name) }) ?? records.first(where: { $0.id == name }) {
            return Project(record, of: self)
        }
        let nearest = Suggestion.nearest(to: name, in: records.map(\.name))
        throw ArchiveError(
            .notFound, "there is no project '\(name)' that '\(try await username())' may work in",
            hint: nearest.map { "Did you mean '\($0)'?" }
                ?? (records.isEmpty ? Self.noProject : "There are: \(records.map { "'\($0.name)'" }.sorted().joined(separator: ", "))."),
            path: name)
    }

    /// The projects that the permit lets one know of.
    private func mentioned() async throws -> [ProjectRecord] {
        try permit.check(.read, project: nil, container: nil, object: nil)
        return try await backend.projects().filter { permit.mayMention(project: $0.name, container: nil) }
    }

    private static let noProject = "There is no project that you may work in: ask for a role in one."

    /// Searches every project for a container.
    ///
    /// Where just one project refuses to say and no other has it, the container is taken to be there, and each
    /// operation answers for itself.
    /// - Throws: `not_found`, naming the projects that were searched and those that could not be.
    public func findContainer(_ name: String) async throws -> Container {
        try Project.check(name)
        let records = try await backend.projects()
        let all = records.filter { permit.mayMention(project: $0.name, container: name) }.map { Project($0, of: self) }
        // Where it may be nowhere at all, that is the answer, and not that it was not found.
        if all.isEmpty, !records.isEmpty {
            let mentioned = records.first { permit.mayMention(project: $0.name, container: nil) }
            try permit.check(.read, project: mentioned?.name, container: name, object: nil)
        }
        // A project that may not be looked into has not the one that is meant.
        let answers = try await PermitAsking.tentatively {
            try await concurrentMap(all) { (project: $0, presence: try await $0.presenceOrFailure(of: name)) }
        }
        func projects(_ presence: Project.Presence) -> [Project] {
            answers.filter { (try? $0.presence.get()) == presence }.map(\.project)
        }
        let (absent, refusing) = (projects(.absent), projects(.refused))
        if let project = projects(.present).first ?? (refusing.count == 1 ? refusing.first : nil) {
            return try await project.container(named: name)
        }
        let failures = answers.compactMap { answer in answer.presence.failure.map { (project: answer.project, error: $0) } }
        if absent.isEmpty, refusing.isEmpty, let failure = failures.first { throw failure.error }
        // Who may not list the projects is not told of them here either.
        try permit.check(.read, project: nil, container: nil, object: nil)
        func names(_ list: [Project]) -> String { list.map { "'\($0.name)'" }.sorted().joined(separator: ", ") }
        var places = absent.isEmpty ? "" : "; searched: \(names(absent))"
        if !refusing.isEmpty { places += "; these refused to say: \(names(refusing))" }
        if !failures.isEmpty {
            let reasons = failures.map { "'\($0.project.name)' (\($0.error.message))" }.sorted().joined(separator: ", ")
            places += "; these could not be asked: \(reasons)"
        }
        throw ArchiveError(
            .notFound, "no project has a container '\(name)'\(places)",
            hint: all.isEmpty ? Self.noProject : refusing.isEmpty
                ? "archive.projects has the projects, container_names of each its containers."
                : "Name its project: Container(\"\(name)\", {project = …}).",
            path: name)
    }
}

extension Project {
    /// As `presence(of:)`; a failure of this one project is an answer too.
    fileprivate func presenceOrFailure(of containerName: String) async throws -> Result<Presence, ArchiveError> {
        do {
            return .success(try await presence(of: containerName))
        } catch let error as ArchiveError where error.code != .interrupted {
            return .failure(error)
        }
    }
}

extension Result {
    fileprivate var failure: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}
