import ArchiveAPI

/// The local paths that a recipe chooses by itself, and that lie outside the current directory, links followed, or have hidden
/// names, as what programs are set up by: who agrees to effects in an archive has not yet agreed to these.
///
/// A path that whoever runs the recipe has named, and what is below it, is theirs.
struct ChosenPaths {
    private let header: RecipeHeader
    private let values: HeaderValues
    /// A pattern that stands for more texts is not looked at one by one.
    private static let most = 1000

    init(_ header: RecipeHeader, given: RecipeArguments?) {
        self.header = header
        values = HeaderValues(header, given: given)
    }

    var reads: [HeaderText] { header.reads.filter(isChosen) }
    var writes: [HeaderText] { header.writes.filter(isChosen) }
    var isEmpty: Bool { reads.isEmpty && writes.isEmpty }

    private func isChosen(_ path: HeaderText) -> Bool { isChosen(path.pieces[...]) }

    private func isChosen(_ pieces: ArraySlice<HeaderText.Piece>) -> Bool {
        if case .argument(let name)? = pieces.first {
            let rest = pieces.dropFirst()
            if mayBeEmpty(name), isChosen(rest) { return true }
            if values.origin(of: name) != .byDefault, all(rest, are: Self.staysBelow) { return leadsOut(name, rest) }
        }
        return !all(pieces, are: Self.isPlain)
    }

    /// Whether links on the way lead out of what an argument names, or, for a file beside that, out of its directory.
    private func leadsOut(_ name: String, _ rest: ArraySlice<HeaderText.Piece>) -> Bool {
        guard values.origin(of: name) == .given, !rest.isEmpty else { return false }
        return values.texts(of: name).contains { base in
            !all(rest) { rest in
                let directory = rest.utf8.starts(with: "/".utf8) ? base : base + "/.."
                return LocalPermit.target(of: base + rest, leaving: directory) == nil
            }
        }
    }

    /// What is empty names no path: the rest is the recipe's own choice then.
    private func mayBeEmpty(_ name: String) -> Bool {
        guard values.origin(of: name) == .unknown else { return values.texts(of: name).contains("") }
        return switch header.arguments.first(where: { $0.name == name })?.type {
        case .string?, .directory?, .choice?: true
        default: false
        }
    }

    private func all(_ pieces: some Sequence<HeaderText.Piece>, are isGood: (String) -> Bool) -> Bool {
        let (texts, count) = values.filled(pieces, limit: Self.most)
        return count <= Self.most && texts.allSatisfy(isGood)
    }

    /// Whether what follows a path names it, something below it that is not hidden, or a file beside it.
    private static func staysBelow(_ rest: String) -> Bool {
        guard !rest.utf8.starts(with: "/".utf8) else { return !hasHiddenName(rest) }
        return rest.isEmpty || !rest.utf8.contains(UInt8(ascii: "/")) && !rest.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
    }

    /// The current directory itself has hidden names, too.
    private static func isPlain(_ path: String) -> Bool {
        !path.utf8.starts(with: "/".utf8) && !path.utf8.starts(with: "~".utf8) && !hasHiddenName(path)
            && path.utf8.contains { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "/") }
            && LocalPermit.target(of: path, leaving: ".") == nil
    }

    /// `..` among them.
    private static func hasHiddenName(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.starts(with: ".".utf8) && $0.count > 1 }
    }
}
