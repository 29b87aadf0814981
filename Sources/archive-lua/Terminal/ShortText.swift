/// Text from outside that is not to fill the screen, whatever its length.
enum ShortText {
    /// With `…` in place of its middle where it is too long. Counts scalars: marks without end may be one character.
    static func cut(_ text: String, to limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > limit else { return text }
        return String(scalars.prefix(limit / 2)) + "…" + String(scalars.suffix(limit - 1 - limit / 2))
    }
}
