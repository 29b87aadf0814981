/// The lines of a text in UTF-8.
enum TextLines {
    /// How much is kept of one line.
    static let longest = 4096

    /// The lines without their ends, LF or CR LF. `rest` is what comes after the last of these.
    static func split(_ text: [UInt8]) -> (lines: [String], rest: String?) {
        var parts = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line($0) }
        let rest = parts.removeLast()
        return (parts, rest.isEmpty ? nil : rest)
    }

    /// One line, cut where it is long.
    private static func line(_ bytes: ArraySlice<UInt8>) -> String {
        let kept = Array(bytes.prefix(longest + 1))
        guard kept.count > longest else {
            return String(decoding: kept.last == UInt8(ascii: "\r") ? kept.dropLast() : kept[...], as: UTF8.self)
        }
        let start = kept[..<longest]
        return String(decoding: start[..<TextForm.endOfWholeCharacters(start)], as: UTF8.self) + "…"
    }
}
