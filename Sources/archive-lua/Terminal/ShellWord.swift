/// A word as a shell reads it.
enum ShellWord {
    private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:=@%,")

    /// The word as it is, or in quotes; what a terminal cannot show is escaped, as it is everywhere.
    static func quoted(_ word: String) -> String {
        guard word.isEmpty || !word.allSatisfy(plain.contains) else { return word }
        return "'" + TerminalText.line(word).replacing("'", with: #"'\''"#) + "'"
    }
}
