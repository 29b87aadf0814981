import Foundation

extension DownloadPlace {
    /// Removes the file here if it is still the one that was seen.
    ///
    /// No link is followed, and what is no file is not removed.
    func remove(_ seen: LocalWalk.File) throws {
        guard let parent = try parentDirectory(creating: false) else { return }
        try LocalDisk.run("delete", path) {
            guard let status = try LocalDisk.status(at: name, in: parent.number) else { return }
            guard status.st_mode & S_IFMT == S_IFREG, Int64(status.st_size) == seen.bytes, status.modificationTime == seen.modified
            else {
                throw ArchiveError(
                    .conflict, "'\(path)' has changed since the sync began, and is not deleted",
                    hint: "Call the sync again.", path: path, retryable: true)
            }
            if unlinkat(parent.number, name, 0) != 0, errno != ENOENT { throw LocalDiskFailure(code: errno) }
        }
    }

    /// Removes what an attempt that was killed left beside the file here.
    func removeLeftovers() throws {
        guard let parent = try parentDirectory(creating: false) else { return }
        PartName.removeLeftovers(of: name, in: parent)
    }

    /// Removes the directory here if there is nothing in it; returns whether it went.
    func removeEmptyDirectory() throws -> Bool {
        guard let parent = try parentDirectory(creating: false) else { return false }
        return unlinkat(parent.number, name, AT_REMOVEDIR) == 0
    }
}
