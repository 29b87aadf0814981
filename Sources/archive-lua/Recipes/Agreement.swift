import ArchiveAPI
import Foundation
import Glibc

/// Whether somebody has agreed to what a recipe may do: asks where not, and remembers the answer.
struct Agreement {
    let file: RecipeFile
    /// Where it came from, as the lock has it.
    let source: String

    init(_ file: RecipeFile) {
        self.file = file
        source = file.path
    }

    init(_ file: RecipeFile, source: String) {
        self.file = file
        self.source = source
    }

    /// Throws `not_permitted` where nobody agrees.
    ///
    /// - Parameters:
    ///   - allowed: what was allowed without a question; nil where nothing was.
    ///   - doing: what is asked for, as `Run it`.
    func obtain(allowed: Set<Effect>?, doing: String, standing: RecipeLock.Standing = .agreed) async throws {
        let lock = try RecipeLock.load()
        if isCovered(by: lock) { return }
        if let allowed {
            guard allowed.isSuperset(of: file.header.effects) else {
                let missing = Effect.allCases.filter { file.header.effects.contains($0) && !allowed.contains($0) }
                throw ArchiveError(
                    .notPermitted, "the recipe '\(file.header.name)' declares more than --allow says: \(Self.list(missing))",
                    hint: "With --allow \(Self.list(declared)) it runs.", path: file.path)
            }
            return
        }
        let text = description(lock) + "\(doing)? (y/n) "
        guard let answer = try await TerminalQuestion(text: text, echo: true, isBlock: true).ask() else {
            throw ArchiveError(
                .notPermitted, "nobody has agreed to the recipe '\(file.header.name)' yet, and there is no terminal to ask on",
                hint: "It may: \(RecipePromise.lines(of: file.header).joined(separator: "; ")). Allow that with "
                    + (declared.isEmpty ? "--allow read." : "--allow \(Self.list(declared))."), path: file.path)
        }
        guard ["y", "yes"].contains(answer.lowercased()) else {
            throw ArchiveError(.notPermitted, "'\(file.header.name)' was not agreed to: nothing was done", path: file.path)
        }
        try remember(standing)
    }

    /// Keeps the agreement for this text, in place of an earlier one.
    func remember(_ standing: RecipeLock.Standing) throws {
        try RecipeLock.change { lock in
            lock.recipe.removeAll { $0.source == source && $0.standing == standing }
            lock.recipe.append(RecipeLock.Entry(file, source: source, standing: standing))
        }
        guard let folder = RecipePlaces.agreed else { return }
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Without it a later change is told, but cannot be shown.
        try? Data(file.source).write(to: URL(fileURLWithPath: "\(folder)/\(file.sha256).lua"), options: .atomic)
    }

    private var declared: [Effect] { Effect.allCases.filter(file.header.effects.contains) }

    private func isCovered(by lock: RecipeLock) -> Bool {
        let header = file.header
        if header.effects.isEmpty, header.reads.isEmpty, header.writes.isEmpty { return true }
        return lock.recipe.contains { entry in
            entry.standing == .own ? entry.source == source : entry.sha256 == file.sha256
        }
    }

    private static func list(_ effects: [Effect]) -> String { effects.map(\.rawValue).joined(separator: ",") }

    /// What it is, what changed since it was agreed to, and what it may do.
    private func description(_ lock: RecipeLock) -> String {
        let header = file.header
        var text = "\(header.name) \(TerminalText.line(header.version)): \(TerminalText.line(header.summary))\n"
        if !header.authors.isEmpty { text += "by \(header.authors.map { TerminalText.line($0) }.joined(separator: ", "))\n" }
        text += "from \(TerminalText.line(source))\n"
        if let earlier = lock.recipe.last(where: { $0.source == source }) ?? lock.recipe.last(where: { $0.name == header.name }) {
            text += changes(since: earlier)
        }
        return text + "It may:\n" + RecipePromise.lines(of: header).map { "  - \($0)\n" }.joined()
    }

    private func changes(since earlier: RecipeLock.Entry) -> String {
        var text = "It CHANGED since you agreed to version \(TerminalText.line(earlier.version)).\n"
        let wider = declared.map(\.rawValue).filter { !earlier.effects.contains($0) }
        if !wider.isEmpty { text += "New effects: \(wider.joined(separator: ", "))\n" }
        guard let folder = RecipePlaces.agreed,
            let old = FileManager.default.contents(atPath: "\(folder)/\(earlier.sha256).lua")
        else { return text }
        return text + LineDifference.text(from: Array(old), to: file.source)
    }
}
