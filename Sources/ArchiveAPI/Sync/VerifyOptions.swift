/// What a check of fixity is about.
public struct VerifyOptions: Sendable, Equatable {
    /// The directory of the container, or of the manifest, that stands beside the local one; empty for the root.
    public var directory = ""
    /// Patterns as in a `.gitignore`: if there are any, only what they match counts.
    public var include: [String] = []
    /// Patterns as in a `.gitignore`: what they match does not count.
    public var exclude: [String] = []
    /// The path of a local file of checksums to compare with, in place of the container's.
    public var manifest: String?

    public init() {}
}
