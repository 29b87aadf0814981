import LuaBridge

/// The Lua API as annotations of the language server for Lua (LuaLS, EmmyLua): functions without bodies, by which an
/// editor completes and checks scripts.
struct AnnotationsText {
    /// What the file begins with: by this a file is known to be ours.
    static let firstLine = "---@meta archive_lua"
    static let mark = "-- Made by archive-lua --annotations: what is changed here is lost the next time."

    private let catalog: LuaCatalog

    static func text(of catalog: LuaCatalog) -> String { AnnotationsText(catalog: catalog).text }

    private var text: String {
        var text = "\(Self.firstLine)\n\(Self.mark)\n\n"
        text += "---ISO 8601, seconds as os.time() gives them, or a table as os.date(\"*t\") gives it.\n"
        text += "---@alias archive_lua.date string|number|osdate\n"
        text += catalog.classes.map(section).joined() + catalog.functions.map(Self.function).joined()
        for (name, className) in catalog.values { text += "\n---@type \(className)\n\(name) = nil\n" }
        return text + module
    }

    /// What `require "archive_lua"` gives.
    private var module: String {
        let names = catalog.globalClasses.sorted() + catalog.functions.map(\.name) + catalog.values.map(\.name)
        return "\nreturn {\n" + names.map { "  \($0) = \($0),\n" }.joined() + "}\n"
    }

    private func section(_ documentation: ClassDocumentation) -> String {
        var text = documentation.constructor.map { Self.options(of: $0) } ?? ""
        text += "\n" + Self.comment(documentation.summary) + "---@class \(documentation.name)\n"
        for property in documentation.properties {
            let isOptional = property.help.contains("or nil") || property.help.contains("else nil")
            text += "---@field \(property.name)\(isOptional ? "?" : "") \(AnnotatedType.text(for: property.returns)) \(Self.line(property.help))\n"
        }
        if let constructor = documentation.constructor {
            text += "---@overload fun(\(Self.list(constructor))): \(documentation.name)\n" + Self.overloads(of: constructor)
        }
        if documentation.isCallable { text += "---@overload fun(): any\n" }
        text += "\(catalog.globalClasses.contains(documentation.name) ? "" : "local ")\(documentation.name) = {}\n"
        return text + documentation.methods.map(Self.function).joined()
    }

    private static func function(_ member: MemberDocumentation) -> String {
        var text = options(of: member) + "\n" + comment(help(member))
        for parameter in parameters(member) {
            let name = parameter.isRest ? "..." : parameter.name + (parameter.isOptional ? "?" : "")
            text += "---@param \(name) \(parameter.type) \(parameter.help)\n"
        }
        if !member.returns.isEmpty { text += "---@return \(AnnotatedType.text(for: member.returns))\n" }
        text += overloads(of: member)
        return text + "function \(member.qualifiedName)(\(parameters(member).map { $0.isRest ? "..." : $0.name }.joined(separator: ", "))) end\n"
    }

    private static func help(_ member: MemberDocumentation) -> String {
        let parts = HelpParts(member.help)
        let example = parts.example.isEmpty ? "" : "```lua\n\(parts.example)\n```"
        return [parts.text, parts.errors, example].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    // MARK: Parameters

    private struct Annotated {
        let name: String
        let type: String
        let help: String
        let isOptional: Bool
        let isRest: Bool
    }

    private static func parameters(_ member: MemberDocumentation) -> [Annotated] {
        member.parameters.enumerated().map { offset, parameter in
            let choices = parameter.choices.map { LuaLiteral.quoted($0) }.joined(separator: "|")
            let value = parameter.defaultText.map { " (default \($0))" } ?? ""
            return Annotated(
                name: parameter.name, type: choices.isEmpty ? AnnotatedType.text(for: parameter.type) : choices,
                help: line(parameter.help + value), isOptional: !parameter.isRequired,
                isRest: member.isVariadic && offset == member.parameters.count - 1)
        }
    }

    /// The parameters as the type of a function lists them.
    private static func list(_ member: MemberDocumentation, first count: Int = .max) -> String {
        parameters(member).prefix(count).map { parameter in
            parameter.isRest ? "...: any" : "\(parameter.name)\(parameter.isOptional && count == .max ? "?" : ""): \(parameter.type)"
        }.joined(separator: ", ")
    }

    /// The class of the table that gives arguments by name.
    private static func options(of member: MemberDocumentation) -> String {
        guard takesOptions(member) else { return "" }
        return "\n---@class \(optionsName(member))\n" + parameters(member).map { "---@field \($0.name)? \($0.type) \($0.help)\n" }.joined()
    }

    /// The same call with the last arguments in a table: with those before it that must be given, and a few more. All
    /// that may be would be too many for who reads them.
    private static func overloads(of member: MemberDocumentation) -> String {
        guard takesOptions(member) else { return "" }
        let result = member.returns.isEmpty ? "" : ": \(AnnotatedType.text(for: member.returns))"
        let receiver = member.kind == .method ? member.className.map { ["self: \($0)"] } ?? [] : []
        let most = min(member.parameters.count, member.parameters.count(where: \.isRequired) + 3)
        return (0..<most).map { count in
            let words = receiver + [list(member, first: count)].filter { !$0.isEmpty } + ["options: \(optionsName(member))"]
            return "---@overload fun(\(words.joined(separator: ", ")))\(result)\n"
        }.joined()
    }

    private static func takesOptions(_ member: MemberDocumentation) -> Bool { !member.parameters.isEmpty && !member.isVariadic }

    private static func optionsName(_ member: MemberDocumentation) -> String {
        "\(member.qualifiedName.replacing(":", with: ".")).options"
    }

    private static func comment(_ text: String) -> String {
        text.isEmpty ? "" : text.split(separator: "\n", omittingEmptySubsequences: false).map { "---\($0)\n" }.joined()
    }

    private static func line(_ text: String) -> String { text.replacing("\n", with: " ") }
}
