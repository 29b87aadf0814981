/// What became of the files of a call.
public struct TransferReport: Sendable, Equatable {
    /// The paths that are there now, in the order asked: those that were transferred and those that were there already.
    public var paths: [String] = []
    /// The paths that were transferred.
    public var done: [String] = []
    /// Those of them whose bytes could not all be compared: the service has no checksum of some.
    public var unchecked: [String] = []
    /// The paths that stayed as they were.
    public var skipped: [String] = []
    /// Markers of directories, which are no files: the objects' names.
    public var left: [String] = []
    /// Why the others failed, in the order asked; each error's `path` says which file it is.
    public var failed: [ArchiveError] = []
    /// How many bytes were transferred.
    public var bytes: Int64 = 0
    public var seconds: Double = 0
    /// What a sync did besides; nil for other calls.
    public var sync: SyncSummary?
    /// What a check of fixity found; nil for other calls.
    public var fixity: FixitySummary?

    public init() {}

    /// Adds what became of more files.
    mutating func append(_ other: TransferReport) {
        paths += other.paths
        done += other.done
        unchecked += other.unchecked
        skipped += other.skipped
        left += other.left
        failed += other.failed
        bytes += other.bytes
        seconds += other.seconds
    }

    /// The failures as one error with this report in it; nil where there are none.
    ///
    /// - Parameter asked: how many files were asked for.
    func failure(of asked: Int) -> ArchiveError? {
        guard var error = failed.first else { return nil }
        if asked > 1 {
            error.message = "\(failed.count) of \(asked) files failed; the first: \(error.message)"
            error.retryable = failed.contains(where: \.retryable)
        }
        error.report = self
        return error
    }
}
