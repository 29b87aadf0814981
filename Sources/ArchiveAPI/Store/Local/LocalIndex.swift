import Foundation
import GRDB

/// An open archive folder: its index (SQLite, write-ahead log) and its content files.
///
/// The layout is `archive.sqlite`, `objects/<xx>/<id>` and `incoming/<id>`. Any number of processes may
/// have it open.
final class LocalIndex: Sendable {
    /// The folder's absolute path.
    let directory: String
    static let fileName = "archive.sqlite"
    let content: LocalContent
    private let pool: DatabasePool

    /// Opens a folder. Blocks: call it where that does no harm.
    ///
    /// - Parameter creating: make an archive of a folder that is missing or empty.
    /// - Throws: `usage` for a folder that holds something else, `not_found` for one that is no archive where
    ///   none is to be made, `local_file` where the disk refuses.
    init(directory path: String, creating: Bool) throws {
        try LocalDisk.checkPath(path)
        directory = try Self.prepareFolder(path, creating: creating)
        content = LocalContent(directory: directory)
        let folder = try LocalDisk.run("open", path) { [directory] in try LocalDisk.open(directory, O_RDONLY | O_DIRECTORY) }
        // One process at a time opens it: the first makes the tables, and sweeping needs no witness.
        try LocalDisk.run("lock", path) { try LocalDisk.lock(folder) }
        do {
            pool = try Self.openDatabase(directory, creating: creating)
            try content.makeDirectories()
            try Self.prepareTables(pool, folder: path)
            try content.sweep(isNamed: isNamed)
            if try pool.read({ try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM discarded)") ?? false }) {
                try write { _ in }
            }
        } catch {
            throw Self.archiveError(error)
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try pool.read(body)
    }

    /// Changes the index in one transaction, then removes the content files that nothing names any more.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let (value, discarded) = try pool.write { db in
            // What earlier transactions discarded has been removed, or is now: those files never come back.
            for file in try String.fetchAll(db, sql: "SELECT file FROM discarded") { content.remove(file) }
            try db.execute(sql: "DELETE FROM discarded")
            let value = try body(db)
            LocalStep.reached?("changed")
            return (value, try String.fetchAll(db, sql: "SELECT file FROM discarded"))
        }
        LocalStep.reached?("committed")
        for file in discarded { content.remove(file) }
        return value
    }

    /// Whether an object has that content file.
    func isNamed(_ file: String) throws -> Bool {
        try read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM object WHERE file = ?)", arguments: [file]) ?? false }
    }

    /// Takes bytes that are all there into a content file.
    func receive(_ bytes: [UInt8]) throws -> (file: LocalContentFile, md5: String) {
        let file = try content.begin()
        LocalStep.reached?("begun")
        do {
            try LocalDisk.run("write into", directory) {
                try bytes.withUnsafeBytes { try LocalDisk.write($0, to: file.file, at: 0) }
            }
            return (file, try Checksum.hexDigest(.md5, of: bytes))
        } catch {
            content.remove(file.id)
            throw error
        }
    }

    /// Moves content to its place if an object has it, else removes it; where the index cannot tell, the
    /// next sweep will.
    func settle(_ file: LocalContentFile) {
        switch try? isNamed(file.id) {
        case true?: content.publish(file.id)
        case false?: content.remove(file.id)
        case nil: break
        }
    }

    private static func prepareFolder(_ path: String, creating: Bool) throws -> String {
        if creating {
            try LocalDisk.run("create", path) { try LocalDisk.makeDirectories(path, mode: 0o700) }
        }
        guard let resolved = realpath(path, nil) else {
            let code = errno
            guard code != ENOENT else { throw notAnArchive(path) }
            throw LocalDiskFailure(code: code).error("open", path)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func notAnArchive(_ path: String) -> ArchiveError {
        ArchiveError(.notFound, "there is no archive in the folder '\(path)'", path: path)
    }

    private static func openDatabase(_ directory: String, creating: Bool) throws -> DatabasePool {
        let file = "\(directory)/\(fileName)"
        if access(file, F_OK) != 0 {
            guard creating else { throw notAnArchive(directory) }
            let others = try LocalDisk.run("open", directory) { try FileManager.default.contentsOfDirectory(atPath: directory) }
            guard others.isEmpty else {
                throw ArchiveError(
                    .usage, "the folder '\(directory)' is not empty and holds no archive",
                    hint: "Name a new or empty folder, or one that is a local archive.", path: directory)
            }
            // Never opened a second time by this way: closing it would drop SQLite's own locks.
            _ = try LocalDisk.run("write into", directory) { try LocalDisk.open(file, O_RDWR | O_CREAT | O_EXCL, mode: 0o600) }
        }
        for path in [directory, file] where access(path, W_OK) != 0 {
            throw LocalDiskFailure(code: errno).error("write into", path)
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.label = "archive"
        let pool = try DatabasePool(path: file, configuration: configuration)
        // Old content is removed after a commit, so a commit must have reached the disk.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return pool
    }

    private static func prepareTables(_ pool: DatabasePool, folder: String) throws {
        try pool.write { db in
            let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            if application == LocalSchema.applicationID {
                guard version <= LocalSchema.version else {
                    throw ArchiveError(
                        .usage, "the archive in '\(folder)' was made by a newer version of archive-lua (format \(version))",
                        hint: "Update archive-lua, or name another folder.", path: folder)
                }
                return
            }
            guard application == 0, version == 0, try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 else {
                throw ArchiveError(
                    .usage, "the file '\(fileName)' in '\(folder)' belongs to another program",
                    hint: "Name a new or empty folder, or one that is a local archive.", path: folder)
            }
            try LocalSchema.create(db)
        }
    }

    /// The one error for whatever went wrong in here.
    static func archiveError(_ error: any Error) -> ArchiveError {
        switch error {
        case let error as ArchiveError: return error
        case let failure as LocalDiskFailure: return failure.error("use", "the archive's folder")
        case is CancellationError: return ArchiveError(.interrupted, "interrupted")
        case let error as DatabaseError:
            let reason = error.message ?? "unknown error"
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                return ArchiveError(.conflict, "the archive is busy: another process keeps it locked", retryable: true)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB:
                return ArchiveError(
                    .localFile, "the archive's index is damaged: \(reason)", hint: "Restore its folder from a copy, or start a new one.")
            case .SQLITE_FULL:
                return ArchiveError(.localFile, "could not write the archive's index: no space left", hint: "Free some space.")
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_IOERR:
                return ArchiveError(
                    .localFile, "could not use the archive's index: \(reason)", hint: "Check the permissions of its folder.")
            default: return ArchiveError(.localFile, "the archive's index failed: \(reason)")
            }
        default: return ArchiveError(.localFile, "\(error)")
        }
    }
}

/// The steps of a change on disk, for tests that end the process at one of them.
enum LocalStep {
    @TaskLocal static var reached: (@Sendable (String) -> Void)?
}
