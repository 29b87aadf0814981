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
}
