import Foundation

extension Plan {
    /// Reads a plan that was kept.
    ///
    /// - Returns: the plan, and what tells it from any other.
    /// - Throws: `local_file`; `usage` for what is no plan; `integrity` for one that is not as it was written.
    public static func read(_ path: String) throws -> (plan: Plan, sum: String) {
        let source = try LocalFileSource(path: path)
        guard source.length <= largest else {
            throw ArchiveError(.usage, "'\(path)' has \(source.length) bytes, which no plan has", path: path)
        }
        var bytes = [UInt8](repeating: 0, count: Int(source.length))
        var done = 0
        while done < bytes.count {
            done += try bytes.withUnsafeMutableBytes { try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[done...])) }
        }
        return try PlanText.plan(bytes, path: path)
    }

    private static let largest: Int64 = 1 << 30

    /// Keeps the plan, whole or not at all, in place of an earlier one.
    ///
    /// - Throws: `exists` where there is a file that is no plan; `local_file`.
    public func write(to path: String) throws {
        try Self.checkTarget(path)
        let bytes = try PlanText.bytes(of: self)
        let name = ObjectPath.basename(path)
        let directory = String(decoding: path.utf8.dropLast(name.utf8.count), as: UTF8.self)
        let file = try DownloadDirectory(directory.isEmpty ? "." : directory).place(for: name).begin()
        try bytes.withUnsafeBytes { try file.write($0) }
        _ = try file.commit(overwrite: true)
    }

    /// Says early whether a plan may be kept there.
    public static func checkTarget(_ path: String) throws {
        try LocalDisk.checkPath(path)
        guard try LocalDisk.run("look at", path, { try LocalDisk.status(at: path) }) != nil else { return }
        func refuse() -> ArchiveError {
            ArchiveError(
                .exists, "'\(path)' is there already, and is no plan: it is not replaced",
                hint: "Choose another name for the plan, or remove what is there.", path: path)
        }
        guard let source = try? LocalFileSource(path: path) else { throw refuse() }
        // Of an empty file nothing is lost.
        if source.length == 0 { return }
        var beginning = [UInt8](repeating: 0, count: Int(min(source.length, 64)))
        _ = try beginning.withUnsafeMutableBytes { try source.read(into: $0) }
        guard PlanText.isPlan(beginning) else { throw refuse() }
    }
}
