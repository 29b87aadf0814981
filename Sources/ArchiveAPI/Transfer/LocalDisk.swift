import Foundation

/// An open file or directory of the local disk; closed with its last owner.
final class LocalDescriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }
    deinit { close(number) }
}

/// What every use of the local disk shares: opening, writing all of a buffer, and turning `errno` into
/// the one error.
enum LocalDisk {
    /// Opens a path below a directory (`AT_FDCWD`: as the process sees it), never inherited by children. Paths that come
    /// from a script go to `LocalPermit.open`. Throws `errno` as a `LocalDiskFailure`.
    static func open(_ path: String, at directory: Int32 = AT_FDCWD, _ flags: Int32, mode: mode_t = 0o666) throws -> LocalDescriptor {
        while true {
            let number = openat(directory, path, flags | O_CLOEXEC, mode)
            if number >= 0 { return LocalDescriptor(number) }
            let code = errno
            if code != EINTR { throw LocalDiskFailure(code: code) }
        }
    }

    /// Writes all of the bytes at an offset.
    static func write(_ bytes: UnsafeRawBufferPointer, to file: LocalDescriptor, at offset: Int64) throws {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(file.number, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
            if count > 0 {
                LocalActivity.step()
                done += count
                continue
            }
            let code = count == 0 ? EIO : errno
            if code != EINTR { throw LocalDiskFailure(code: code) }
        }
    }

    /// Reads at an offset as much as the buffer holds; less only at the file's end.
    static func read(into buffer: UnsafeMutableRawBufferPointer, from file: LocalDescriptor, at offset: Int64) throws -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(file.number, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
            if count == 0 { break }
            if count > 0 {
                LocalActivity.step()
                done += count
                continue
            }
            let code = errno
            if code != EINTR { throw LocalDiskFailure(code: code) }
        }
        return done
    }

    static func sync(_ file: LocalDescriptor) throws {
        while fsync(file.number) != 0 {
            let code = errno
            if code == EINTR { continue }
            // Some file systems cannot sync a directory; that is no reason to fail.
            if code == EINVAL || code == ENOTSUP { return }
            throw LocalDiskFailure(code: code)
        }
    }

    /// Waits for the lock on an open file or directory; it ends with the descriptor.
    static func lock(_ file: LocalDescriptor) throws {
        while flock(file.number, LOCK_EX) != 0 {
            let code = errno
            if code != EINTR { throw LocalDiskFailure(code: code) }
        }
    }

    static func status(of file: LocalDescriptor) throws -> stat {
        var status = stat()
        guard fstat(file.number, &status) == 0 else { throw LocalDiskFailure(code: errno) }
        return status
    }

    /// What is at a path, links not followed; nil where there is nothing.
    static func status(at path: String, in directory: Int32 = AT_FDCWD) throws -> stat? {
        var status = stat()
        if fstatat(directory, path, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
        let code = errno
        if code == ENOENT { return nil }
        throw LocalDiskFailure(code: code)
    }

    /// The names in a path, by bytes: a combining mark after a slash does not hide the slash.
    static func parts(of path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The path without one slash at its end.
    static func withoutSlash(_ path: String) -> String {
        path.utf8.last == UInt8(ascii: "/") ? String(decoding: path.utf8.dropLast(), as: UTF8.self) : path
    }

    /// The path from the root on, whatever the current directory is later; links stay in it.
    static func absolute(_ path: String) -> String {
        path.utf8.first == UInt8(ascii: "/") ? path : withoutSlash(FileManager.default.currentDirectoryPath) + "/" + path
    }

    /// Makes a directory and what is missing above it.
    static func makeDirectories(_ path: String, mode: mode_t = 0o777) throws {
        if mkdir(path, mode) == 0 { return }
        let code = errno
        if code == EEXIST { return }
        let parent = withoutSlash(path)
        guard code == ENOENT, let slash = parent.utf8.lastIndex(of: UInt8(ascii: "/")), slash != parent.startIndex else {
            throw LocalDiskFailure(code: code)
        }
        try makeDirectories(String(parent[..<slash]), mode: mode)
        if mkdir(path, mode) != 0, errno != EEXIST { throw LocalDiskFailure(code: errno) }
    }

    /// Runs work on the disk; what it refuses becomes a `local_file` error about `path`.
    ///
    /// - Parameter doing: completes "could not …", for example `write`.
    static func run<Result>(_ doing: String, _ path: String, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let failure as LocalDiskFailure {
            throw failure.error(doing, path)
        }
    }

    /// A path goes to C as it is: one with a NUL would be cut short, and name something else.
    static func checkPath(_ path: String) throws {
        if path.utf8.contains(0) {
            throw ArchiveError(.usage, "a local path may not contain a NUL byte", path: path)
        }
        if path.isEmpty {
            throw ArchiveError(.usage, "a local path may not be empty", hint: "The current directory is '.'.", path: path)
        }
    }
}

/// An `errno`, on its way to becoming an `ArchiveError` where the path is known.
struct LocalDiskFailure: Error {
    let code: Int32

    func error(_ doing: String, _ path: String) -> ArchiveError {
        ArchiveError(
            .localFile, "could not \(doing) '\(path)': \(String(cString: strerror(code)))", hint: hint, path: path)
    }

    private var hint: String? {
        switch code {
        case ENOSPC, EDQUOT: "Free some space, or choose another directory."
        case EROFS: "That file system is read-only: choose another directory."
        case EACCES, EPERM: "Check the permissions there, or choose another directory."
        case ENOENT: "Check the spelling of the path, relative paths start at the current directory."
        case ENOTDIR: "Something on the way to it is a file, not a directory."
        case ENAMETOOLONG: "Local names may have up to 255 bytes: choose a shorter one."
        case EMFILE, ENFILE: "Too many files are open at once."
        default: nil
        }
    }
}
