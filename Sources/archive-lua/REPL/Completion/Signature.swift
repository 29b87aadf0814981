import Glibc
import LuaBridge

/// What Tab shows of a function that is about to be called.
enum Signature {
    /// The signature and a line for each parameter, cut to the screen.
    static func text(_ member: MemberDocumentation, on screen: Screen = .current()) -> String {
        var lines = WrappedText.lines(TerminalText.line(member.signature), columns: screen.columns)
        let width = member.parameters.map(\.name.count).max() ?? 0
        let room = max(3, (screen.rows ?? 24) - 2) - lines.count
        let shown = member.parameters.count > room ? member.parameters.prefix(max(0, room - 1)) : member.parameters[...]
        lines += shown.map { line($0, width, screen.columns) }
        if shown.count < member.parameters.count { lines.append("  … \(member.parameters.count - shown.count) more: help(\(member.helpName))") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What one option is.
    static func text(_ parameter: ParameterDocumentation, on screen: Screen = .current()) -> String {
        line(parameter, parameter.name.count, screen.columns) + "\n"
    }

    private static func line(_ parameter: ParameterDocumentation, _ width: Int, _ columns: Int) -> String {
        let name = parameter.name + String(repeating: " ", count: width - parameter.name.count)
        let about = parameter.help.isEmpty ? parameter.type : "\(parameter.type): \(parameter.help)"
        return TextTable.cut(TerminalText.line("  \(name)  \(about)"), to: columns - 1)
    }
}

extension MemberDocumentation {
    /// What `help` is given for it.
    fileprivate var helpName: String {
        if let className, kind == .method { return "\(className).\(name)" }
        return className ?? name
    }
}
