extension Project {
    /// Which container this one is becoming the copy of: what lets a rename that was cut off go on.
    private static let renameMark = "X-Container-Meta-Archive-Lua-Rename-From"

    /// Gives a container another name. The service knows no such thing: everything is copied on the server
    /// and verified, then deleted. Where it was cut off, the same call goes on.
    ///
    /// - Throws: `exists` where there is another container of the new name, `not_found` where there is none of the old,
    ///   `conflict` where large objects of other containers are made of its objects.
    public func renameContainer(_ containerName: String, to newName: String) async throws {
        if containerName.hasSameBytes(as: newName) {
            throw ArchiveError(.usage, "container '\(containerName)' has that name already", path: containerName)
        }
        let store = try await store()
        let mark = PercentEncoding.segment(containerName)
        let isBegun = try await begunMark(newName, store) == mark
        if try await presence(of: containerName) == .absent, isBegun {
            return try await store.updateContainer(newName, headers: [Self.renameMark: ""])
        }
        let source = try await container(named: containerName)
        try await requireUnused(source, besides: newName)
        if !isBegun {
            // In one request: a rename that is cut off right after it is still known for one.
            try await createContainer(newName, in: store, headers: [Self.renameMark: mark])
        }
        let target = try await container(named: newName)
        let copy = ContainerCopy(source: source, target: target)
        // Everything is there before anything goes.
        try await copy.copy(try await source.list())
        try await copySettings(from: source, to: target)
        try await requireUnused(source)
        try await copy.moveRest()
        try await store.deleteContainer(containerName)
        try await store.updateContainer(newName, headers: [Self.renameMark: ""])
    }

    /// Throws `conflict` where large objects that do not come along are made of objects of the container, or may be:
    /// they could not be read without it.
    ///
    /// - Parameter target: the container that takes its place, as long as its manifests are not made yet.
    private func requireUnused(_ container: Container, besides target: String? = nil) async throws {
        guard let references = try await LargeObject(container.store).allReferences(besides: container.name) else { return }
        func foreign(_ manifests: some Sequence<ObjectAddress>) -> [ObjectAddress] {
            manifests.filter { manifest in
                ![container.name, target].contains { $0?.hasSameBytes(as: manifest.container) == true }
            }
        }
        func refuse(_ manifests: [ObjectAddress], _ why: String) throws {
            guard !manifests.isEmpty else { return }
            // All count, and not everybody is told of all.
            let named = manifests.filter { archive.permit.mayMention(project: name, container: $0.container) }.map { "'\($0)'" }.sorted().prefix(3)
            let others = manifests.count - named.count
            let more = named.isEmpty ? "\(others) that may not be named here" : others > 0 ? " and \(others) more" : ""
            throw ArchiveError(
                .conflict, "container '\(container.name)' cannot be renamed: \(why) \(named.joined(separator: ", "))\(more)",
                hint: "Nothing was deleted. Rename, copy or delete what is named here first.", path: container.name)
        }
        try refuse(foreign(references.manifests(using: container.name)), "its objects are segments of")
        try refuse(foreign(references.unread), "its objects may be segments of what cannot be read:")
    }

    private func begunMark(_ newName: String, _ store: any ObjectStore) async throws -> String? {
        guard try await presence(of: newName) == .present else { return nil }
        return try await store.container(newName).headers[Self.renameMark.lowercased()]
    }

    /// The container's own metadata and its access lists.
    private func copySettings(from source: Container, to target: Container) async throws {
        var settings: [String: String] = [:]
        for (name, value) in try await source.metadata() {
            let isSetting = name.hasPrefix("x-container-meta-") || name == "x-container-read" || name == "x-container-write"
            if isSetting, name != Self.renameMark.lowercased() { settings[name] = value }
        }
        if !settings.isEmpty { try await target.store.updateContainer(target.name, headers: settings) }
    }
}
