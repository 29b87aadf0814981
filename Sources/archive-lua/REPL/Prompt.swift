import Glibc

/// What stands before the line that is typed: the archive's name, or what the session's `_PROMPT` and `_PROMPT2` say.
struct Prompt {
    /// The name of the session's archive, safe to show.
    private let name: String
    private let isReadOnly: Bool
    private static let longestName = 24

    init(_ session: Session) {
        name = TextTable.cut(TerminalText.line(session.archiveName), to: Self.longestName, inMiddle: true)
        isReadOnly = session.permit.isReadOnly
    }

    private var label: String { name + (isReadOnly ? " [read-only]" : "") }

    /// For the first line of a piece.
    func first(on screen: Screen) -> String {
        guard screen.hasColours else { return label + "> " }
        // Readline has to know what takes no room on the screen.
        return "\u{1}\u{1B}[\(TextStyle.name.rawValue)m\u{2}\(label)\u{1}\u{1B}[0m\u{2}> "
    }

    /// For those that follow, as wide.
    var following: String { String(repeating: " ", count: max(0, TextTable.width(label) - 1)) + ">> " }
}
