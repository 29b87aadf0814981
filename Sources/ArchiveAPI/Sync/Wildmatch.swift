/// Matches bytes with a pattern of `*`, `?`, `[…]` and `\`, as git's wildmatch does.
///
/// With `pathname`, only `**` between slashes crosses a slash. Bytes, not characters: `?` is one byte, as in git.
struct Wildmatch {
    private enum Verdict {
        case match, mismatch
        /// The text is too short, whatever an asterisk before it takes.
        case tooShort
        /// An asterisk that may not cross a slash came to one: only a `**` before it can help.
        case atSlash
    }

    private let pattern: [UInt8]
    private let text: [UInt8]
    private let pathname: Bool

    static func matches(_ text: some Sequence<UInt8>, _ pattern: some Sequence<UInt8>, pathname: Bool) -> Bool {
        let matcher = Wildmatch(pattern: Array(pattern), text: Array(text), pathname: pathname)
        return matcher.match(0, 0) == .match
    }

    private init(pattern: [UInt8], text: [UInt8], pathname: Bool) {
        self.pattern = pattern
        self.text = text
        self.pathname = pathname
    }

    private static let slash = UInt8(ascii: "/")

    /// The byte of the pattern; zero behind its end, where no pattern has one.
    private func pattern(at index: Int) -> UInt8 { index < pattern.count ? pattern[index] : 0 }

    private func match(_ patternStart: Int, _ textStart: Int) -> Verdict {
        var p = patternStart
        var t = textStart
        while p < pattern.count {
            guard t < text.count || pattern[p] == UInt8(ascii: "*") else { return .tooShort }
            switch pattern[p] {
            case UInt8(ascii: "*"):
                return star(p, t, patternStart)
            case UInt8(ascii: "?"):
                if pathname, text[t] == Self.slash { return .mismatch }
            case UInt8(ascii: "["):
                guard let (holds, end) = ByteClass.holds(text[t], pattern, p) else { return .tooShort }
                if !holds || (pathname && text[t] == Self.slash) { return .mismatch }
                p = end
            case UInt8(ascii: "\\"):
                p += 1
                guard p < pattern.count, pattern[p] == text[t] else { return .mismatch }
            default:
                guard pattern[p] == text[t] else { return .mismatch }
            }
            p += 1
            t += 1
        }
        return t == text.count ? .match : .mismatch
    }

    /// One or more asterisks at `first`.
    private func star(_ first: Int, _ textStart: Int, _ patternStart: Int) -> Verdict {
        var p = first
        while pattern(at: p) == UInt8(ascii: "*") { p += 1 }
        let isDouble = p - first > 1
        let beginsPart = first == patternStart || pattern[first - 1] == Self.slash
        let endsPart = p == pattern.count || pattern[p] == Self.slash
            || (pattern[p] == UInt8(ascii: "\\") && pattern(at: p + 1) == Self.slash)
        let crosses = !pathname || (isDouble && beginsPart && endsPart)
        // Between slashes, two asterisks may also stand for no directory at all.
        if pathname, crosses, pattern(at: p) == Self.slash, match(p + 1, textStart) == .match { return .match }
        var t = textStart
        if p == pattern.count {
            return crosses || !text[t...].contains(Self.slash) ? .match : .atSlash
        }
        if !crosses, pattern[p] == Self.slash {
            guard let next = text[t...].firstIndex(of: Self.slash) else { return .mismatch }
            return match(p + 1, next + 1)
        }
        while t < text.count {
            let verdict = match(p, t)
            if verdict != .mismatch {
                if !crosses || verdict != .atSlash { return verdict }
            } else if !crosses, text[t] == Self.slash {
                return .atSlash
            }
            t += 1
        }
        return .tooShort
    }
}
