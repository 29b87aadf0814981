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
    /// In the order of their names' bytes. Hidden files are files; what unfinished downloads left is passed over.
    public let files: [File]

    /// Walks a path. Symbolic links are followed.
    ///
    /// - Throws: `local_file` where there is nothing, or something below is no file, cannot be read, has a name
    ///   that is not UTF-8, or is a link to a directory that it lies in; `usage` for a bad path.
    public init(at path: String) throws {
        try LocalDisk.checkPath(path)
        var status = stat()
        guard stat(path, &status) == 0 else { throw LocalDiskFailure(code: errno).error("read", path) }
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        let name = try Self.ownName(of: path)
        guard isDirectory else {
            files = [try Self.file(path, name, status)]
            return
        }
        var walk = Walk()
        try walk.directory(LocalDisk.withoutSlash(path), status, name: name)
        files = walk.files
    }

    /// The last part of a path; of `.`, `..` and the like, the name that the directory really has.
    private static func ownName(of path: String) throws -> String {
        if let last = LocalDisk.parts(of: path).last, last != ".", last != ".." { return last }
        guard let resolved = realpath(path, nil) else { throw LocalDiskFailure(code: errno).error("read", path) }
        defer { free(resolved) }
        return LocalDisk.parts(of: String(cString: resolved)).last ?? ""
    }

    fileprivate static func file(_ path: String, _ name: String, _ status: stat) throws -> File {
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

    var files: [LocalTree.File] = []
    /// The directories that the walk is in at the moment.
    private var open: [Identity] = []

    mutating func directory(_ path: String, _ status: stat, name: String) throws {
        let identity = Identity(device: status.st_dev, number: status.st_ino)
        guard !open.contains(identity) else {
            throw ArchiveError(
                .localFile, "the symbolic link '\(path)' leads to a directory that it lies in: there is no end to this tree",
                hint: "Remove the link, or upload what you need of the tree by itself.", path: path)
        }
        open.append(identity)
        defer { open.removeLast() }
        var below: [(key: [UInt8], name: String, status: stat)] = []
        for entry in try names(in: path) {
            let full = path + "/" + entry
            var status = stat()
            guard stat(full, &status) == 0 else { throw LocalDiskFailure(code: errno).error("read", full) }
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            // With its slash a directory sorts where the names below it do.
            below.append((Array((isDirectory ? entry + "/" : entry).utf8), entry, status))
        }
        below.sort { $0.key.lexicographicallyPrecedes($1.key) }
        for entry in below {
            let full = path + "/" + entry.name
            let relative = name.isEmpty ? entry.name : name + "/" + entry.name
            if entry.status.st_mode & S_IFMT == S_IFDIR {
                try directory(full, entry.status, name: relative)
            } else {
                files.append(try LocalTree.file(full, relative, entry.status))
            }
        }
    }

    private func names(in path: String) throws -> [String] {
        guard let stream = opendir(path.isEmpty ? "/" : path) else { throw LocalDiskFailure(code: errno).error("read the directory", path) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw LocalDiskFailure(code: errno).error("read the directory", path) }
                return names
            }
            let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
            let bytes = UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: strlen(start.assumingMemoryBound(to: CChar.self)))
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw ArchiveError(
                    .localFile, "a file in '\(path)' has a name that is not UTF-8: '\(String(decoding: bytes, as: UTF8.self))'",
                    hint: "Rename it: names in an archive are UTF-8.", path: path)
            }
            if name != ".", name != "..", !PartName.isOne(Array(bytes)) { names.append(name) }
        }
    }
}
