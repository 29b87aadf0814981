/// What a sync brings where, and what it leaves alone.
public struct SyncOptions: Sendable, Equatable {
    public enum Direction: String, Sendable, CaseIterable {
        /// The local directory becomes what the container has.
        case down
        /// The container becomes what the local directory has.
        case up
    }

    /// How a file that is on both sides is found to be the same.
    public enum Comparison: String, Sendable, CaseIterable {
        /// By its bytes: the local file is read, the archive has the checksum.
        case checksum
        /// By its size and modification time; only where the times differ, by its bytes.
        case sizeAndTime = "size_and_time"
    }

    public var direction = Direction.down
    /// The directory of the container that stands beside the local one; empty for its root.
    public var directory = ""
    /// Patterns as in a `.gitignore`: if there are any, only what they match counts.
    public var include: [String] = []
    /// Patterns as in a `.gitignore`: what they match is neither transferred nor deleted.
    public var exclude: [String] = []
    /// Delete what only the side that is written to has; only once everything else has succeeded.
    public var deletes = false
    public var comparison = Comparison.checksum
    /// Do nothing, only say what would be done.
    public var isDryRun = false

    public init() {}
}
