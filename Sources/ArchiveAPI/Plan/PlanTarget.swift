import Foundation

/// A file that a plan is to be kept in. It is opened before there is a plan: what a recipe may write does not matter to it.
///
/// An earlier plan goes at once: a run that failed must not leave one that could be taken for its own.
public struct PlanTarget: Sendable {
    private let file: PartialFile

    /// - Throws: `exists` where there is a file that is no plan; `local_file`.
    public init(_ path: String) throws {
        let isPlan = try Self.check(path)
        let name = ObjectPath.basename(path)
        let directory = String(decoding: path.utf8.dropLast(name.utf8.count), as: UTF8.self)
        file = try DownloadDirectory(directory.isEmpty ? "." : directory).place(for: name).begin()
        if isPlan { unlink(path) }
    }

    /// Keeps the plan, whole or not at all. Once.
    public func keep(_ plan: Plan) throws {
        try PlanText.bytes(of: plan).withUnsafeBytes { try file.write($0) }
        _ = try file.commit(overwrite: true)
    }

    /// There will be no plan.
    public func discard() { file.discard() }

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
