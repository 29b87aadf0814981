/// How a call that handles many files goes about it.
public struct TransferOptions: Sendable {
    /// How many files are on their way at once.
    public var concurrency = TransferOptions.usualConcurrency
    /// Bytes a second, all files of the call together; nil for as fast as it goes.
    public var maxBandwidth: Bandwidth?
    /// Who is told how far it is.
    public var observer: (any TransferObserver)?
    /// Throw at the end where files failed; otherwise only the report says so.
    public var raises = true

    public init() {}

    /// As many as one client keeps connections to a server.
    public static let usualConcurrency = 16
}

/// Sees how far the transfers of a call are. Called from any thread, often: it returns at once.
public protocol TransferObserver: AnyObject, Sendable {
    /// So many more files, with so many bytes together, are known to be wanted.
    func planned(files: Int, bytes: Int64)
    /// A file begins.
    func began(_ name: String, bytes: Int64)
    /// Bytes of a file have moved; fewer than none where it begins anew.
    func moved(_ name: String, bytes: Int64)
    /// Of a file that was downloaded, not all bytes could be compared: the service has no checksum of them.
    func unchecked(_ name: String)
    /// A file is done, skipped or failed.
    func ended(_ name: String, _ error: ArchiveError?)
}

extension TransferOptions {
    /// Runs the job of one file, tells the observer how it ended, and names the file in its error.
    func observed<Result: Sendable>(_ name: String, _ job: () async throws -> Result) async throws -> Result {
        do {
            let result = try await job()
            observer?.ended(name, nil)
            return result
        } catch var error as ArchiveError {
            error.path = error.path ?? name
            observer?.ended(name, error)
            throw error
        }
    }
}
