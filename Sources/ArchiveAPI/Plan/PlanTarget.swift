import Foundation

/// A file that a plan is to be kept in. Its directory is opened before there is a plan: what a recipe may write does not
/// matter to it. The file itself is made once nothing runs any more that could write to it.
///
/// An earlier plan goes at once: a run that failed must not leave one that could be taken for its own.
public struct PlanTarget: Sendable {
    private let place: DownloadPlace
    private let directory: LocalDescriptor

    /// - Throws: `exists` where there is a file that is no plan; `usage` for a path that names no file; `local_file`.
    public init(_ path: String) throws {
        let isPlan = try Self.check(path)
        let name = ObjectPath.basename(path)
        guard !["", ".", ".."].contains(name), path.utf8.last != UInt8(ascii: "/") else {
            throw ArchiveError(.usage, "'\(path)' names no file that a plan could be kept in", hint: "As in plan.json.", path: path)
        }
        let parent = String(decoding: path.utf8.dropLast(name.utf8.count), as: UTF8.self)
        place = try DownloadDirectory(parent.isEmpty ? "." : parent).place(for: name)
        guard let directory = try place.parentDirectory(creating: true) else { throw LocalDiskFailure(code: ENOENT).error("make", parent) }
        self.directory = directory
        try LocalDisk.run("write", path) { [directory] in
            guard faccessat(directory.number, ".", W_OK | X_OK, AT_EACCESS) == 0 else { throw LocalDiskFailure(code: errno) }
            guard !isPlan || unlinkat(directory.number, name, 0) == 0 || errno == ENOENT else { throw LocalDiskFailure(code: errno) }
        }
    }

    /// Keeps the plan, whole or not at all.
    ///
    /// - Throws: `unsafe_path` where a directory has come into its place; `local_file`.
    public func keep(_ plan: Plan) throws {
        let content = try PlanText.bytes(of: plan)
        let part = PartName.unknowable()
        try LocalDisk.run("write", place.path) {
            let file = try LocalDisk.open(part, at: directory.number, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
            do {
                try content.withUnsafeBytes { try LocalDisk.write($0, to: file, at: 0) }
                try LocalDisk.sync(file)
                try place.checkTarget(in: directory, overwrite: true)
                guard renameat(directory.number, part, directory.number, place.name) == 0 else { throw LocalDiskFailure(code: errno) }
            } catch {
                unlinkat(directory.number, part, 0)
                throw error
            }
            try LocalDisk.sync(directory)
        }
    }

    /// Whether there is a plan; an error where there is anything else.
    private static func check(_ path: String) throws -> Bool {
        try LocalDisk.checkPath(path)
        guard try LocalDisk.run("look at", path, { try LocalDisk.status(at: path) }) != nil else { return false }
        func refuse() -> ArchiveError {
            ArchiveError(
                .exists, "'\(path)' is there already, and is no plan: it is not replaced",
                hint: "Choose another name for the plan, or remove what is there.", path: path)
        }
        guard let source = try? LocalFileSource(path: path) else { throw refuse() }
        // Of an empty file nothing is lost.
        if source.length == 0 { return true }
        var beginning = [UInt8](repeating: 0, count: Int(min(source.length, 64)))
        _ = try beginning.withUnsafeMutableBytes { try source.read(into: $0) }
        guard PlanText.isPlan(beginning) else { throw refuse() }
        return true
    }
}
