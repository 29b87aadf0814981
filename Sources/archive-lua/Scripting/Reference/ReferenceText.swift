import LuaBridge

/// The reference of the Lua API, in Markdown: docs/lua-reference.md.
struct ReferenceText {
    private let catalog: LuaCatalog

    static func text(of catalog: LuaCatalog) -> String { ReferenceText(catalog: catalog).text }

    private var text: String {
        let functions = catalog.functions.map { entry($0, level: 3) }
        return introduction + catalog.classes.map(section).joined() + "\n## Functions\n" + functions.joined()
            + "\n## Values\n\n" + catalog.values.map { "- `\($0.name)`: \(link($0.className))\n" }.joined()
    }

    private var introduction: String {
        """
        # Reference

        All that a script or a session finds beside Lua's own: made by `scripts/reference` from the lists of members
        that the program works with, and that `help` prints. [The guide](guide.md) says how things go together, and
        what holds for all calls: arguments by position and by name, dates, sizes, errors. Everything here is a
        global, and a field of `require "archive_lua"`.

        \(catalog.classes.map { "- \(link($0.name)): \($0.summary)\n" }.joined())- [Functions](#functions): \
        \(catalog.functions.map { "[`\($0.name)`](#\(Self.anchor($0.name)))" }.joined(separator: ", "))

        """
    }

    private func section(_ documentation: ClassDocumentation) -> String {
        var text = "\n## \(documentation.name)\n\n\(documentation.summary)\n"
        if !catalog.globalClasses.contains(documentation.name) {
            text += "\nIt is no global: calls return it or raise it.\n"
        }
        if documentation.isCallable { text += "\nA call gives the next one, and nil after the last: it is made for `for`.\n" }
        if let constructor = documentation.constructor { text += entry(constructor, level: 3) }
        if !documentation.properties.isEmpty {
            text += "\n| property | type | |\n|---|---|---|\n"
            for property in documentation.properties {
                text += "| `\(property.name)` | \(Self.cell(property.returns)) | \(Self.cell(property.help)) |\n"
            }
        }
        return text + documentation.methods.map { entry($0, level: 3) }.joined()
    }

    private func entry(_ member: MemberDocumentation, level: Int) -> String {
        let parts = HelpParts(member.help)
        var text = "\n\(String(repeating: "#", count: level)) \(member.qualifiedName)\n\n```lua\n\(member.signature)\n```\n"
        if !parts.text.isEmpty { text += "\n" + Self.paragraphs(parts.text) }
        if !member.parameters.isEmpty {
            text += "\n| parameter | type | default | |\n|---|---|---|---|\n"
            for parameter in member.parameters {
                let value = parameter.isRequired ? "required" : "`\(parameter.defaultText ?? "nil")`"
                let choices = parameter.choices.isEmpty
                    ? "" : "; one of " + parameter.choices.map { "`\(LuaLiteral.quoted($0))`" }.joined(separator: ", ")
                text += "| `\(parameter.name)` | \(Self.cell(parameter.type)) | \(value) | \(Self.cell(parameter.help))\(choices) |\n"
            }
        }
        if !parts.errors.isEmpty { text += "\n" + Self.paragraphs(parts.errors) }
        if !parts.example.isEmpty { text += "\n```lua\n\(parts.example)\n```\n" }
        return text
    }

    private func link(_ className: String) -> String {
        catalog.classes.contains { $0.name == className } ? "[\(className)](#\(Self.anchor(className)))" : className
    }

    private static func anchor(_ heading: String) -> String { heading.lowercased() }

    /// Text of a cell: a bar would end it.
    private static func cell(_ text: String) -> String { escaped(text).replacing("|", with: "\\|").replacing("\n", with: " ") }

    /// Help as it stands; what is indented in it is kept as it is.
    private static func paragraphs(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("    ") ? "\(line)\n" : escaped(String(line)) + "\n"
        }.joined()
    }

    /// What Markdown would take for marks of its own, as in `text/*` or `<close>`.
    private static func escaped(_ text: String) -> String {
        text.map { "*<".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
