/// The one error of ArchiveAPI: what failed, why, and what to do next.
///
/// `message` and `hint` may quote names that a stranger chose, byte for byte; whoever shows them on a
/// terminal quotes them there.
public struct ArchiveError: Error, Sendable, Equatable {
    /// A stable word for the kind of failure; scripts compare with its raw value.
    public enum Code: String, Sendable, CaseIterable {
        /// No such file, container, project, directory or user.
        case notFound = "not_found"
        /// The target exists and may not be overwritten.
        case exists
        /// The password, token or credential was refused, or none was given where one is needed.
        case unauthorized
        /// Signed in, but this needs rights that the user lacks.
        case forbidden
        /// This run is not allowed to do that.
        case notPermitted = "not_permitted"
        /// Wrong arguments.
        case usage
        /// The bytes that arrived are not the bytes that the server has.
        case integrity
        /// A container not empty, a precondition failed, the object changed meanwhile.
        case conflict
        /// Over a quota or a limit of the server.
        case tooLarge = "too_large"
        /// A local path that would leave its directory or replace what it may not.
        case unsafePath = "unsafe_path"
        /// Could not connect, the certificate was refused, timed out, was cut off, after all retries.
        case network
        /// The server failed (5xx), or answered nonsense, after all retries.
        case server
        /// The local disk refused.
        case localFile = "local_file"
        /// Bytes that are not valid in the encoding asked for.
        case decoding
        /// Ctrl-C, or a cancelled task.
        case interrupted
    }

    public var code: Code
    public var message: String
    /// What to do next, where that is known.
    public var hint: String?
    /// The HTTP status that the server answered with, if it did.
    public var status: Int?
    /// The object, container or local path that the failure is about.
    public var path: String?
    /// The server's X-Trans-Id, for its administrators.
    public var transaction: String?
    /// Whether the same call may succeed later without any change.
    public var retryable: Bool
    /// What became of the files, where the call was for several.
    public var report: TransferReport?

    public init(
        _ code: Code, _ message: String, hint: String? = nil, status: Int? = nil, path: String? = nil,
        transaction: String? = nil, retryable: Bool = false
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.status = status
        self.path = path
        self.transaction = transaction
        self.retryable = retryable
    }
}

extension ArchiveError: CustomStringConvertible {
    /// The message, then the hint on a line of its own.
    public var description: String {
        hint.map { "\(message)\n\($0)" } ?? message
    }
}
