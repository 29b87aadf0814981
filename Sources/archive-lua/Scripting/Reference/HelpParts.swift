/// The help of a member, taken apart: what it does, which errors it raises, and an example.
struct HelpParts {
    private(set) var text = ""
    private(set) var errors = ""
    private(set) var example = ""

    init(_ help: String) {
        var part = \HelpParts.text
        for line in help.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("Errors:") { part = \.errors } else if line.hasPrefix("Example:") { part = \.example }
            self[keyPath: part] += line + "\n"
        }
        text = Self.trimmed(text)
        errors = Self.trimmed(errors)
        // Without its heading and its margin.
        example = Self.trimmed(example.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            .map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : String($0) }.joined(separator: "\n"))
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop(while: \.isNewline).reversed().drop(while: \.isNewline).reversed())
    }
}
