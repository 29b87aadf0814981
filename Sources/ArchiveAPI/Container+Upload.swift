extension Container {
    /// Uploads files, and directories with the tree below them.
    ///
    /// Files of any size: above the service's limit they become static large objects. The checksum goes up
    /// front, so that a body that was damaged on the way replaces nothing. Needs no right but writing.
    /// - Parameters:
    ///   - localPaths: files and directories. A directory keeps its own name and the tree below it.
    ///   - remoteDirectory: the directory of the container that they go to; empty for its root.
    ///   - overwrite: replace files that are there; otherwise that is an `exists` error, also where
    ///     another client makes the file at the same time.
    /// - Returns: the names of the new objects, in order.
    public func upload(_ localPaths: [String], to remoteDirectory: String = "", overwrite: Bool = false) async throws -> [String] {
        try await upload(localPaths, to: remoteDirectory, overwrite: overwrite, UploadLimits(of: store))
    }

    func upload(_ localPaths: [String], to remoteDirectory: String, overwrite: Bool, _ limits: UploadLimits) async throws -> [String] {
        let prefix = ObjectPath.prefix(remoteDirectory)
        // Everything that can be wrong on this side is found before the first byte goes out.
        let files = try localPaths.flatMap { try LocalTree(at: $0).files }
        let targets = try files.map { try ObjectPath.checked(prefix + $0.name, limits.service) }
        try refuseTwins(targets)
        return try await concurrentMap(Array(zip(files, targets)), limit: 4) { file, target in
            try await self.uploadFile(file.path, to: target, overwrite: overwrite, limits)
            return target
        }
    }

    private func uploadFile(_ path: String, to target: String, overwrite: Bool, _ limits: UploadLimits) async throws {
        let source = try LocalFileSource(path: path)
        let address = address(target)
        let isLarge = source.length > limits.largestPlainObject
        // The service refuses to replace what is there; hundreds of segments should not be sent before that.
        if !overwrite, isLarge, try await isThere(address) { throw targetExists(target) }
        let replaced = overwrite ? try await segmentsIfReadable(of: address) : []
        var options = WriteOptions(onlyIfAbsent: !overwrite)
        options.headers["X-Object-Meta-Mtime"] = LargeObjectUpload.mtime(source.modified)
        do {
            if isLarge {
                try await LargeObjectUpload(store, limits).write(address, from: source, options)
            } else {
                options.md5 = try Checksum.md5(of: source)
                _ = try await store.write(address, from: source, options)
            }
        } catch let error as ArchiveError where error.code == .exists {
            throw targetExists(target)
        }
        try await LargeObject(store).deleteUnused(replaced, of: name)
    }

    /// The segments of the object that is about to be replaced; none where this user may not look at it.
    private func segmentsIfReadable(of address: ObjectAddress) async throws -> [ObjectAddress] {
        do {
            let kind = try await store.ownKind(of: address)
            return try await LargeObject(store).segments(of: address, kind)
        } catch let error as ArchiveError where error.code == .notFound || error.code == .forbidden {
            return []
        }
    }

    /// Whether there is an object, as far as this user may look.
    private func isThere(_ address: ObjectAddress) async throws -> Bool {
        do {
            _ = try await store.ownKind(of: address)
            return true
        } catch let error as ArchiveError where error.code == .notFound || error.code == .forbidden {
            return false
        }
    }

    private func refuseTwins(_ targets: [String]) throws {
        var seen: Set<ObjectAddress> = []
        for target in targets where !seen.insert(address(target)).inserted {
            throw ArchiveError(
                .usage, "two of the files to upload would both become '\(target)'",
                hint: "Upload them one at a time to different remote directories.", path: target)
        }
    }
}
