import Foundation

extension File {
    /// Whether an object only marks a directory, as other clients make them: a slash at the end, and no bytes.
    ///
    /// - Parameter path: its path below the directory that is walked.
    func isMarker(at path: [UInt8]) -> Bool { bytes == 0 && (path.isEmpty || path.last == UInt8(ascii: "/")) }
}

extension SyncStep {
    /// A file that cannot be transferred; the error names it.
    static func failing(_ error: ArchiveError, _ path: String) -> SyncStep {
        var error = error
        error.path = error.path ?? path
        return .fail(error)
    }
}

extension DownloadDirectory {
    /// A path below the directory as the user would write it, be it one that no file can have.
    func shown(_ below: String) -> String { (path.utf8.last == UInt8(ascii: "/") ? path : path + "/") + below }

    /// The path below the directory that leads to a file; nil for one that is elsewhere.
    func pathBelow(_ file: String) -> [UInt8]? {
        guard let root = Self.resolved(path), let file = Self.resolved(file), file.starts(with: root + [UInt8(ascii: "/")]) else { return nil }
        return Array(file.dropFirst(root.count + 1))
    }

    private static func resolved(_ path: String) -> [UInt8]? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    }
}
