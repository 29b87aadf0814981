import ArchiveAPI

/// A plan as people read it.
enum PlanMessages {
    /// Sums first, then every change on a line of its own.
    static func lines(_ plan: Plan) -> [String] {
        let count = Int64(plan.changes.count)
        guard count > 0 else { return ["nothing would be changed"] }
        var lines = ["\(HumanCount.text(count, "change")) planned in \(TerminalText.luaLiteral(plan.archive)), and nothing made:"]
        for (effect, count, bytes) in plan.sums {
            lines.append("  \(effect.rawValue): \(HumanCount.text(Int64(count), "change"))\(bytes > 0 ? ", \(HumanSize.text(bytes))" : "")")
        }
        var project: String?
        for change in plan.changes {
            if project != change.project {
                project = change.project
                lines.append("in project \(TerminalText.luaLiteral(plan.projectName(change.project))):")
            }
            lines.append("  " + line(change))
        }
        return lines
    }

    static func text(_ plan: Plan) -> String { lines(plan).map { $0 + "\n" }.joined() }

    /// What is said once a plan is kept.
    static func kept(_ plan: Plan, in path: String) -> String {
        let place = "kept in \(TerminalText.luaLiteral(path))"
        guard !plan.changes.isEmpty else { return place + "; there is nothing to apply\n" }
        let words = ["archive-lua"] + Session.current.words.filter { $0 != "--quiet" } + ["apply", path]
        return "\(place); \(words.map(ShellWord.quoted).joined(separator: " ")) makes these changes\n"
    }

    /// What it does, and with what.
    static func subject(_ change: PlannedChange) -> String {
        "\(word(change)) \(TerminalText.luaLiteral(change.object.map { "\(change.container)/\($0)" } ?? change.container))"
    }

    private static func line(_ change: PlannedChange) -> String {
        let details = details(of: change)
        return subject(change) + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
    }

    private static func word(_ change: PlannedChange) -> String {
        switch change.action {
        case .write, .writeManifest: "write"
        case .copy: "copy to"
        case .updateObject: "set metadata of"
        case .delete: "delete"
        case .createContainer: "create container"
        case .updateContainer: change.effect == .access ? "change access to container" : "set metadata of container"
        case .deleteContainer: "delete container"
        }
    }

    private static func details(of change: PlannedChange) -> [String] {
        switch change.action {
        case .write(let content, _, _):
            var details = [HumanSize.text(change.bytes)] + replaced(change)
            if case .file(let path, let offset, let length, let fileLength) = content {
                details.append((offset > 0 || length < fileLength ? "part of " : "from ") + TerminalText.luaLiteral(path))
            }
            return details
        case .writeManifest(let segments, _, _):
            return [HumanSize.text(change.bytes)] + replaced(change) + ["of \(HumanCount.text(Int64(segments.count), "segment"))"]
        case .copy(let source, _, _):
            return [HumanSize.text(change.bytes)] + replaced(change) + ["from \(TerminalText.luaLiteral(source.description))"]
        case .delete(let ifUnused):
            return [HumanSize.text(change.bytes)] + (ifUnused ? ["unless a large object needs it"] : [])
        case .createContainer(let headers), .updateContainer(let headers), .updateObject(let headers):
            return headers.sorted { $0.key < $1.key }.map { header, value in
                switch header {
                case "x-container-read": access(value, "read")
                case "x-container-write": access(value, "write")
                default: TerminalText.line("\(header): ") + TerminalText.luaLiteral(value)
                }
            }
        case .deleteContainer: return []
        }
    }

    /// Who may do it besides the owners, as an access list says it: a plan knows no names.
    private static func access(_ list: String, _ doing: String) -> String {
        let all = AccessList(list).elements
        let elements = all.filter { $0 != AccessList.listings && !$0.hasPrefix(".r:-") }
        if elements.isEmpty { return "nobody but its owners may \(doing)" }
        let who = elements.map { $0 == AccessList.anyone ? "anyone" : TerminalText.luaLiteral($0) }
        let excluded = all.filter { $0.hasPrefix(".r:-") }.map { ", not from \(TerminalText.luaLiteral(String($0.dropFirst(4))))" }
        return "\(who.joined(separator: ", ")) may \(doing)\(all.contains(AccessList.listings) ? " and list" : "")\(excluded.joined())"
    }

    private static func replaced(_ change: PlannedChange) -> [String] {
        switch change.before {
        case .absent: ["new"]
        case .object(let version): ["in place of \(HumanSize.text(version.bytes))"]
        default: []
        }
    }
}
