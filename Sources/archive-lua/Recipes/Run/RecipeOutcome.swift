import ArchiveAPI
import Foundation
import LuaBridge

/// What became of a run: for people a line or two, for programs one JSON object.
struct RecipeOutcome {
    var header: RecipeHeader?
    var permit: RecipePermit?
    /// What the recipe returned, as JSON.
    var result = "null"
    var error: ArchiveError?
    /// What would have been changed; nil where changes were made.
    var plan: Plan?
    /// Since the recipe itself began.
    var stopwatch = Stopwatch()

    var refused: Int { permit?.refused ?? 0 }
    var isGood: Bool { error == nil && refused == 0 }

    /// What was done, on one line.
    var summary: String {
        Self.summary(
            recipe: header?.name ?? "", version: header?.version ?? "", counts: permit?.counts.map { ($0.effect.rawValue, $0.count) } ?? [],
            isPlanned: plan != nil, seconds: stopwatch.seconds)
    }

    /// - Parameter isPlanned: whether all but the reading was planned only.
    static func summary(recipe: String, version: String, counts: [(effect: String, count: Int)], isPlanned: Bool, seconds: Double) -> String {
        let counts = counts.filter { $0.count > 0 }.map { "\(HumanCount.grouped(Int64($0.count))) × \(TerminalText.line($0.effect))" }
        let done = counts.isEmpty ? "nothing was done in the archive" : counts.joined(separator: ", ") + (isPlanned ? ", changes planned only" : "")
        return "\(TerminalText.line(recipe)) \(TerminalText.line(version)): \(done), in \(String(format: "%.1f", seconds)) s\n"
    }

    /// What was refused although the recipe did not fail of it.
    var refusalText: String {
        (permit?.refusals ?? []).map { refusal in
            "refused \(refusal.count) ×: \(TerminalText.line(refusal.what))\(refusal.missing.map { "; the header would need \($0)" } ?? "")\n"
        }.joined()
    }

    /// `{"ok": …, "recipe": …, "version": …, "result": …, "counts": {…}, "refused": …, "seconds": …}`, and
    /// `error`; `planned`: how many changes a plan has; `refusals`: what was refused, each with the line that the header lacks.
    var json: String {
        func text(_ value: String?) -> String { value.map { JSONWriter.text(of: $0) } ?? "null" }
        let counts = Effect.allCases.map { effect in
            "\(text(effect.rawValue)): \(permit?.counts.first { $0.effect == effect }?.count ?? 0)"
        }.joined(separator: ", ")
        var members = [
            ("ok", isGood ? "true" : "false"), ("recipe", text(header?.name)), ("version", text(header?.version)), ("result", result),
            ("counts", "{\(counts)}"), ("refused", String(refused)), ("seconds", String(format: "%.3f", stopwatch.seconds)),
        ]
        if let plan { members.append(("planned", String(plan.changes.count))) }
        let refusals = (permit?.refusals ?? []).map { refusal in
            "{\"what\": \(text(refusal.what)), \"missing\": \(text(refusal.missing)), \"count\": \(refusal.count)}"
        }
        if !refusals.isEmpty { members.append(("refusals", "[\(refusals.joined(separator: ", "))]")) }
        if let error {
            members.append(("error", "{\"code\": \(text(error.code.rawValue)), \"message\": \(text(error.message)), \"hint\": \(text(error.hint))}"))
        }
        return "{" + members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}\n"
    }
}
