/// A project of an archive: an account of the object store, with its containers.
///
/// Every function throws `ArchiveError`.
public final class Project: Sendable {
    public let archive: Archive
    let record: ProjectRecord

    public var id: String { record.id }
    public var name: String { record.name }

    init(_ record: ProjectRecord, of archive: Archive) {
        self.record = record
        self.archive = archive
    }

    /// The account's store, behind the archive's permit: a plan does not widen what is permitted.
    func store() async throws -> any ObjectStore {
        let base = try await archive.backend.store(for: record)
        let place = PlannedPlace(archive: archive.backend.label, project: record, storageURL: try await base.storageURL)
        return PermittedStore(base: SwitchedStore(base: base, place: place), permit: archive.permit, project: name)
    }

    /// The names of all containers, those of segments and versions included.
    public func containerNames() async throws -> [String] {
        do {
            return try await store().containers().map(\.name)
        } catch var error as ArchiveError where error.code == .forbidden {
            error.message = "you may not list the containers of project '\(name)'"
            error.hint = "Only its owners may. Name the container that you have access to: Container(\"name\")."
            throw error
        }
    }

    /// The containers that hold data of users: not those of segments and versions.
    public func containers() async throws -> [Container] {
        let store = try await store()
        var containers: [Container] = []
        for name in try await containerNames() where !name.hasSuffix("_versions") && !name.hasSuffix("_segments") {
            containers.append(try await Container(name, of: self, in: store))
        }
        return containers
    }

    /// A container by name. `not_found` where there is none; where the service refuses to say (as to a user
    /// who may only write), the container is given and each operation answers for itself.
    public func container(named containerName: String) async throws -> Container {
        let store = try await store()
        switch try await presence(of: containerName) {
        case .present, .refused: return try await Container(containerName, of: self, in: store)
        case .absent: throw try await containerNotFound(containerName)
        }
    }

    /// Creates a container.
    ///
    /// - Parameter isPublic: anyone may read it.
    /// - Throws: `exists` where there is one, `usage` for a name that no container can have.
    public func createContainer(_ containerName: String, isPublic: Bool = false) async throws -> Container {
        let store = try await store()
        let acl = isPublic ? [AccessMode.read.header: "\(AccessList.anyone),\(AccessList.listings)"] : [:]
        try await createContainer(containerName, in: store, headers: acl)
        return try await Container(containerName, of: self, in: store)
    }

    func createContainer(_ containerName: String, in store: any ObjectStore, headers: [String: String]) async throws {
        try Self.check(containerName, longest: try await store.limits().maxContainerNameLength)
        // A PUT of a container that is there would change its headers: it is asked first.
        guard try await PermitAsking.tentatively({ try await presence(of: containerName) }) != .present,
            try await store.createContainer(containerName, headers: headers)
        else {
            throw ArchiveError(
                .exists, "there is a container '\(containerName)' in project '\(name)' already",
                hint: "Choose another name, or open it with get_container.", path: containerName)
        }
    }

    /// Deletes a container with everything in it.
    ///
    /// - Parameter confirmation: the container's name once more; anything else is a `usage` error, and nothing is deleted.
    public func deleteContainer(_ containerName: String, confirmation: String?) async throws {
        let container = try await container(named: containerName)
        // Who may only write could empty the container, and would then be refused to delete it.
        try await requireOwner(to: "delete container '\(containerName)'")
        guard let confirmation, confirmation.hasSameBytes(as: containerName) else {
            let count = try await container.count()
            throw ArchiveError(
                .usage, "deleting container '\(containerName)' would delete its \(count) object\(count == 1 ? "" : "s"), and was not confirmed",
                hint: "Confirm it by the container's name: delete_container(\(containerName.luaLiteral), {confirm = \(containerName.luaLiteral)}).",
                path: containerName)
        }
        while true {
            let files = try await container.list()
            if files.isEmpty { break }
            try await container.deleteAll(files)
        }
        try await container.store.deleteContainer(containerName)
    }

    /// Throws `forbidden` unless this user owns the project: only owners may look at the account itself.
    func requireOwner(to doSomething: String) async throws {
        do {
            // What is in the page is nobody's business: only whether the service gives it.
            try await PermitAsking.tentatively { _ = try await store().listContainers(after: "", limit: 1) }
        } catch let error as ArchiveError where error.code == .forbidden || error.code == .unauthorized {
            throw ArchiveError(
                .forbidden, "only owners of project '\(name)' may \(doSomething)", hint: "Ask an owner of the project.",
                status: error.status, transaction: error.transaction)
        }
    }

    enum Presence { case present, absent, refused }

    /// Whether there is a container of that name, as far as the service tells this user.
    func presence(of containerName: String) async throws -> Presence {
        try Self.check(containerName)
        let store = try await store()
        do {
            _ = try await store.container(containerName)
            return .present
        } catch let error as ArchiveError where error.code == .notFound {
            return .absent
        } catch let error as ArchiveError where error.code == .forbidden {
            return .refused
        } catch let error as ArchiveError where error.code == .notPermitted && PermitAsking.isTentative {
            return .refused
        }
    }

    /// - Throws: `usage` for a name that no container can have.
    static func check(_ containerName: String, longest: Int = ServiceLimits().maxContainerNameLength) throws {
        func refuse(_ why: String) -> ArchiveError {
            ArchiveError(.usage, "'\(containerName)' cannot be the name of a container: \(why)", hint: "Choose another name.", path: containerName)
        }
        if containerName.isEmpty { throw refuse("it is empty") }
        if containerName.utf8.contains(UInt8(ascii: "/")) { throw refuse("it holds a '/'") }
        if containerName.utf8.contains(0) { throw refuse("it holds a zero byte") }
        if containerName == "." || containerName == ".." { throw refuse("it means a directory in an address") }
        if containerName.utf8.count > longest {
            throw refuse("it has \(containerName.utf8.count) bytes, and the service takes \(longest)")
        }
    }

    private func containerNotFound(_ containerName: String) async throws -> ArchiveError {
        let names = (try? await containerNames()) ?? []
        let nearest = Suggestion.nearest(to: containerName, in: names)
        return ArchiveError(
            .notFound, "there is no container '\(containerName)' in project '\(name)'",
            hint: nearest.map { "Did you mean '\($0)'?" } ?? "project.container_names has the names there are.",
            path: containerName)
    }
}

extension Project: Equatable {
    /// Two projects are equal when they are the same one of the same archive.
    public static func == (left: Project, right: Project) -> Bool {
        left.id == right.id && left.archive.backend.label == right.archive.backend.label
    }
}
