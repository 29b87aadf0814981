/// What `--help` prints of a script: made from its declaration.
enum ArgumentHelp {
    static func text(of script: ScriptDeclaration, name: String) -> String {
        var text = "usage: \(TerminalText.line(name)) [options]\(script.positions.map { " " + word($0) }.joined())\n"
        if !script.summary.isEmpty { text += "\n\(TerminalText.block(script.summary))\n" }
        let positions = script.positions.map { (title: $0.name.uppercased(), about: about($0)) }
        let options = script.options.map { (title: title($0), about: about($0)) } + [(title: "--help", about: "this text")]
        let width = min(32, (positions + options).map(\.title.count).max() ?? 0)
        if !positions.isEmpty { text += "\nArguments:\n" + lines(positions, width) }
        return text + "\nOptions:\n" + lines(options, width)
    }

    /// A position in the line of usage: what may be left out stands in brackets.
    private static func word(_ declaration: ArgumentDeclaration) -> String {
        let name = declaration.name.uppercased() + (declaration.isRepeated ? "..." : "")
        return declaration.isRequired ? name : "[\(name)]"
    }

    private static func title(_ declaration: ArgumentDeclaration) -> String {
        declaration.type == .boolean ? "--[no-]\(declaration.dashed)" : "\(declaration.option) \(TerminalText.line(declaration.type.placeholder))"
    }

    private static func about(_ declaration: ArgumentDeclaration) -> String {
        var notes: [String] = []
        if declaration.isRequired { notes.append("required") }
        if declaration.isRepeated, declaration.position == nil { notes.append("may be repeated") }
        if let text = declaration.defaultText, !text.isEmpty { notes.append("default \(TerminalText.line(text))") }
        let note = notes.isEmpty ? [] : ["(\(notes.joined(separator: ", ")))"]
        return ([TerminalText.block(declaration.help)].filter { !$0.isEmpty } + note).joined(separator: " ")
    }

    private static func lines(_ rows: [(title: String, about: String)], _ width: Int) -> String {
        rows.map { row in
            let padding = String(repeating: " ", count: max(0, width - row.title.count))
            return row.about.isEmpty ? "  \(row.title)\n" : "  \(row.title)\(padding)  \(row.about)\n"
        }.joined()
    }
}
