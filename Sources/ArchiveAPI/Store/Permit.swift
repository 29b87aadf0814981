/// What an operation does to an archive.
public enum Effect: String, Sendable, CaseIterable {
    case read, write, delete, access, share
}

/// The one place that may forbid an operation: asked before anything goes out.
///
/// Read-only mode is a permit; so are a recipe's permissions.
public protocol Permit: Sendable {
    /// Throws `not_permitted` where this run may not have that effect there.
    ///
    /// - Parameters:
    ///   - project: nil for a public container, which belongs to none; without a container, for the projects themselves.
    ///   - container: nil for what the project itself knows: its containers and users.
    func check(_ effect: Effect, project: String?, container: String?, object: String?) throws

    /// The same ahead of an operation, which is checked itself: nothing is done yet that could be counted.
    func checkAhead(_ effect: Effect, project: String?, container: String?, object: String?) throws

    /// Whether this run may learn that there is such a container, or with nil for `container` such a project:
    /// listings of containers and projects, which are `check`ed as reading, leave out the others.
    func mayMention(project: String, container: String?) -> Bool
}

extension Permit {
    public func checkAhead(_ effect: Effect, project: String?, container: String?, object: String?) throws {
        try check(effect, project: project, container: container, object: object)
    }

    public func mayMention(project: String, container: String?) -> Bool { true }
}

/// How a permit is asked.
public enum PermitAsking {
    /// Whether the library asks for its own sake: in search of something, or to see what is still needed. A refusal is
    /// an answer then, and whoever keeps count of refusals need not keep this one.
    @TaskLocal public static var isTentative = false

    static func tentatively<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        try await $isTentative.withValue(true, operation: body)
    }
}

/// Permits everything.
public struct UnrestrictedPermit: Permit {
    public init() {}
    public func check(_ effect: Effect, project: String?, container: String?, object: String?) {}
}

/// Permits reading only.
public struct ReadOnlyPermit: Permit {
    private let hint: String

    /// - Parameter hint: how to be permitted more.
    public init(hint: String) { self.hint = hint }

    public func check(_ effect: Effect, project: String?, container: String?, object: String?) throws {
        guard effect != .read else { return }
        let target = [container, object].compactMap(\.self).joined(separator: "/")
        throw ArchiveError(
            .notPermitted, "this session is read-only: it may not \(effect.rawValue) '\(target.isEmpty ? project ?? "" : target)'",
            hint: hint, path: target)
    }
}
