/// What a sync did besides transferring files.
public struct SyncSummary: Sendable, Equatable {
    /// What was deleted: local paths, or names of objects.
    public var deleted: [String] = []
    /// What has no counterpart on the other side and stays as it is; the plan says why.
    public var left: [String] = []
    /// Patterns that matched nothing.
    public var unmatched: [String] = []
    /// What the sync found to be done, in the order of the names; deletions come last.
    public var plan: [SyncAction] = []

    public init() {}
}

/// One thing that a sync does, or would do.
public struct SyncAction: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case download, upload, delete
        /// A local directory that is empty once all else is deleted.
        case deleteDirectory = "delete directory"
        /// Stays as it is.
        case leave
        /// Cannot be transferred.
        case fail
    }

    public let kind: Kind
    /// The local path of a download, the object's name of an upload; of anything else, that of what it is about.
    public let path: String
    /// How many bytes are transferred, as far as the listing says.
    public let bytes: Int64
    public let reason: String

    public init(_ kind: Kind, _ path: String, bytes: Int64 = 0, _ reason: String) {
        self.kind = kind
        self.path = path
        self.bytes = bytes
        self.reason = reason
    }
}
