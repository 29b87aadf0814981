/// A set of bytes in a glob: `[abc]`, `[a-z]`, `[!0-9]`, `[[:alpha:]]`.
enum ByteClass {
    /// Whether the class that begins at `start` holds a byte, and where its `]` is; nil for a class that is none.
    static func holds(_ byte: UInt8, _ pattern: [UInt8], _ start: Int) -> (Bool, end: Int)? {
        var p = start + 1
        func at(_ index: Int) -> UInt8? { index < pattern.count ? pattern[index] : nil }
        let isNegated = at(p) == UInt8(ascii: "!") || at(p) == UInt8(ascii: "^")
        if isNegated { p += 1 }
        var holds = false
        /// What a range may begin with; nil at the start, and after a range or a named class.
        var previous: UInt8?
        let first = p
        while let next = at(p), next != UInt8(ascii: "]") || p == first {
            if next == UInt8(ascii: "-"), let low = previous, let bound = at(p + 1), bound != UInt8(ascii: "]") {
                p += bound == UInt8(ascii: "\\") ? 2 : 1
                guard let high = at(p) else { return nil }
                if low <= high, (low...high).contains(byte) { holds = true }
                previous = nil
            } else if next == UInt8(ascii: "["), at(p + 1) == UInt8(ascii: ":"),
                let end = pattern[(p + 2)...].firstIndex(of: UInt8(ascii: "]"))
            {
                if pattern[end - 1] == UInt8(ascii: ":"), end - 1 >= p + 2 {
                    guard let named = named(pattern[(p + 2)..<(end - 1)]) else { return nil }
                    if named(byte) { holds = true }
                    p = end
                    previous = nil
                } else {
                    // No name after all: a bracket like any other byte.
                    if byte == next { holds = true }
                    previous = next
                }
            } else {
                if next == UInt8(ascii: "\\") { p += 1 }
                guard let literal = at(p) else { return nil }
                if byte == literal { holds = true }
                previous = literal
            }
            p += 1
        }
        return p < pattern.count ? (holds != isNegated, end: p) : nil
    }

    /// The classes of POSIX, for ASCII.
    private static func named(_ name: ArraySlice<UInt8>) -> ((UInt8) -> Bool)? {
        func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
        func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
        func isGraphic(_ byte: UInt8) -> Bool { (33...126).contains(byte) }
        return switch String(decoding: name, as: UTF8.self) {
        case "alnum": { isLetter($0) || isDigit($0) }
        case "alpha": isLetter
        case "blank": { $0 == 32 || $0 == 9 }
        case "cntrl": { $0 < 32 || $0 == 127 }
        case "digit": isDigit
        case "graph": isGraphic
        case "lower": { (97...122).contains($0) }
        case "print": { (32...126).contains($0) }
        case "punct": { isGraphic($0) && !isLetter($0) && !isDigit($0) }
        case "space": { $0 == 32 || (9...13).contains($0) }
        case "upper": { (65...90).contains($0) }
        case "xdigit": { isDigit($0) || (65...70).contains($0) || (97...102).contains($0) }
        default: nil
        }
    }
}
