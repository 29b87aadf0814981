import Foundation

/// What is known of a file that is still arriving: of which object and which version it is, and which bytes are there.
///
/// Kept beside the part file, so that the next attempt, perhaps of another process, goes on where this one ended.
struct PartJournal: Codable, Equatable {
    /// The object's address on the network, or its `file:` address.
    var source: String
    var etag: String
    /// How many bytes the whole object has.
    var bytes: Int64
    /// The stretches that arrived and were compared, where they arrive side by side; nil where they arrive in order,
    /// and the length of the part file says how many there are.
    var stretches: [Range<Int64>]?

    /// Below this, beginning anew is as quick as going on.
    static let worthKeeping: Int64 = 1 << 20
}
