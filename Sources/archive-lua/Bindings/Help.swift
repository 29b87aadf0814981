import ArchiveAPI
import Foundation
import LuaBridge

/// What `help` prints and `dir` returns: made from the member lists.
enum Help {
    static let overview = """
        archive               this session's archive: projects, find_container(name) …
        Container(name)       a container: list, get, read, download, upload, copy …
                              tree, usage; file:head() and file:tail() look into a file
        PublicContainer(url)  a public container, without an account
        Project(name)         a project: containers, get_container, create_container …
        Archive(username)     signs in; LocalArchive(directory) opens a local folder
        scale_bytes           sizes in other units; set_logger tells of what happens
        more, time, whoami    shows on; times a function; who is signed in
        plan, read_only       plans changes and makes none; refuses all from here on
        spawn, parallel       work beside other work: parallel(list, function(x) … end)
        args, print_table     a script's arguments, checked; records as a table
        to_json, from_json    and to_csv: what others read

        help(x) explains a class, a method or an object: help(Container),
        help(Container.download), help "download", or ?container.download at the
        prompt. dir(x) returns the names of its members. At the prompt Tab completes,
        _ is the last result, and a ; at the end prints nothing.

        """

    /// Shows a text, broken where the screen ends.
    static func show(_ text: String) { Screen.write(WrappedText.text(text, columns: Screen.current().columns)) }

    /// Shows a text; to somebody at a prompt a screen at a time.
    static func show(_ text: String, in state: LuaState) throws {
        let screen = Screen.current()
        guard Session.current.isInteractive, screen.rows != nil else { return show(text) }
        var lines = WrappedText.text(text, columns: screen.columns).components(separatedBy: "\n")
        if lines.last == "" { lines.removeLast() }
        Screen.write(try Pager.shared.begin(.lines(lines[...]), in: state, on: screen))
    }

    /// The text for whatever was asked about; nil where nothing is known.
    static func text(about value: LuaValue, in state: LuaState) -> String? {
        if value.isNil { return overview }
        if let name = value.string { return text(named: name, in: state) }
        if let member = state.documentation(of: value) { return text(member) }
        return state.classDocumentation(of: value).map(text)
    }

    /// That nothing is known: about a name, or about a value that has none.
    static func unknown(_ name: String?, hint: String?) -> ArchiveError {
        ArchiveError(
            .notFound, "there is no help about \(name.map { "'\($0)'" } ?? "that")",
            hint: hint ?? "help() gives an overview. Lua's own functions are explained at https://www.lua.org/manual/5.4/")
    }

    /// The names of a value's members, sorted.
    static func names(of value: LuaValue, in state: LuaState) throws -> [String] {
        if value.isNil { return try keys(of: state.global("_G"), in: state) }
        if let documentation = state.classDocumentation(of: value) { return visible(documentation).memberNames }
        if value.isTable { return try keys(of: value, in: state) }
        return []
    }

    private static func keys(of table: LuaValue, in state: LuaState) throws -> [String] {
        var names: [String] = []
        try state.view(table) { try $0.forEachField { key, _ in if let key { names.append(key) } } }
        return names.sorted()
    }

    /// The names that `text(about:)` knows something about.
    static func topics(in state: LuaState) -> [String] {
        var names: Set<String> = []
        for documentation in state.classes.map(visible) {
            names.insert(documentation.name)
            for name in documentation.memberNames { names.formUnion([name, "\(documentation.name).\(name)"]) }
        }
        for (name, _) in state.rawFields(of: state.globals) {
            if state.documentation(of: state.rawField(name, of: state.globals)) != nil { names.insert(name.repaired) }
        }
        return names.sorted()
    }

    /// Everything of that name: a class, or all methods and properties.
    private static func text(named name: String, in state: LuaState) -> String? {
        var parts: [String] = []
        for documentation in state.classes.map(visible) {
            if documentation.name == name { parts.append(text(documentation)) }
            parts += (documentation.properties + documentation.methods).filter {
                $0.name == name || $0.qualifiedName == name || $0.qualifiedName.replacing(":", with: ".") == name
            }.map(text)
        }
        if parts.isEmpty, let value = try? state.global(name), let member = state.documentation(of: value) {
            parts.append(text(member))
        }
        return parts.isEmpty ? nil : parts.joined(separator: "\n")
    }

    static func text(_ documentation: ClassDocumentation) -> String {
        let documentation = visible(documentation)
        var text = "\(documentation.name): \(documentation.summary)\n"
        if let constructor = documentation.constructor { text += "\n" + Self.text(constructor) }
        if !documentation.properties.isEmpty {
            text += "\nProperties\n"
            let width = documentation.properties.map(\.name.count).max() ?? 0
            for property in documentation.properties.sorted(by: { $0.name < $1.name }) {
                text += "  \(padded(property.name, width))  \(property.help)\n"
            }
        }
        if !documentation.methods.isEmpty {
            text += "\nMethods\n"
            for method in documentation.methods.sorted(by: { $0.name < $1.name }) { text += indented(shortSignature(method)) }
            text += "\nhelp(\(documentation.name).\(documentation.methods[0].name)) says more.\n"
        }
        return text
    }

    static func text(_ member: MemberDocumentation) -> String {
        var text = member.signature + "\n"
        if !member.help.isEmpty { text += "\n" + indented(flowing(member.help)) }
        let parameters = member.parameters.filter { !$0.help.isEmpty }
        guard !parameters.isEmpty else { return text }
        text += "\nParameters\n"
        let width = parameters.map(\.name.count).max() ?? 0
        for parameter in parameters {
            let value = parameter.isRequired ? "required" : "default \(parameter.defaultText ?? "nil")"
            let choices = parameter.choices.isEmpty ? "" : "; one of " + parameter.choices.joined(separator: ", ")
            text += "  \(padded(parameter.name, width))  \(parameter.type), \(value): \(parameter.help)\(choices)\n"
        }
        return text
    }

    /// Paragraphs in a line each; examples as they are.
    private static func flowing(_ help: String) -> String {
        var lines: [String] = []
        for line in help.components(separatedBy: "\n") {
            let begins = line.isEmpty || line.hasPrefix(" ") || ["Errors:", "Example:"].contains { line.hasPrefix($0) }
            if begins || lines.last?.isEmpty != false || lines.last?.hasPrefix(" ") == true {
                lines.append(line)
            } else {
                lines[lines.count - 1] += " " + line
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Without the methods that are there only to say that they are not.
    static func visible(_ documentation: ClassDocumentation) -> ClassDocumentation {
        guard documentation.name == "PublicContainer" else { return documentation }
        var documentation = documentation
        documentation.methods.removeAll { $0.help.hasPrefix("Not here:") }
        return documentation
    }

    private static func shortSignature(_ method: MemberDocumentation) -> String {
        let signature = method.signature
        guard let owner = method.className, signature.hasPrefix(owner + ":") else { return signature }
        return String(signature.dropFirst(owner.count + 1))
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
