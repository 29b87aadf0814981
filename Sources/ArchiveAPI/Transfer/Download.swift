extension ReadableContainer {
    /// Downloads a file: whole, compared with its checksum, and only then under its name.
    ///
    /// - Parameters:
    ///   - localDirectory: the directory to write into; made if it is not there. Nothing outside it is touched.
    ///   - withTree: keep the directories of the file's path.
    ///   - overwrite: replace a file that is there; otherwise that is an `exists` error.
    /// - Returns: the path of the file.
    public func download(
        _ path: String, to localDirectory: String = ".", withTree: Bool = true, overwrite: Bool = false
    ) async throws -> String {
        let local = withTree ? path : ObjectPath.basename(path)
        return try await fetch(try ObjectPath.checked(path), as: local, into: DownloadDirectory(localDirectory), overwrite)
    }

    /// Downloads several files; the paths come in the order of the names. The first failure ends it.
    public func download(
        _ paths: [String], to localDirectory: String = ".", withTree: Bool = true, overwrite: Bool = false
    ) async throws -> [String] {
        let directory = try DownloadDirectory(localDirectory)
        let files = paths.map { (path: $0, local: withTree ? $0 : ObjectPath.basename($0)) }
        try refuseTwins(files, in: directory)
        return try await concurrentMap(files) { path, local in
            try await fetch(try ObjectPath.checked(path), as: local, into: directory, overwrite)
        }
    }

    /// Two files that would go to one place: one of them would be lost.
    private func refuseTwins(_ files: [(path: String, local: String)], in directory: DownloadDirectory) throws {
        var seen: [ObjectAddress: String] = [:]
        for (path, local) in files {
            guard let other = seen.updateValue(path, forKey: address(local)), !other.hasSameBytes(as: path) else { continue }
            throw ArchiveError(
                .usage, "'\(other)' and '\(path)' would both become '\(try directory.place(for: local).path)'",
                hint: "Keep their directories (with_tree = true), or download them to different local directories.", path: path)
        }
    }

    /// Downloads every file below a directory.
    ///
    /// - Parameter withTree: keep each file's whole path; otherwise only the part below the directory.
    /// - Returns: the local paths in the order of the listing. Markers of directories are no files.
    public func downloadDirectory(
        _ directoryPath: String, to localDirectory: String = ".", withTree: Bool = true, overwrite: Bool = false
    ) async throws -> [String] {
        let prefix = ObjectPath.prefix(directoryPath)
        let files = try await list(ListFilter(directory: directoryPath))
        guard !files.isEmpty || prefix.isEmpty else { throw directoryNotFound(directoryPath) }
        let directory = try DownloadDirectory(localDirectory)
        return try await concurrentMap(files.filter { !$0.name.hasSuffix("/") }) { file in
            let local = withTree ? file.name : ObjectPath.remainder(of: file.name, after: prefix)
            return try await fetch(file.name, as: local, into: directory, overwrite)
        }
    }

    func directoryNotFound(_ path: String) -> ArchiveError {
        ArchiveError(
            .notFound, "there is no directory '\(ObjectPath.directory(path))' in container '\(name)'",
            hint: "List the container to see which there are.", path: path)
    }

    private func fetch(
        _ path: String, as local: String, into directory: DownloadDirectory, _ overwrite: Bool
    ) async throws -> String {
        let place = try directory.place(for: local)
        try place.check(overwrite: overwrite)
        let file = try place.begin()
        defer { file.discard() }
        let info = try await VerifiedRead(store).stream(address(path), into: FileSink(file))
        return try file.commit(overwrite: overwrite, modified: info.headers["x-object-meta-mtime"].flatMap { Double($0) })
    }
}

/// Writes what arrives into a file that has no name of its own yet.
private final class FileSink: ByteSink {
    private let file: PartialFile

    init(_ file: PartialFile) { self.file = file }

    func begin(_ info: ObjectInfo) throws { try file.rewind() }

    func receive(_ bytes: UnsafeRawBufferPointer) throws { try file.write(bytes) }
}
