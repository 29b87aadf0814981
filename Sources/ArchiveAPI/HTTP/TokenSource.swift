/// Where requests get their token from.
public protocol TokenSource: Sendable {
    /// A token that is good for a while yet; nil where the service needs none. However many wait, one
    /// request renews it.
    func token() async throws -> Secret?
    /// A token in place of one that the service refused with 401; nil where none can be had.
    func replacement(for refused: Secret?) async throws -> Secret?
}
