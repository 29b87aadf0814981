import ArchiveAPI
import LuaBridge

/// The options of every call that moves files.
enum TransferParameter {
    static let concurrency = Parameter<Int>.optional(
        "concurrency", TransferOptions.usualConcurrency, "how many files are on their way at once")
    static let bandwidth = Parameter<Bandwidth?>.optional(
        "max_bandwidth", "bytes a second for all files together, or text such as \"20 MB/s\"")
    static let progress = Parameter<ProgressArgument>.optional(
        "progress", .shown, "false shows nothing; a function is called with a table of files, files_done, bytes, bytes_done …")
    static let raises = Parameter<Bool>.optional(
        "raise", true, "raise an error at the end if files failed; false leaves it to the result's failed")
}

extension Bandwidth: LuaArgument {
    public static var luaTypeName: String { "number or string such as \"20 MB/s\"" }

    public static func luaRead(_ view: LuaView) throws -> Bandwidth {
        guard let rate = view.number ?? view.string.flatMap(bytesPerSecond), rate >= 1, rate.isFinite else {
            throw LuaTypeMismatch(expected: luaTypeName, got: view.described)
        }
        return Bandwidth(bytesPerSecond: rate)
    }

    /// Reads `20 MB/s`, `1.5GB`, `300 kB/s`.
    private static func bytesPerSecond(_ text: String) -> Double? {
        let compact = text.filter { $0 != " " }
        return Unit.bytes(in: compact.hasSuffix("/s") ? String(compact.dropLast(2)) : compact)
    }
}
