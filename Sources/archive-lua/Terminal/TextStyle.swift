/// How a piece of text stands out, on a screen that has colours; elsewhere it is plain.
enum TextStyle: String {
    case heading = "1"
    case faint = "2"
    case error = "31"
    case good = "32"
    case notice = "33"
    case name = "36"
}

extension Screen {
    /// The text in its style; it must be safe to show already.
    func styled(_ text: String, _ style: TextStyle) -> String {
        hasColours && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
