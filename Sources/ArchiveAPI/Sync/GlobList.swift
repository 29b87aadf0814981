/// Patterns as in a `.gitignore`: the last one that matches decides, and what is below a matching directory is
/// matched too, whatever later patterns say of it.
struct GlobList: Sendable {
    private let patterns: [GlobPattern]
    private var hasMatched: [Bool]
    /// The directory that was asked about last: neighbours in a walk share theirs.
    private var lastDirectory: (path: [UInt8], matches: Bool)?

    /// - Parameter patterns: one each, or the lines of a whole file, in which comments are no patterns.
    init(_ patterns: [String]) {
        self.patterns = patterns.flatMap { text in
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return lines.filter { lines.count == 1 || !$0.hasPrefix("#") }
        }.compactMap(GlobPattern.init)
        hasMatched = [Bool](repeating: false, count: self.patterns.count)
    }

    var isEmpty: Bool { patterns.isEmpty }

    /// The patterns that have matched nothing so far.
    var unmatched: [String] { zip(patterns, hasMatched).compactMap { $1 ? nil : $0.text } }

    /// - Parameter path: below the root, without a slash at either end.
    mutating func matches(_ path: [UInt8], isDirectory: Bool) -> Bool {
        guard !patterns.isEmpty else { return false }
        if let slash = path.lastIndex(of: UInt8(ascii: "/")), directoryMatches(Array(path[..<slash])) { return true }
        return decide(path[...], isDirectory: isDirectory)
    }

    private mutating func directoryMatches(_ path: [UInt8]) -> Bool {
        if let lastDirectory, lastDirectory.path == path { return lastDirectory.matches }
        var matches = false
        for end in path.indices where path[end] == UInt8(ascii: "/") && !matches {
            matches = decide(path[..<end], isDirectory: true)
        }
        if !matches { matches = decide(path[...], isDirectory: true) }
        lastDirectory = (path, matches)
        return matches
    }

    /// What the patterns say of the path itself. Each is tried, so that all that match anything are known.
    private mutating func decide(_ path: ArraySlice<UInt8>, isDirectory: Bool) -> Bool {
        var verdict = false
        for (index, pattern) in patterns.enumerated() where pattern.matches(path, isDirectory: isDirectory) {
            verdict = !pattern.isNegated
            hasMatched[index] = true
        }
        return verdict
    }
}
