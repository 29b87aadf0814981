extension Container {
    /// Copies a file on the server; no bytes pass here.
    ///
    /// - Parameters:
    ///   - targetDirectory: a directory of this container; empty for its root.
    ///   - newName: the copy's name in that directory; nil for the file's own.
    ///   - overwrite: replace a file that is there; otherwise that is an `exists` error.
    /// - Returns: the new file.
    public func copy(_ path: String, to targetDirectory: String, newName: String? = nil, overwrite: Bool = false) async throws -> File {
        let target = try await targetName(path, targetDirectory, newName)
        return try await copyExactly(path, target, overwrite: overwrite)
    }

    /// Copies a file, and deletes it once the copy is verified. Onto itself, it stays as it is.
    ///
    /// - Throws: `conflict` where the file is a segment of a large object of this container.
    public func move(_ path: String, to targetDirectory: String, newName: String? = nil, overwrite: Bool = false) async throws -> File {
        let target = try await targetName(path, targetDirectory, newName)
        return try await moveExactly(path, target, overwrite: overwrite)
    }

    /// Gives a file another name in the directory that it is in.
    public func rename(_ path: String, to newName: String, overwrite: Bool = false) async throws -> File {
        let base = ObjectPath.basename(path)
        let directory = String(decoding: path.utf8.dropLast(base.utf8.count), as: UTF8.self)
        let target = try ObjectPath.checked(directory + (try checkedNewName(newName)), try await store.limits())
        return try await moveExactly(path, target, overwrite: overwrite)
    }

    private func targetName(_ path: String, _ directory: String, _ newName: String?) async throws -> String {
        let name = try newName.map(checkedNewName) ?? ObjectPath.basename(path)
        return try ObjectPath.checked(ObjectPath.join(directory, name), try await store.limits())
    }

    private func checkedNewName(_ name: String) throws -> String {
        guard !name.isEmpty else {
            throw ArchiveError(.usage, "the new name is empty", hint: "Leave new_name out to keep the file's own name.")
        }
        return name
    }

    private func moveExactly(_ path: String, _ target: String, overwrite: Bool) async throws -> File {
        if target.hasSameBytes(as: path) { return try await get(path) }
        try await requireNoSegment(path)
        let file = try await copyExactly(path, target, overwrite: overwrite)
        // The copy shares the segments of a large object: only the manifest goes.
        try await store.delete(address(path))
        return file
    }

    private func copyExactly(_ path: String, _ target: String, overwrite: Bool) async throws -> File {
        let source = try await info(path)
        if target.hasSameBytes(as: path) {
            guard overwrite else { throw targetExists(target) }
            return File(path, source, in: self)
        }
        let replaced = try await kindIfPresent(target)
        guard overwrite || replaced == nil else { throw targetExists(target) }
        let copy = try await copyVerified(path, source, to: target, replacing: replaced)
        return File(target, copy, in: self)
    }

    /// Copies, looks at the copy, and only then frees the segments of what was replaced.
    func copyVerified(_ path: String, _ source: ObjectInfo, to target: String, replacing old: ObjectInfo.Kind?) async throws -> ObjectInfo {
        let large = LargeObject(store)
        let oldSegments = try await large.segmentsIfReadable(of: address(target), old ?? .plain)
        _ = try await store.copy(address(path), to: address(target), CopyOptions(of: source))
        let copy = try await info(target)
        guard copy.etag == source.etag, copy.bytes == source.bytes else {
            throw ArchiveError(
                .integrity, "the copy '\(target)' differs from '\(path)'",
                hint: "'\(path)' is as it was. Something else may write to '\(target)': try again.", path: target,
                retryable: true)
        }
        try await large.deleteUnused(oldSegments, of: name)
        return copy
    }

    /// How what is at a path is stored, be it a link that leads nowhere; nil where there is nothing.
    func kindIfPresent(_ path: String) async throws -> ObjectInfo.Kind? {
        do {
            return try await store.ownKind(of: address(path))
        } catch let error as ArchiveError where error.code == .notFound {
            return nil
        }
    }

    func targetExists(_ target: String) -> ArchiveError {
        ArchiveError(
            .exists, "there is a file '\(target)' in container '\(name)' already",
            hint: "Choose another name, or pass overwrite = true to replace it.", path: target)
    }
}

extension CopyOptions {
    /// How to copy an object that was just looked at, as it was then. A manifest's own ETag is another than
    /// the large object's, so there the copy is only compared afterwards.
    init(of source: ObjectInfo) {
        self.init(ifMatch: source.kind == .plain ? source.etag : nil, manifest: source.kind != .plain)
    }
}
