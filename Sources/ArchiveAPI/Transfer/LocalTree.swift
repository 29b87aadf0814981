import Foundation

/// The files that a local path stands for: itself, or everything below a directory.
public struct LocalTree: Sendable, Equatable {
    /// One file of the tree.
    public struct File: Sendable, Equatable {
        /// Its path as the user would write it.
        public let path: String
        /// Its name under the remote directory: the tree's own name, then the path below it.
        public let name: String
        /// In bytes, when the tree was walked.
        public let bytes: Int64
    }

    /// Whether the path is a directory.
    public let isDirectory: Bool
    /// The files in the order of their names' bytes, and in its place why something is none: a link that leads nowhere or
    /// to a directory that it lies in, a pipe, what cannot be read, a name that is not UTF-8. Hidden files are files;
    /// what unfinished downloads left is passed over.
    public let entries: [Result<File, ArchiveError>]

    /// Those entries that are files.
    public var files: [File] { entries.compactMap { try? $0.get() } }

    /// Walks a path. Symbolic links are followed.
    ///
    /// - Throws: `local_file` where there is nothing, or no file nor directory, or it cannot be read; `usage` for a bad path.
    public init(at path: String) throws {
        try LocalDisk.checkPath(path)
        let status = try Self.status(of: path)
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        let name = try Self.ownName(of: path)
        guard isDirectory else {
            entries = [.success(try Self.file(path, name, status))]
            return
        }
        var walk = Walk()
        try walk.directory(LocalDisk.withoutSlash(path), status, name: name)
        entries = walk.entries
    }

    fileprivate static func status(of path: String) throws(ArchiveError) -> stat {
        try asked("read", path) { try LocalPermit.status(of: path) }
    }

    /// Asks the disk for something, by way of the permit.
    fileprivate static func asked<Result>(_ doing: String, _ path: String, _ work: () throws -> Result) throws(ArchiveError) -> Result {
        do {
            return try LocalDisk.run(doing, path, work)
        } catch let error as ArchiveError {
            throw error
        } catch {
            throw ArchiveError(.localFile, "could not \(doing) '\(path)': \(error)", path: path)
        }
    }

    /// The last part of a path; of `.`, `..` and the like, the name that the directory really has.
    private static func ownName(of path: String) throws -> String {
        if let last = LocalDisk.parts(of: path).last, last != ".", last != ".." { return last }
        guard let resolved = realpath(path, nil) else { throw LocalDiskFailure(code: errno).error("read", path) }
        defer { free(resolved) }
        return LocalDisk.parts(of: String(cString: resolved)).last ?? ""
    }

    fileprivate static func file(_ path: String, _ name: String, _ status: stat) throws(ArchiveError) -> File {
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ArchiveError(
                .localFile, "'\(path)' is neither a file nor a directory (a pipe, device or socket has no size)", path: path)
        }
        guard access(path, R_OK) == 0 else { throw LocalDiskFailure(code: errno).error("read", path) }
        return File(path: path, name: name, bytes: Int64(status.st_size))
    }
}

private struct Walk {
    /// What a directory is, whatever path led to it.
    private struct Identity: Equatable {
        let device: dev_t
        let number: ino_t
    }

    var entries: [Result<LocalTree.File, ArchiveError>] = []
    /// The directories that the walk is in at the moment.
    private var open: [Identity] = []

    mutating func directory(_ path: String, _ status: stat, name: String) throws(ArchiveError) {
        let identity = Identity(device: status.st_dev, number: status.st_ino)
        guard !open.contains(identity) else {
            throw ArchiveError(
                .localFile, "the symbolic link '\(path)' leads to a directory that it lies in: there is no end to this tree",
                hint: "Remove the link, or upload what you need of the tree by itself.", path: path)
        }
        let below = try names(in: path).map { Entry($0, in: path) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        open.append(identity)
        defer { open.removeLast() }
        for entry in below {
            do {
                try add(entry, in: path, name)
            } catch {
                entries.append(.failure(error))
            }
        }
    }

    private mutating func add(_ entry: Entry, in path: String, _ name: String) throws(ArchiveError) {
        guard let own = String(validating: entry.bytes, as: UTF8.self) else {
            let shown = path + "/" + String(decoding: entry.bytes, as: UTF8.self)
            throw ArchiveError(
                .localFile, "the name of '\(shown)' is not UTF-8", hint: "Rename it: names in an archive are UTF-8.", path: shown)
        }
        let status = try entry.status.get()
        let relative = name.isEmpty ? own : name + "/" + own
        if entry.isDirectory {
            try directory(path + "/" + own, status, name: relative)
        } else {
            entries.append(.success(try LocalTree.file(path + "/" + own, relative, status)))
        }
    }

    /// A name in a directory, and what it leads to.
    private struct Entry {
        let bytes: [UInt8]
        let status: Result<stat, ArchiveError>
        let isDirectory: Bool

        init(_ bytes: [UInt8], in path: String) {
            self.bytes = bytes
            let full = path + "/" + String(decoding: bytes, as: UTF8.self)
            status = Result { () throws(ArchiveError) in try LocalTree.status(of: full) }
            isDirectory = (try? status.get()).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
        }

        /// With its slash a directory sorts where the names below it do.
        var key: [UInt8] { isDirectory ? bytes + [UInt8(ascii: "/")] : bytes }
    }

    private func names(in path: String) throws(ArchiveError) -> [[UInt8]] {
        try LocalTree.asked("read the directory", path) {
            let directory = try LocalPermit.open(path.isEmpty ? "/" : path, O_RDONLY | O_DIRECTORY, for: [.read])
            return try LocalDisk.names(in: directory).filter { !PartName.isOne($0) }
        }
    }
}
