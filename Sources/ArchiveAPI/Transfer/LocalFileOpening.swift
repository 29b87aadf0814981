import Foundation

/// Opens local files for `io.open`, as `fopen` would, where `LocalPermit` has them: none where nothing was
/// confined.
public enum LocalFileOpening {
    public enum Outcome: Sendable {
        /// The descriptor is the caller's.
        case opened(Int32)
        case failed(code: Int32)
    }

    /// Files only: a device or a pipe could make the caller wait for ever.
    ///
    /// - Parameter mode: `r`, `w` or `a`, with `+` and `b` behind it.
    /// - Throws: `not_permitted`; `usage` for a bad path.
    public static func open(_ path: String, mode: String) throws -> Outcome {
        try LocalDisk.checkPath(path)
        guard LocalPermit.isConfined else {
            throw ArchiveError(.notPermitted, "no local file was declared: '\(path)' is not opened", path: path)
        }
        let updates = mode.contains("+")
        let flags: Int32
        let access: [LocalPermit.Access]
        switch mode.first {
        case "w": (flags, access) = ((updates ? O_RDWR : O_WRONLY) | O_CREAT, [.write])
        case "a": (flags, access) = ((updates ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND, updates ? [.read, .write] : [.write])
        default: (flags, access) = (updates ? O_RDWR : O_RDONLY, updates ? [.read, .write] : [.read])
        }
        do {
            let file = try LocalPermit.open(path, flags | O_NONBLOCK | O_NOCTTY, for: access)
            switch try LocalDisk.status(of: file).st_mode & S_IFMT {
            case S_IFREG: break
            case S_IFDIR: return .failed(code: EISDIR)
            default: return .failed(code: EINVAL)
            }
            // Only what is known to be a file is emptied.
            if mode.first == "w", ftruncate(file.number, 0) != 0 { return .failed(code: errno) }
            let own = fcntl(file.number, F_DUPFD_CLOEXEC, 0)
            guard own >= 0 else { return .failed(code: errno) }
            _ = fcntl(own, F_SETFL, fcntl(own, F_GETFL) & ~O_NONBLOCK)
            return .opened(own)
        } catch let failure as LocalDiskFailure {
            return .failed(code: failure.code)
        }
    }
}
