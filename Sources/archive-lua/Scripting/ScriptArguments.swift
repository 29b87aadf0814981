import ArchiveAPI
import Glibc
import LuaBridge

/// `args`: a script says which arguments it takes, and finds them read and checked.
enum ScriptArguments {
    static var function: LuaFunction {
        .function(
            "args",
            withState: { (state: LuaState, script: ScriptDeclaration) in
                let words = try words(in: state)
                do {
                    switch try ArgumentLine.read(words.arguments, as: script) {
                    case .values(let values): return ByName(values)
                    case .help: throw try endAfterHelp(of: script, words.script, state)
                    }
                } catch let misuse as ArgumentLine.Misuse {
                    throw try end(after: misuse, words.script, state)
                }
            },
            .required("declarations", "a table for each argument by its name; a string before them says what the script does"),
            returns: "table",
            """
            Reads the words after the script's name, from the global arg, as the script declares them, and returns
            a table of their values. Each declaration is a table of

                type      string (the default), integer, number, boolean, date, bytes, path or choice
                default   the value where it is left out; else nil, false for a boolean, {} where repeated
                required  true: it must be given
                help      what --help says of it
                choices   the list of what a choice may be
                position  1, 2 …: it is no option, but stands at this place
                repeated  true: it may be given several times, and is a list; a position takes all that is left

            An option my_name is written --my-name VALUE or --my-name=VALUE, a boolean --flag or --no-flag. After
            -- all words are positions. A date, ISO 8601, becomes seconds as os.time() gives them, bytes take
            "20 MB" and become an integer, and a ~ that begins a path is spelt out.

            --help prints the usage, made of the declaration, and ends the script with status 0. Wrong usage
            prints what is wrong and ends it with status 2; in a session it is an error.

            Errors: usage for a declaration that makes no sense.
            Example:
                local options = args{
                  "Counts the files of a container.",
                  container = {position = 1, required = true, help = "the container's name"},
                  newer_than = {type = "date", help = "only files modified after this"},
                  units = {choices = {"bytes", "MB", "GB"}, default = "MB"},
                  verbose = {type = "boolean"},
                }
                print(options.container, options.units, options.verbose)
            """)
    }

    private static func words(in state: LuaState) throws -> (script: String, arguments: [[UInt8]]) {
        let table = try state.global("arg")
        guard table.isTable else { throw LuaUsageError("args: 'arg' is not a table") }
        return try state.view(table) { view in
            let script = try view.element(0) { $0.bytes?.repaired } ?? "archive-lua"
            let arguments = try (0..<view.count).map { offset in
                try view.element(offset + 1) { element in
                    guard let bytes = element.bytes else {
                        throw LuaUsageError("args: 'arg[\(offset + 1)]' must be a string, got \(element.described)")
                    }
                    return bytes.bytes
                }
            }
            return (script, arguments)
        }
    }

    /// What is left to throw where the script goes on: a session does, and a script with an `os.exit` of its own.
    private static func endAfterHelp(of script: ScriptDeclaration, _ name: String, _ state: LuaState) throws -> ArchiveError {
        Help.show(ArgumentHelp.text(of: script, name: name))
        try exit(Program.Status.success, state)
        return ArchiveError(.usage, "\(name): with --help there are no values")
    }

    private static func end(after misuse: ArgumentLine.Misuse, _ name: String, _ state: LuaState) throws -> ArchiveError {
        if !Session.current.isInteractive {
            let hint = misuse.hint.map { TerminalText.line($0) + "\n" } ?? ""
            let shown = TerminalText.line(name)
            Screen.write(
                "\(shown): \(TerminalText.line(misuse.message))\n\(hint)Try '\(shown) --help'.\n", to: STDERR_FILENO)
        }
        try exit(Program.Status.usage, state)
        return ArchiveError(.usage, "\(name): \(misuse.message)", hint: misuse.hint)
    }

    /// Ends the script as itself would, with everything closed and written; a session goes on.
    private static func exit(_ status: Int32, _ state: LuaState) throws {
        guard !Session.current.isInteractive else { return }
        try state.call(state.field("exit", of: state.global("os")), [Int(status), true])
    }
}
