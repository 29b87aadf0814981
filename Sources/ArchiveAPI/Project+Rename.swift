extension Project {
    /// Which container this one is becoming the copy of: what lets a rename that was cut off go on.
    private static let renameMark = "X-Container-Meta-Archive-Lua-Rename-From"

    /// Gives a container another name. The service knows no such thing: everything is copied on the server
    /// and verified, then deleted. Where it was cut off, the same call goes on.
    ///
    /// - Throws: `exists` where there is another container of the new name, `not_found` where there is none of the old.
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
        if !isBegun {
            // In one request: a rename that is cut off right after it is still known for one.
            try await createContainer(newName, in: store, headers: [Self.renameMark: mark])
        }
        let target = try await container(named: newName)
        // Everything is there before anything goes.
        _ = try await concurrentMap(try await source.list()) { file in
            try await self.copyUnlessThere(file, from: source, to: target)
        }
        try await copySettings(from: source, to: target)
        try await moveRest(of: source, to: target)
        try await store.deleteContainer(containerName)
        try await store.updateContainer(newName, headers: [Self.renameMark: ""])
    }

    private func begunMark(_ newName: String, _ store: any ObjectStore) async throws -> String? {
        guard try await presence(of: newName) == .present else { return nil }
        return try await store.container(newName).headers[Self.renameMark.lowercased()]
    }

    /// Copies a file that the target does not have yet as it is now, and compares the copy. One that is gone
    /// meanwhile needs no copy.
    private func copyUnlessThere(_ file: File, from source: Container, to target: Container) async throws {
        guard let info = try await source.infoIfPresent(file.name) else { return }
        if let copy = try await target.infoIfPresent(file.name), copy.etag == info.etag, copy.bytes == info.bytes { return }
        _ = try await source.store.copy(source.address(file.name), to: target.address(file.name), CopyOptions(of: info))
        let copy = try await target.info(file.name)
        guard copy.etag == info.etag, copy.bytes == info.bytes else {
            throw ArchiveError(
                .integrity, "the copy of '\(file.name)' in container '\(target.name)' differs",
                hint: "Container '\(source.name)' still has it. Call rename_container again.", path: file.name, retryable: true)
        }
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

    /// Deletes what the target has. What somebody else wrote meanwhile goes there first.
    ///
    /// The copies share the segments of large objects: only the manifests are deleted.
    private func moveRest(of source: Container, to target: Container) async throws {
        while true {
            let files = try await source.list()
            if files.isEmpty { return }
            _ = try await concurrentMap(files) { file in
                try await self.copyUnlessThere(file, from: source, to: target)
                do {
                    try await source.store.delete(source.address(file.name))
                } catch let error as ArchiveError where error.code == .notFound {
                    return
                }
            }
        }
    }
}

extension Container {
    fileprivate func infoIfPresent(_ path: String) async throws -> ObjectInfo? {
        do {
            return try await info(path)
        } catch let error as ArchiveError where error.code == .notFound {
            return nil
        }
    }
}
