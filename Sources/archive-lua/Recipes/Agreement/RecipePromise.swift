import ArchiveAPI

/// What a recipe may do, in plain words. What it chose itself, as names of files, is quoted and cut, so that it can
/// neither pass for a sentence nor push the rest off the screen; the effects come last, next to the question.
struct RecipePromise {
    private let header: RecipeHeader
    private let values: HeaderValues
    private static let most = HeaderText.mostShown

    /// - Parameter given: what a run was given: its values are shown. Without it, what the header says.
    init(_ header: RecipeHeader, given: RecipeArguments? = nil) {
        self.header = header
        values = HeaderValues(header, given: given)
    }

    static func lines(of header: RecipeHeader) -> [String] { RecipePromise(header).lines }

    var lines: [String] {
        var lines: [String] = []
        if !header.reads.isEmpty { lines.append("read the local files \(list(header.reads))") }
        if !header.writes.isEmpty { lines.append("write and delete the local files \(list(header.writes))") }
        let archives = header.arguments.filter { $0.type == .archive }
        if archives.count == 1 {
            lines.append("work on the archive that \(named(archives[0])), and send it requests")
        } else if archives.count > 1 {
            lines.append("work on the archives that \(Self.list(archives.map { named($0) }, of: archives.count)), and send them requests")
        }
        let effects = Effect.allCases.filter(header.effects.contains).map(Self.words).joined(separator: "; ")
        if effects.isEmpty { return lines + ["nothing in the archive"] }
        return lines + [header.containers.isEmpty ? "in no container: \(effects)" : "in the containers \(containers): \(effects)"]
    }

    private func named(_ argument: ArgumentDeclaration) -> String {
        let texts = values.given?.texts(of: argument.name) ?? []
        let shown = texts.isEmpty ? "" : " (\(Self.list(texts.prefix(Self.most).map(Self.quoted), of: texts.count)))"
        return "\(ShortText.cut(argument.option, to: 40)) names\(shown)"
    }

    /// Local paths, as the header has them and as they are meant.
    func list(_ paths: [HeaderText]) -> String {
        list(paths.map { ($0.pieces, $0.written) }) { path in
            guard !path.utf8.starts(with: "/".utf8), !path.utf8.starts(with: "..".utf8),
                let target = LocalPermit.target(of: path, leaving: ".") else { return Self.quoted(path) }
            return "\(Self.quoted(path)), a link that leads to \(Self.quoted(target))"
        }
    }

    private var containers: String {
        list(header.containers.map { ($0.pieces, $0.written) }, showing: Self.quoted)
    }

    private func list(_ patterns: [(pieces: [HeaderText.Piece], written: String)], showing shown: (String) -> String) -> String {
        var all: [String] = []
        var count = 0
        for pattern in patterns {
            let (texts, number) = self.texts(of: pattern.pieces, pattern.written, shown)
            all += texts.prefix(Self.most - all.count)
            let (sum, isTooLarge) = count.addingReportingOverflow(number)
            count = isTooLarge ? Int.max : sum
        }
        return Self.list(all, of: count)
    }

    /// What a pattern stands for, and how many that are.
    private func texts(
        of pieces: [HeaderText.Piece], _ written: String, _ shown: (String) -> String
    ) -> (texts: [String], count: Int) {
        var names: [String] = []
        for case .argument(let name) in pieces where !names.contains(name) && values.origin(of: name) != .unknown { names.append(name) }
        guard !names.isEmpty else { return ([shown(written)], 1) }
        let filled = values.filled(pieces, limit: Self.most)
        let texts = filled.texts.map(shown)
        guard values.given != nil else { return (["\(Self.quoted(written)) (default \(Self.list(texts, of: filled.count)))"], 1) }
        let sources = names.prefix(3).map(source).joined(separator: "; ")
        return (texts.map { "\($0) (\(sources))" }, filled.count)
    }

    /// Where a value comes from. Who agrees does so for later runs, too: what stands for it in these is told as well.
    private func source(of name: String) -> String {
        let shown = "{\(ShortText.cut(name, to: 40))}"
        if values.origin(of: name) == .byDefault { return "\(shown), the recipe's default" }
        guard let others = values.other(than: name) else { return shown }
        return "\(shown); without it \(Self.list(others.prefix(Self.most).map(Self.quoted), of: others.count))"
    }

    private static func list(_ texts: [String], of count: Int) -> String {
        let more = count - min(count, most)
        return texts.prefix(most).joined(separator: ", ") + (more > 0 ? " and \(HumanCount.grouped(Int64(more))) more" : "")
    }

    private static func quoted(_ text: String) -> String { TerminalText.luaLiteral(ShortText.cut(text, to: HeaderText.longestShown)) }

    private static func words(for effect: Effect) -> String {
        switch effect {
        case .read: "list, read and download objects"
        case .write: "upload, overwrite and copy objects, set metadata and create containers"
        case .delete: "DELETE objects and containers"
        case .access: "change WHO may read and write"
        case .share: "make temporary URLs, with which anybody can do the same for a while"
        }
    }
}
