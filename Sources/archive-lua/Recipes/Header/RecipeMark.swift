/// Whether a text means to be a recipe: whoever gives it on expects it to be held to its header.
///
/// Looser than `HeaderBlock`: what only looks like a header to people is refused as a bad one, and never run as a script
/// that may do anything. To them, what cannot be seen is not there, lines also break where a terminal breaks them, and
/// many letters look like those of `recipe`.
enum RecipeMark {
    private static let comment = Array("--".unicodeScalars)
    private static let fence = Array("///".unicodeScalars)
    private static let word = Array("recipe".unicodeScalars)
    /// What looks like each letter of it: Cyrillic, Greek, Coptic, Armenian, small capitals, numerals.
    private static let lookalikes = ["rгᴦꭇꭈⲅʀᴿⲄ", "eеҽ℮ꬲєεⲉ", "cсϲⅽᴄⲥϹС", "iіⅰıɩιⲓӏ", "pрρⲣϱᴘ", "eеҽ℮ꬲєεⲉ"].map { Array($0.unicodeScalars) }
    private static let count = comment.count + fence.count + word.count

    static func isIn(_ source: [UInt8]) -> Bool {
        // What can be seen of a line, as far as that matters.
        var seen: [Unicode.Scalar] = []
        for scalar in String(decoding: source, as: UTF8.self).unicodeScalars {
            if isBreak(scalar) {
                if isMark(seen) { return true }
                seen.removeAll(keepingCapacity: true)
            } else if seen.count <= count, isVisible(scalar) {
                seen.append(scalar)
            }
        }
        return isMark(seen)
    }

    private static func isMark(_ line: [Unicode.Scalar]) -> Bool {
        guard line.count == count, line.starts(with: comment) else { return false }
        let (slashes, letters) = (line.dropFirst(comment.count).prefix(fence.count), line.suffix(word.count))
        guard resembles(slashes, fence), resembles(letters, word) else { return false }
        // Six letters of another script are a word of that script, unless each looks like the one that is meant.
        guard letters.contains(where: \.isASCII) || zip(letters, lookalikes).allSatisfy({ $1.contains($0) }) else { return false }
        // A comment in another script is no more than that.
        return slashes.allSatisfy(\.isASCII) || letters.allSatisfy(\.isASCII)
    }

    private static func resembles(_ found: ArraySlice<Unicode.Scalar>, _ meant: [Unicode.Scalar]) -> Bool {
        zip(found, meant).allSatisfy { !$0.isASCII || $0 == $1 || $0.properties.lowercaseMapping == String($1) }
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value > 0x20 && scalar.value != 0x7F }
        if scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isWhitespace { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark: false
        default: true
        }
    }
}
