import ArchiveAPI
import Foundation
import Glibc

/// Whether somebody has agreed to what a recipe may do: asks where not, and remembers the answer.
struct Agreement {
    let file: RecipeFile
    /// Where it came from, as the lock has it.
    let source: String
    /// The address of the container on whose shelf it was; nil elsewhere.
    private let container: String?
    /// What a run was given; nil where it is not about one.
    let given: RecipeArguments?

    /// To a recipe's run, or to a file of one's own.
    init(_ file: RecipeFile, given: RecipeArguments? = nil) {
        self.file = file
        source = file.path
        container = nil
        self.given = given
    }

    /// To what comes from a shelf.
    init(_ file: RecipeFile, from place: RecipeShelf.Place, container: String?) {
        self.file = file
        source = place.text
        self.container = container
        given = nil
    }

    /// Throws `not_permitted` where nobody agrees.
    ///
    /// - Parameters:
    ///   - allowed: what was allowed without a question; nil where nothing was.
    ///   - doing: what is asked for, as `Run it`.
    func obtain(allowed: Allowance?, doing: String, standing: RecipeLock.Standing = .agreed) async throws {
        let lock = try RecipeLock.load()
        let earlier = earlier(in: lock)
        let isCovered = isCovered(by: lock)
        if isCovered || allowed != nil {
            // What is kept from now on is not taken in silence.
            if standing == .added, earlier != nil { tell(description(earlier, standing)) }
            if !isCovered, let allowed { try check(allowed) }
            return
        }
        let question = promise + "\(doing)? (y/n/s: s shows it) "
        var text = description(earlier, standing) + question
        while true {
            guard let answer = try await TerminalQuestion(text: text, echo: true, isBlock: true).ask() else {
                if earlier != nil { tell(description(earlier, standing)) }
                throw nobodyAgreed(earlier)
            }
            switch answer.lowercased() {
            case "y", "yes": return try remember(standing)
            case "s": text = numberedSource + question
            default: throw ArchiveError(.notPermitted, "'\(file.header.name)' was not agreed to: nothing was done", path: file.path)
            }
        }
    }

    /// Keeps the agreement for this text, in place of an earlier one. What was added is found by its name: there is one of each.
    func remember(_ standing: RecipeLock.Standing) throws {
        try RecipeLock.change { lock in
            lock.recipe.removeAll { entry in
                entry.standing == standing && (entry.source == source || standing == .added && entry.name == file.header.name)
            }
            lock.recipe.append(RecipeLock.Entry(file, source: source, container: container, standing: standing))
        }
        guard let folder = RecipePlaces.agreed else { return }
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Without it a later change is told, but cannot be shown.
        try? Data(file.source).write(to: URL(fileURLWithPath: "\(folder)/\(file.sha256).lua"), options: .atomic)
    }

    /// Only what declares nothing at all needs no agreement.
    private func isCovered(by lock: RecipeLock) -> Bool {
        let header = file.header
        let reachesNoArchive = !header.arguments.contains { $0.type == .archive }
        if header.effects.isEmpty, header.containers.isEmpty, header.reads.isEmpty, header.writes.isEmpty, reachesNoArchive { return true }
        return lock.recipe.contains { entry in
            entry.standing == .own ? entry.source == source : entry.sha256 == file.sha256
        }
    }

    // MARK: What was allowed

    /// What `--allow` has to say.
    private var declared: Allowance {
        Allowance(effects: file.header.effects, files: !ChosenPaths(file.header, given: given).isEmpty)
    }

    /// For a recipe that has neither effects nor files of its own choice, any word agrees.
    private var advice: String { "--allow \(declared.text.isEmpty ? Effect.read.rawValue : declared.text)" }

    private func check(_ allowed: Allowance) throws {
        let missing = allowed.missing(from: declared)
        guard !missing.effects.isEmpty || missing.files else { return }
        var hint = "With \(advice) it runs."
        if missing.files {
            let chosen = ChosenPaths(file.header, given: given)
            let paths = RecipePromise(file.header, given: given).list(chosen.reads + chosen.writes)
            hint = "It chooses local files by itself that are hidden or outside the current directory: \(paths). \(hint)"
        }
        throw ArchiveError(
            .notPermitted, "the recipe '\(file.header.name)' declares more than --allow says: \(missing.text)", hint: hint, path: file.path)
    }

    private func nobodyAgreed(_ earlier: RecipeLock.Entry?) -> ArchiveError {
        let name = file.header.name
        let message = earlier.map { "the recipe '\(name)' has changed since you agreed to \($0.version)" }
            ?? "nobody has agreed to the recipe '\(name)' yet"
        let may = RecipePromise(file.header, given: given).lines.joined(separator: "; ")
        return ArchiveError(
            .notPermitted, "\(message), and there is no terminal to ask on", hint: "It may: \(may). Allow that with \(advice).", path: file.path)
    }

    // MARK: What is shown

    private func tell(_ text: String) {
        Screen.write(Screen.current(STDERR_FILENO).wrapped(TerminalText.block(text)), to: STDERR_FILENO)
    }

    /// What it is, and what changed since it was agreed to.
    private func description(_ earlier: RecipeLock.Entry?, _ standing: RecipeLock.Standing) -> String {
        let header = file.header
        func line(_ text: String) -> String { TerminalText.line(ShortText.cut(text, to: 200)) }
        var text = "\(header.name) \(line(header.version)): \(line(header.summary))\n"
        if !header.authors.isEmpty { text += "by \(line(header.authors.joined(separator: ", ")))\n" }
        text += "from \(TerminalText.line(source))\n"
        if standing == .added, RecipePlaces.isShipped(header.name) { text += "It takes the place of the recipe of that name that comes with archive-lua.\n" }
        return text + (earlier.map(changes) ?? "")
    }

    /// Right above the question, whatever stands before it.
    private var promise: String {
        "It may:\n" + RecipePromise(file.header, given: given).lines.map { "  - \($0)\n" }.joined()
    }

    /// No line of it can pass for one of the program's own.
    private var numberedSource: String {
        let lines = file.source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.enumerated().map { "\($0.offset + 1)\t\(TerminalText.line($0.element))\n" }.joined()
    }

    /// Another text that was agreed to, from the same place or else of the same name.
    private func earlier(in lock: RecipeLock) -> RecipeLock.Entry? {
        let others = lock.recipe.filter { $0.standing != .own && $0.sha256 != file.sha256 }
        return others.last { $0.source == source } ?? others.last { $0.name == file.header.name }
    }

    private func changes(since earlier: RecipeLock.Entry) -> String {
        let place = earlier.source == source ? "" : ", which came from \(TerminalText.line(earlier.source))"
        var text = "It CHANGED since you agreed to version \(TerminalText.line(earlier.version))\(place).\n"
        if let before = RecipeVersion(earlier.version), let now = RecipeVersion(file.header.version), now < before {
            text += "It is OLDER than that: \(TerminalText.line(file.header.version)).\n"
        }
        let wider = Effect.allCases.filter(file.header.effects.contains).map(\.rawValue).filter { !earlier.effects.contains($0) }
        if !wider.isEmpty { text += "New effects: \(wider.joined(separator: ", "))\n" }
        guard let folder = RecipePlaces.agreed,
            let old = FileManager.default.contents(atPath: "\(folder)/\(earlier.sha256).lua")
        else { return text }
        return text + LineDifference.text(from: Array(old), to: file.source)
    }
}
