import Foundation

/// Whether a text means to be a recipe: whoever gives it on expects it to be held to its header.
///
/// Looser than `HeaderBlock`: what only looks like a header to people is refused as a bad one, and never run as a script
/// that may do anything.
enum RecipeMark {
    static func isIn(_ source: [UInt8]) -> Bool {
        source.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.contains(where: isMark)
    }

    private static func isMark(_ line: ArraySlice<UInt8>) -> Bool {
        // Most lines of most scripts end here.
        guard let dash = line.firstIndex(of: UInt8(ascii: "-")), line.distance(from: line.startIndex, to: dash) < 64 else { return false }
        let words = String(decoding: line.prefix(256), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        guard words.hasPrefix("--") else { return false }
        let mark = words.dropFirst(2).drop(while: \.isWhitespace)
        guard mark.hasPrefix("///") else { return false }
        return mark.dropFirst(3).trimmingCharacters(in: .whitespaces).lowercased() == "recipe"
    }
}
