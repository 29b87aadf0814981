/// The local paths that a recipe chooses by itself, and that lie outside the current directory: who agrees to effects in
/// an archive has not yet agreed to these.
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

    private func isChosen(_ path: HeaderText) -> Bool {
        if case .argument(let name)? = path.pieces.first, values.origin(of: name) != .byDefault,
            all(path.pieces.dropFirst(), are: Self.staysBelow)
        {
            return false
        }
        return !all(path.pieces, are: Self.isRelative)
    }

    private func all(_ pieces: some Sequence<HeaderText.Piece>, are isGood: (String) -> Bool) -> Bool {
        let (texts, count) = values.filled(pieces, limit: Self.most)
        return count <= Self.most && texts.allSatisfy(isGood)
    }

    /// Whether what follows a path names it, something below it, or a file beside it.
    private static func staysBelow(_ rest: String) -> Bool {
        guard !rest.utf8.starts(with: "/".utf8) else { return !leadsUp(rest) }
        return rest.isEmpty || !rest.utf8.contains(UInt8(ascii: "/")) && !rest.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
    }

    private static func isRelative(_ path: String) -> Bool {
        !path.utf8.starts(with: "/".utf8) && !path.utf8.starts(with: "~".utf8) && !leadsUp(path)
    }

    private static func leadsUp(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
    }
}
