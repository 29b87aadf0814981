/// One line of a `.gitignore`.
///
/// A slash at the start or in the middle ties the pattern to the root; without one it is about a name at any depth.
/// A slash at the end makes it about directories only. `!` at the start takes back what an earlier pattern said.
struct GlobPattern: Sendable, Equatable {
    /// As it was given.
    let text: String
    let isNegated: Bool
    private let onlyDirectories: Bool
    /// Whether the whole path counts, and not only the last name.
    private let isAnchored: Bool
    private let glob: [UInt8]
    /// How many bytes of the glob stand for themselves: git compares those first, and begins anew behind them.
    private let literalPrefix: Int

    /// nil for a line of nothing but spaces, which means nothing.
    init?(_ text: String) {
        var rest = Self.withoutSpacesAtEnd(Array(text.utf8))[...]
        guard !rest.isEmpty else { return nil }
        self.text = text
        // A comment: it matches nothing, and is said to.
        let isComment = rest.first == UInt8(ascii: "#")
        isNegated = rest.first == UInt8(ascii: "!")
        if isNegated { rest = rest.dropFirst() }
        onlyDirectories = rest.last == UInt8(ascii: "/")
        if onlyDirectories { rest = rest.dropLast() }
        isAnchored = rest.contains(UInt8(ascii: "/"))
        if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
        glob = isComment ? [] : Array(rest)
        literalPrefix = glob.firstIndex { "*?[\\".utf8.contains($0) } ?? glob.count
    }

    /// - Parameter path: below the root, without a slash at either end.
    func matches(_ path: ArraySlice<UInt8>, isDirectory: Bool) -> Bool {
        if glob.isEmpty || (onlyDirectories && !isDirectory) { return false }
        guard isAnchored else {
            let name = path.lastIndex(of: UInt8(ascii: "/")).map { path[($0 + 1)...] } ?? path
            return literalPrefix == glob.count ? name.elementsEqual(glob) : Wildmatch.matches(name, glob, pathname: false)
        }
        guard path.starts(with: glob[..<literalPrefix]) else { return false }
        return Wildmatch.matches(path.dropFirst(literalPrefix), glob[literalPrefix...], pathname: true)
    }

    /// Spaces at the end do not count, unless a backslash is before them.
    private static func withoutSpacesAtEnd(_ line: [UInt8]) -> [UInt8] {
        var end = 0
        var index = 0
        while index < line.count {
            if line[index] == UInt8(ascii: "\\") { index += 1; end = min(index + 1, line.count) }
            else if line[index] != UInt8(ascii: " ") { end = index + 1 }
            index += 1
        }
        return Array(line[..<end])
    }
}
