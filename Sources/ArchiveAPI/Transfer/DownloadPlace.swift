import Foundation

/// A place for one file below a `DownloadDirectory`.
public struct DownloadPlace: Sendable {
    let directory: DownloadDirectory
    /// Directory names, then the file's name: none empty, `.` or `..`.
    let parts: [String]

    var name: String { parts[parts.count - 1] }

    /// The final path as the user would write it: the directory, then the place below it.
    public var path: String { directory.shown(parts.joined(separator: "/")) }

    /// Says early whether a file could go here, before anything is fetched. Makes nothing.
    ///
    /// - Throws: `exists` where there is a file and `overwrite` is false; `unsafe_path` where a directory is
    ///   in its place or a symbolic link on the way; `local_file` where a file is on the way.
    public func check(overwrite: Bool) throws {
        guard let parent = try parentDirectory(creating: false) else { return }
        try checkTarget(in: parent, overwrite: overwrite)
    }

    /// Whether there is a file at the final name.
    func isThere() throws -> Bool { try openFile() != nil }

    /// The size of the file at the final name in bytes; nil where there is none.
    func size() throws -> Int64? {
        try openFile().map { file in try LocalDisk.run("read", path) { Int64(try LocalDisk.status(of: file).st_size) } }
    }

    private func openFile() throws -> LocalDescriptor? {
        guard let parent = try parentDirectory(creating: false) else { return nil }
        return try LocalDisk.run("read", path) {
            do {
                let file = try LocalDisk.open(name, at: parent.number, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
                try LocalPermit.check(file, shown: path)
                return try LocalDisk.status(of: file).st_mode & S_IFMT == S_IFREG ? file : nil
            } catch let failure as LocalDiskFailure where [ENOENT, ELOOP, ENXIO, EACCES].contains(failure.code) {
                return nil
            }
        }
    }

    /// Begins the file: makes the directories on the way and a hidden temporary file beside the target.
    public func begin() throws -> PartialFile {
        guard let parent = try parentDirectory(creating: true) else {
            throw LocalDiskFailure(code: ENOENT).error("make", directory.path)
        }
        return try PartialFile(place: self, parent: parent)
    }

    /// What already is at the final name must be something that a file may replace.
    func checkTarget(in parent: LocalDescriptor, overwrite: Bool) throws {
        guard let status = try LocalDisk.run("look at", path, { try LocalDisk.status(at: name, in: parent.number) }) else { return }
        if status.st_mode & S_IFMT == S_IFDIR { throw directoryInTheWay }
        if !overwrite { throw existsError }
    }

    var existsError: ArchiveError {
        ArchiveError(.exists, "the local file '\(path)' exists", hint: "Use overwrite = true to replace it.", path: path)
    }

    var directoryInTheWay: ArchiveError {
        ArchiveError(
            .unsafePath, "'\(path)' is a directory, and a download does not replace one",
            hint: "Choose another local directory.", path: path)
    }

    /// Goes down from the open directory one name at a time, following no link.
    func parentDirectory(creating: Bool) throws -> LocalDescriptor? {
        guard var current = try directory.open(creating: creating) else { return nil }
        for depth in parts.indices {
            let walked = DownloadPlace(directory: directory, parts: Array(parts[...depth])).path
            try LocalPermit.check(parts[depth], in: current, shown: walked)
            guard depth < parts.count - 1 else { break }
            guard let next = try step(into: parts[depth], of: current, walked, creating: creating) else { return nil }
            current = next
        }
        return current
    }

    private func step(into part: String, of parent: LocalDescriptor, _ walked: String, creating: Bool) throws -> LocalDescriptor? {
        try LocalDisk.run("open the directory", walked) {
            for attempt in 0... {
                do {
                    let next = try LocalDisk.open(part, at: parent.number, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                    try LocalPermit.check(next, shown: walked)
                    return next
                } catch let failure as LocalDiskFailure where failure.code == ENOENT && attempt < 3 {
                    guard creating else { return nil }
                    if mkdirat(parent.number, part, 0o777) != 0, errno != EEXIST { throw LocalDiskFailure(code: errno) }
                } catch let failure as LocalDiskFailure where failure.code == ENOTDIR || failure.code == ELOOP {
                    throw try notADirectory(part, parent, walked)
                }
            }
            return nil
        }
    }

    private func notADirectory(_ part: String, _ parent: LocalDescriptor, _ walked: String) throws -> ArchiveError {
        let status = try LocalDisk.status(at: part, in: parent.number)
        if let status, status.st_mode & S_IFMT == S_IFLNK {
            return ArchiveError(
                .unsafePath, "'\(walked)' is a symbolic link, and a download does not go through one",
                hint: "Name the directory that it points to as the local directory, or remove the link.", path: walked)
        }
        return ArchiveError(
            .localFile, "'\(walked)' is a file, and '\(path)' needs a directory there",
            hint: "Choose another local directory, or leave the tree out with with_tree = false.", path: path)
    }
}
