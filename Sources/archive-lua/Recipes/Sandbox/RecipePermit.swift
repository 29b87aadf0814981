import ArchiveAPI
import Locking

/// What a recipe may do: the effects and containers of its header, and no more than the session may.
///
/// Counts what was done and keeps what was refused: a recipe may catch the error, and must not seem to have ended well.
final class RecipePermit: Permit {
    /// One kind of refusal, and how often it came.
    struct Refusal: Equatable {
        /// As `read 'project/container'`.
        var what: String
        /// What the header would have to say; nil where that would not help.
        var missing: String?
        var count = 1
    }

    private struct Record {
        var counts: [Effect: Int] = [:]
        var refusals: [Refusal] = []
        var refused = 0
    }

    private let recipe: String
    private let effects: Set<Effect>
    private let containers: [ContainerPattern]
    private let files: [LocalPermit.Access: [String]]
    /// Patterns that stand for nothing, for want of an argument.
    private let empty: [ContainerPattern]
    private let session: any Permit
    private let record = Locked(Record())
    private static let keptRefusals = 20

    /// - Parameters:
    ///   - values: what the recipe was given, by the argument's name.
    ///   - session: what the session may: a recipe in a read-only session only reads.
    init(_ header: RecipeHeader, _ values: (String) -> [String], within session: any Permit) {
        recipe = header.name
        effects = header.effects
        files = [.read: header.reads.map(\.written), .write: header.writes.map(\.written)]
        containers = header.containers.flatMap { $0.filled(values) }
        empty = header.containers.filter { $0.filled(values).isEmpty }
        self.session = session
    }

    func check(_ effect: Effect, project: String?, container: String?, object: String?) throws {
        try checkAhead(effect, project: project, container: container, object: object)
        // What is asked of a project itself is who and what there is.
        record.withLock { $0.counts[container == nil ? .read : effect, default: 0] += 1 }
        RecipeWatch.archiveCallWasMade()
    }

    func checkAhead(_ effect: Effect, project: String?, container: String?, object: String?) throws {
        if let missing = missing(effect, project: project ?? "", container: container) {
            func place(in project: String?) -> String { [project ?? "*", container].compactMap(\.self).joined(separator: "/") }
            if !PermitAsking.isTentative { note(Refusal(what: "\(effect.rawValue) '\(place(in: project))'", missing: missing)) }
            // The recipe gets this error: where it may read nothing, it is not told of a project either.
            let target = [place(in: effects.contains(.read) ? project : nil), object].compactMap(\.self).joined(separator: "/")
            var error = Self.error(recipe, "may not \(effect.rawValue) '\(target)'", missing: missing)
            if effects.contains(effect), let pattern = empty.first {
                error.hint = "'\(pattern.written)' in its header stands for no container: \(pattern.arguments.joined(separator: " or ")) was not given"
            }
            throw error
        }
        try session.checkAhead(effect, project: project, container: container, object: object)
    }

    /// Projects and containers that no pattern stands for are not there for a recipe.
    func mayMention(project: String, container: String?) -> Bool {
        containers.contains { pattern in
            container.map { pattern.matches(project: project, container: $0) } ?? pattern.project.matches(project)
        } && session.mayMention(project: project, container: container)
    }

    /// The line that the header lacks; nil where it allows it.
    private func missing(_ effect: Effect, project: String, container: String?) -> String? {
        guard effects.contains(effect) else {
            let all = Effect.allCases.filter { effects.contains($0) || $0 == effect }
            return "effects = [\(all.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))]"
        }
        // Of what there is in a project, or of projects, `mayMention` says which.
        guard let container else { return nil }
        let isAllowed = containers.contains { $0.matches(project: project, container: container) }
        let all = containers.map(\.written) + ["\(project.isEmpty ? "*" : project)/\(container)"]
        return isAllowed ? nil : "containers = [\(all.map(TerminalText.luaLiteral).joined(separator: ", "))]"
    }

    private static func error(_ recipe: String, _ what: String, missing: String) -> ArchiveError {
        ArchiveError(.notPermitted, "the recipe '\(recipe)' \(what): its header does not say so", hint: "The header would need: \(missing)")
    }

    /// A local file was refused.
    func refused(_ access: LocalPermit.Access, _ path: String, isDeclarable: Bool) {
        let all = ((files[access] ?? []) + [path]).map(TerminalText.luaLiteral)
        note(Refusal(what: "\(access.rawValue) '\(path)'", missing: isDeclarable ? "\(access.field) = [\(all.joined(separator: ", "))]" : nil))
    }

    /// Something was refused that no header allows.
    func refused(_ what: String) { note(Refusal(what: what)) }

    private func note(_ refusal: Refusal) {
        record.withLock { record in
            record.refused += 1
            if let same = record.refusals.firstIndex(where: { $0.what == refusal.what }) {
                record.refusals[same].count += 1
            } else if record.refusals.count < Self.keptRefusals {
                record.refusals.append(refusal)
            }
        }
    }

    /// How many operations of each effect the archive was asked for.
    var counts: [(effect: Effect, count: Int)] {
        let counts = record.withLock(\.counts)
        return Effect.allCases.compactMap { effect in counts[effect].map { (effect, $0) } }
    }

    var refusals: [Refusal] { record.withLock(\.refusals) }
    var refused: Int { record.withLock(\.refused) }
}
