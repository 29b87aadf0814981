extension ReadableContainer {
    /// Downloads a file: whole, compared with its checksum, and only then under its name. Cut off, the same call
    /// goes on where it ended.
    ///
    /// - Parameters:
    ///   - localDirectory: the directory to write into; made if it is not there. Nothing outside it is touched.
    ///   - withTree: keep the directories of the file's path.
    ///   - overwrite: replace a file that is there; otherwise that is an `exists` error. One that has the file's
    ///     bytes already stays.
    /// - Returns: the path of the file.
    public func download(
        _ path: String, to localDirectory: String = ".", withTree: Bool = true, overwrite: Bool = false,
        _ options: TransferOptions = TransferOptions()
    ) async throws -> String {
        let local = withTree ? path : ObjectPath.basename(path)
        let place = try DownloadDirectory(localDirectory).place(for: try ObjectPath.checked(local))
        try place.check(overwrite: overwrite)
        options.observer?.planned(files: 1, bytes: 0)
        _ = try await fetch(path, to: .success(place), overwrite: overwrite, options)
        return place.path
    }

    /// Downloads several files. One failure does not stop the rest.
    ///
    /// Where a file is there already and has the object's bytes, it stays and counts as skipped; where it has
    /// others, that is an `exists` error unless `overwrite`.
    /// - Throws: at the end, an error with the report in it, where some failed and the options want that.
    public func download(
        _ paths: [String], to localDirectory: String = ".", withTree: Bool = true, overwrite: Bool = false,
        _ options: TransferOptions = TransferOptions()
    ) async throws -> TransferReport {
        var targets = LocalTargets(in: try DownloadDirectory(localDirectory))
        var rest = paths[...]
        options.observer?.planned(files: paths.count, bytes: 0)
        return try await TransferBatch(options).run({
            guard let path = rest.popFirst() else { return nil }
            let local = withTree ? path : ObjectPath.basename(path)
            return (path, Result { try targets.place(for: ObjectPath.checked(local), of: path) })
        }) { path, place in
            try await fetch(path, to: place, overwrite: overwrite, options)
        }
    }

    /// Downloads every file below a directory, while the listing goes on. Otherwise as for several files.
    ///
    /// - Parameter withTree: keep each file's whole path; otherwise only the part below the directory.
    /// - Returns: the local paths in the order of the listing. Markers of directories are no files, and are left.
    public func downloadDirectory(
        _ directoryPath: String, to localDirectory: String = ".", withTree: Bool = true, overwrite: Bool = false,
        _ options: TransferOptions = TransferOptions()
    ) async throws -> TransferReport {
        let prefix = ObjectPath.prefix(directoryPath)
        let files = files(ListFilter(directory: directoryPath))
        var next = try await files.next()
        guard next != nil || prefix.isEmpty else { throw directoryNotFound(directoryPath) }
        var targets = LocalTargets(in: try DownloadDirectory(localDirectory))
        return try await TransferBatch(options).run({
            guard let file = next else { return nil }
            next = try await files.next()
            let local = ObjectPath.remainder(of: file.name, after: prefix)
            if file.isMarker(at: Array(local.utf8)) { return (file.name, nil) }
            options.observer?.planned(files: 1, bytes: file.bytes)
            // The directory's own name has nothing below it.
            return (file.name, Result { try targets.place(for: withTree || local.isEmpty ? file.name : local, of: file.name) })
        }) { (path: String, place: Result<DownloadPlace, any Error>?) in
            guard let place else { return .left(path) }
            return try await fetch(path, to: place, overwrite: overwrite, options)
        }
    }

    func directoryNotFound(_ path: String) -> ArchiveError {
        ArchiveError(
            .notFound, "there is no directory '\(ObjectPath.directory(path))' in container '\(name)'",
            hint: "List the container to see which there are.", path: path)
    }

    /// Brings one file of a call to its place; one that is there with the same bytes stays.
    func fetch(
        _ path: String, to place: Result<DownloadPlace, any Error>, overwrite: Bool, _ options: TransferOptions
    ) async throws -> TransferBatch.Outcome {
        try await options.observed(path) {
            let place = try place.get()
            if try place.isThere(), try await hasContent(of: path, place) { return .skipped(place.path) }
            do {
                return try await ObjectDownload(self, options).run(path, to: place, overwrite: overwrite)
            } catch let error as ArchiveError where error.code == .exists {
                // Somebody else may have been faster with the same bytes.
                guard try await hasContent(of: path, place) else { throw error }
                return .skipped(place.path)
            }
        }
    }

    /// Whether a local file has the bytes that an object has, as far as the object's checksums tell.
    private func hasContent(of path: String, _ place: DownloadPlace) async throws -> Bool {
        let info = try await info(path)
        guard try place.size() == info.bytes else { return false }
        return try await place.verdict(on: try await LargeObject(store).checksums(of: address(path), info)) == .same
    }
}
