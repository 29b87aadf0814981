import Foundation
import Locking

/// The one type through which downloads write: a local directory that nothing leaves.
///
/// Object names are a stranger's words. Each becomes a place below this directory, reached step by step
/// from its open descriptor without following symbolic links, or an `unsafe_path` error. Nothing is made
/// on disk before the first file begins.
public final class DownloadDirectory: Sendable {
    /// The directory as the user wrote it.
    public let path: String
    private let access: [LocalPermit.Access]
    private let opened = Locked<LocalDescriptor?>(nil)

    /// - Parameter access: what is done there.
    /// - Throws: `usage` where the path is empty or has a NUL; `not_permitted`. Whether it can be written shows later.
    public init(_ path: String = ".", for access: [LocalPermit.Access] = [.write]) throws {
        try LocalDisk.checkPath(path)
        try LocalPermit.check(path, access)
        self.path = path
        self.access = access
    }

    /// Where an object goes. Touches no disk.
    ///
    /// - Parameters:
    ///   - objectName: an object's name, or the part of it that counts.
    ///   - withTree: keep its directories; otherwise only what follows the last slash counts.
    /// - Throws: `unsafe_path` for a name that is no honest relative path: an empty part (a slash at the
    ///   start or end, two in a row), `.` or `..` as a part, a NUL; and for one that a part file may have, which another
    ///   download would take for its own and remove. `local_file` where a part has over 255 bytes.
    public func place(for objectName: String, withTree: Bool = true) throws -> DownloadPlace {
        var parts = objectName.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        if !withTree { parts.removeFirst(parts.count - 1) }
        func refuse(_ why: String) -> ArchiveError {
            ArchiveError(
                .unsafePath, "the name '\(objectName)' \(why), and cannot be a path below '\(path)'",
                hint: "Rename the object, or read() its contents and write them where you want them.", path: objectName)
        }
        for (index, part) in parts.enumerated() {
            if part.utf8.contains(0) { throw refuse("contains a NUL byte") }
            if PartName.isOne(Array(part.utf8)) { throw refuse("has '\(part)' in it, which unfinished downloads are called") }
            if part == "." || part == ".." { throw refuse("has '\(part)' as a directory or file name") }
            if part.isEmpty {
                throw refuse(
                    objectName.isEmpty ? "is empty"
                        : index == parts.count - 1 ? "ends in a slash, as a directory does"
                        : index == 0 ? "starts with a slash" : "has an empty directory name")
            }
            if part.utf8.count > 255 {
                throw ArchiveError(
                    .localFile, "the name '\(part)' has \(part.utf8.count) bytes; a local file name may have 255",
                    hint: "Rename the object, or read() its contents and write them under another name.", path: objectName)
            }
        }
        return DownloadPlace(directory: self, parts: parts)
    }

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

    /// The open directory; nil where there is none and none is to be made.
    func open(creating: Bool) throws -> LocalDescriptor? {
        try opened.withLock { opened in
            if let opened { return opened }
            opened = try LocalDisk.run("open the directory", path) {
                do {
                    return try LocalPermit.open(path, O_RDONLY | O_DIRECTORY, for: access)
                } catch let failure as LocalDiskFailure where failure.code == ENOENT {
                    guard creating else { return nil }
                    return try LocalPermit.makeDirectory(path)
                }
            }
            return opened
        }
    }
}
