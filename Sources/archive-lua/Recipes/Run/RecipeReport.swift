import ArchiveAPI
import LuaBridge

/// What another process tells of its run, the JSON object of `run --json`, read back.
struct RecipeReport {
    let text: [UInt8]
    private let members: [(name: String, value: JSONValue)]

    /// - Throws: `server` where it ended without telling.
    init(_ end: ChildRun.End) throws {
        guard case .object(let members)? = try? JSONValue(parsing: end.output) else {
            guard end.status != Program.Status.interrupted else { throw ArchiveError(.interrupted, "interrupted") }
            throw ArchiveError(.server, "the recipe's process ended with status \(end.status), and told nothing")
        }
        text = end.output
        self.members = members
    }

    private subscript(_ name: String) -> JSONValue? { members.last { $0.name == name }?.value }

    private static func string(_ value: JSONValue?) -> String? { if case .string(let text)? = value { text } else { nil } }

    /// Its error, as it was raised there; an error also where something was refused that the recipe did not fail of.
    func check() throws {
        if case .object(let members)? = self["error"] {
            func member(_ name: String) -> String? { Self.string(members.last { $0.name == name }?.value) }
            throw ArchiveError(
                ArchiveError.Code(rawValue: member("code") ?? "") ?? .server, member("message") ?? "the recipe failed", hint: member("hint"))
        }
        guard case .boolean(true)? = self["ok"] else {
            throw ArchiveError(
                .notPermitted, "the recipe '\(Self.string(self["recipe"]) ?? "")' tried what it may not, and went on",
                hint: refusals.isEmpty ? nil : refusals.joined(separator: "\n"))
        }
    }

    /// What was refused, and the lines that the header lacks.
    private var refusals: [String] {
        guard case .list(let refusals)? = self["refusals"] else { return [] }
        return refusals.compactMap { refusal in
            guard case .object(let members) = refusal else { return nil }
            func member(_ name: String) -> String? { Self.string(members.last { $0.name == name }?.value) }
            return member("what").map { "It may not \($0)." + (member("missing").map { " The header would need: \($0)" } ?? "") }
        }
    }

    var result: JSONValue { self["result"] ?? .null }

    var summary: String {
        var counts: [(effect: String, count: Int)] = []
        if case .object(let members)? = self["counts"] {
            counts = members.compactMap { if case .integer(let count) = $0.value { ($0.name, Int(count)) } else { nil } }
        }
        let seconds = if case .number(let seconds)? = self["seconds"] { seconds } else { 0.0 }
        return RecipeOutcome.summary(
            recipe: Self.string(self["recipe"]) ?? "", version: Self.string(self["version"]) ?? "", counts: counts,
            isPlanned: self["planned"] != nil, seconds: seconds)
    }
}
