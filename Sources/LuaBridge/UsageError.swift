/// The bridge's own complaint: a function was called, or an object used, in a way that cannot be meant.
public struct LuaUsageError: Error, Sendable, Hashable, CustomStringConvertible {
    public var message: String
    /// What to do instead, where that is known.
    public var hint: String?

    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// `an Archive`, `a File`
    static func withArticle(_ name: String) -> String { ("aeioAEIO".contains(name.first ?? "-") ? "an " : "a ") + name }

    public var description: String { hint.map { "\(message)\n\($0)" } ?? message }
}

/// The call was stopped by Ctrl-C, or by `LuaState.interrupt()`.
public struct LuaInterrupted: Error, Sendable, Hashable {
    public init() {}
}

/// Finds the name that was probably meant.
public enum NearestName {
    /// The nearest of the names, if it is near enough to be meant.
    public static func nearest(to name: String, among names: [String]) -> String? {
        let limit = max(1, name.count / 3)
        let ranked = names.map { other in
            (name: other, distance: distance(name.lowercased(), other.lowercased()), exact: distance(name, other))
        }
        if let best = ranked.min(by: { ($0.distance, $0.exact, $0.name) < ($1.distance, $1.exact, $1.name) }), best.distance <= limit {
            return best.name
        }
        // The beginning of a longer name: `newer` for `newer_than`.
        guard name.count >= 3 else { return nil }
        return names.filter { $0.lowercased().hasPrefix(name.lowercased()) }.min { ($0.count, $0) < ($1.count, $1) }
    }

    public static func hint(for name: String, among names: [String]) -> String? {
        nearest(to: name, among: names).map { "Did you mean '\($0)'?" }
    }

    /// How many insertions, deletions, replacements and swaps of neighbours lead from one to the other.
    static func distance(_ first: String, _ second: String) -> Int {
        let a = Array(first.unicodeScalars.prefix(64)), b = Array(second.unicodeScalars.prefix(64))
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var rows = [Array(0...b.count)]
        for i in 1...a.count {
            var row = [i] + Array(repeating: 0, count: b.count)
            for j in 1...b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                row[j] = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], rows[i - 2][j - 2] + 1) }
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
