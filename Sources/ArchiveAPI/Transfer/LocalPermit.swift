import Foundation
import Locking

/// Which of the local files that it is told of this process opens.
///
/// Asked wherever a path comes from a script: what to upload, where to download to, a manifest, `io.open`. The files
/// that the program opens for itself (configuration, certificates, the folder of a local archive) are not its
/// business: those go to `LocalDisk.open`.
public enum LocalPermit {
    public enum Access: String, Sendable, CaseIterable {
        case read, write

        /// The word for it in a recipe's header.
        public var field: String { "\(rawValue)s" }
    }

    private static let confinement = Locked<LocalConfinement?>(nil)
    private static var current: LocalConfinement? { confinement.withLock(\.self) }

    /// From here on this process opens no local file by a path that it is told but those: once, and for good.
    ///
    /// - Parameters:
    ///   - reads: files, and directories with all that is below them. Relative paths begin at the current directory.
    ///   - writes: the same, to be made and written. What may be written may not for that be read.
    ///   - except: what may not be opened wherever it lies: configuration, credentials, histories.
    ///   - within: a folder in which all of them must lie, links followed.
    ///   - whenRefused: told of each refusal, and whether a header could have allowed it, on any thread.
    /// - Throws: `not_permitted` where a path is one of the exceptions or below one, or not in that folder.
    public static func confine(
        reads: [String], writes: [String], except: [String] = [], within: String? = nil,
        whenRefused: @escaping @Sendable (_ access: Access, _ path: String, _ isDeclarable: Bool) -> Void = { _, _, _ in }
    ) throws {
        let made = try LocalConfinement(reads: reads, writes: writes, except: except, within: within, whenRefused: whenRefused)
        confinement.withLock { if $0 == nil { $0 = made } }
    }

    /// From here on a process that is confined opens no local file at all by a path that it is told.
    public static func close() { confinement.withLock { $0 = $0?.closed } }

    /// Where a path in a directory really leads, where links on its way lead out of that, or to a hidden name in it; nil where
    /// they do not. Both paths as they are written.
    public static func target(of path: String, leaving directory: String) -> String? {
        LocalConfinement.target(of: path, leaving: directory)
    }

    static var isConfined: Bool { current != nil }

    /// Opens what a path leads to.
    ///
    /// - Throws: `not_permitted`, or a `LocalDiskFailure`.
    static func open(_ path: String, _ flags: Int32, for access: [Access], mode: mode_t = 0o666) throws -> LocalDescriptor {
        guard let confinement = current else { return try LocalDisk.open(path, flags, mode: mode) }
        return try confinement.open(path, flags, for: access, mode: mode)
    }

    /// Opens a directory; makes it, and what is missing above it, where there is none.
    static func makeDirectory(_ path: String) throws -> LocalDescriptor {
        guard let confinement = current else {
            try LocalDisk.makeDirectories(path)
            return try LocalDisk.open(path, O_RDONLY | O_DIRECTORY)
        }
        return try confinement.open(path, O_RDONLY | O_DIRECTORY, for: [.write], mode: 0o777, makesDirectories: true)
    }

    /// What a path leads to, links followed.
    static func status(of path: String) throws -> stat {
        guard let confinement = current else {
            var status = stat()
            guard stat(path, &status) == 0 else { throw LocalDiskFailure(code: errno) }
            return status
        }
        return try LocalDisk.status(of: confinement.open(path, LocalDisk.lookingOnly, for: [.read], mode: 0))
    }

    /// Throws where a path is not within what may be had. Touches no disk.
    static func check(_ path: String, _ access: [Access]) throws {
        try current?.check(path, access)
    }

    /// Throws where a name in an open directory is one of the exceptions.
    static func check(_ name: String, in directory: LocalDescriptor, shown path: @autoclosure () -> String) throws {
        try current?.check(Array(name.utf8), in: directory, shown: path)
    }

    /// Throws where what was opened is one of the exceptions, or a device.
    static func check(_ opened: LocalDescriptor, shown path: @autoclosure () -> String) throws {
        try current?.check(opened, shown: path)
    }

    /// The error of a name that a walk met, where it is one of the exceptions or a device: `tell` says that somebody
    /// wanted what is there.
    static func error(_ name: [UInt8], _ status: stat, in directory: LocalDescriptor, shown path: @autoclosure () -> String) throws -> ArchiveError? {
        try current?.error(name, status, in: directory, shown: path)
    }

    /// Reading was refused.
    static func tell(ofRefusedPath path: String) { current?.whenRefused(.read, path, false) }
}

extension LocalDisk {
    /// A descriptor that only says what there is, and from which one goes on.
    #if canImport(Darwin)
    static let lookingOnly = O_RDONLY | O_NONBLOCK
    #else
    // O_PATH, which glibc shows only to who asks for GNU's own.
    static let lookingOnly: Int32 = 0o10000000
    #endif
}
