/// Which right an access list gives.
public enum AccessMode: String, Sendable, CaseIterable {
    case read, write

    /// The mode of that name; a `usage` error otherwise.
    public init(named name: String) throws {
        guard let mode = AccessMode(rawValue: name) else {
            throw ArchiveError(.usage, "'\(name)' is no mode of access", hint: "Use \"read\" or \"write\".")
        }
        self = mode
    }

    var header: String { self == .read ? "X-Container-Read" : "X-Container-Write" }
}

/// Who may read a container and who may write to it.
public struct AccessControl: Sendable, Equatable {
    public var read: [String]
    public var write: [String]
}

extension Container {
    /// The name that stands for everybody.
    public static let everybody = "PUBLIC"

    /// Who has access beside the project's owners.
    ///
    /// - Parameter showUsernames: names in place of ids where they are known, and `PUBLIC` where anyone may
    ///   read; otherwise the elements as the service has them.
    public func accessControl(showUsernames: Bool = true) async throws -> AccessControl {
        let lists = try await accessLists()
        guard showUsernames else { return AccessControl(read: lists.read.elements, write: lists.write.elements) }
        let names = try await namesByID(for: lists.read.elements + lists.write.elements)
        return AccessControl(read: shown(lists.read, names), write: shown(lists.write, names))
    }

    /// Gives a user access. Returns whether anything changed.
    ///
    /// - Parameter username: a user's name, or `PUBLIC` for anybody (reading only).
    /// - Throws: `not_found` for a user that is not known, `conflict` where somebody else changed the list meanwhile.
    public func grantAccess(to username: String, _ mode: AccessMode = .read) async throws -> Bool {
        let elements = try await self.elements(for: username, mode)
        return try await change(mode) { $0.add([elements[0]] + (username == Self.everybody ? [AccessList.listings] : [])) }
    }

    /// Takes a user's access away. Returns whether anything changed. As `grantAccess`.
    public func revokeAccess(from username: String, _ mode: AccessMode = .read) async throws -> Bool {
        let elements = try await self.elements(for: username, mode)
        return try await change(mode) { $0.remove(elements) }
    }

    /// Reads a list afresh, changes it, writes it where that made a difference, and looks at what came of it.
    private func change(_ mode: AccessMode, _ edit: (inout AccessList) -> Void) async throws -> Bool {
        defer { forgetPublicity() }
        let before = try await accessLists()[mode]
        var wanted = before
        edit(&wanted)
        guard wanted != before else { return false }
        try await store.updateContainer(name, headers: [mode.header: wanted.text])
        let after = try await accessLists()[mode]
        guard Set(after.elements) == Set(wanted.elements) else {
            throw ArchiveError(
                .conflict, "the \(mode.rawValue) list of container '\(name)' is not what was written: it was changed meanwhile",
                hint: "Look at access_control() and try again.", path: name, retryable: true)
        }
        return true
    }

    /// Both lists as they are now. Only owners are shown them.
    private func accessLists() async throws -> AccessLists {
        let info = try await store.container(name)
        if info.readACL == nil, info.writeACL == nil {
            // The service shows none where there are none and where one may not see them.
            try await project.requireOwner(to: "see who has access to container '\(name)'")
        }
        return AccessLists(read: AccessList(info.readACL ?? ""), write: AccessList(info.writeACL ?? ""))
    }

    /// The elements that give a user access: the one that is written first, then others of the same meaning.
    private func elements(for username: String, _ mode: AccessMode) async throws -> [String] {
        if username == Self.everybody {
            guard mode == .read else {
                throw ArchiveError(.usage, "\"PUBLIC\" can be given read access only", hint: "Name a user to give write access to.")
            }
            return [AccessList.anyone, AccessList.listings]
        }
        // Who may not change the list has no reason to ask who there is.
        try project.archive.permit.checkAhead(.access, project: project.name, container: name, object: nil)
        guard let id = try await project.userID(named: username) else {
            // Who may not change the list may not know the users either.
            try await project.requireOwner(to: "change who has access to container '\(name)'")
            let known = try? await PermitAsking.tentatively { try await project.users() }
            let nearest = Suggestion.nearest(to: username, in: (known ?? [:]).keys).map { "Did you mean '\($0)'? " } ?? ""
            throw ArchiveError(
                .notFound, "there is no user '\(username)' that project '\(project.name)' knows of",
                hint: nearest + "project.users has the users that are known; an administrator can add one.", path: username)
        }
        return project.accessElements(userID: id, username: username)
    }

    private func shown(_ list: AccessList, _ names: [String: String]) -> [String] {
        var shown: [String] = []
        for element in list.elements where element != AccessList.listings {
            let name = element == AccessList.anyone ? Self.everybody : project.userID(ofElement: element).map { names[$0] ?? $0 } ?? element
            if !shown.contains(name) { shown.append(name) }
        }
        return shown
    }

    private func namesByID(for elements: [String]) async throws -> [String: String] {
        let ids = Set(elements.compactMap(project.userID(ofElement:)))
        guard !ids.isEmpty else { return [:] }
        var names = Dictionary(try await project.knownUsers().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for id in ids where names[id] == nil { names[id] = try await project.userName(id: id) }
        return names
    }
}

private struct AccessLists {
    var read: AccessList
    var write: AccessList

    subscript(mode: AccessMode) -> AccessList { mode == .read ? read : write }
}
