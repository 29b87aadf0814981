import ArchiveAPI
import Glibc

/// `archive-lua run …` and `archive-lua recipe …`.
enum RecipeCommand {
    static func run(_ command: CommandLine.Command, _ line: CommandLine, program: String) throws -> Int32 {
        guard line.steps.isEmpty, !line.interactive, !line.showVersion else {
            throw CommandLine.UsageError(message: "'\(command.rawValue)' runs by itself: without -e, -l, -W, -i and -v")
        }
        if command == .recipe, line.plansChanges {
            throw CommandLine.UsageError(message: "'recipe' makes no plan", hint: "'\(program) run RECIPE --plan' plans what a recipe would change.")
        }
        switch command {
        case .run: return RecipeRun(try runLine(line.commandWords, in: line), program: program).run()
        case .recipe: return try RecipeVerbs(line: RecipeLine(line.commandWords)).run()
        }
    }

    /// A plan may be asked for before the command, too.
    private static func runLine(_ words: [CommandLine.Word], in line: CommandLine) throws -> RunLine {
        let before = (line.plansChanges ? ["--plan"] : []) + (line.planOutput.map { ["--output", $0] } ?? [])
        return try RunLine(before.map { Array($0.utf8) } + words)
    }

    /// A script that has a recipe's header is one, and is held to it.
    static func recipe(of line: CommandLine) throws -> RunLine? {
        guard line.hasScript, !line.scriptIsStandardInput else { return nil }
        let script = line.words[line.scriptIndex]
        let path = CommandLine.text(script)
        // What is no file, as a pipe, can be read only once: by who runs it.
        guard ScriptSource.isFile(script), let source = try? ScriptSource.read(script), RecipeMark.isIn(source) else { return nil }
        guard line.steps.isEmpty, !line.interactive else {
            throw CommandLine.UsageError(
                message: "'\(path)' is a recipe, which runs by itself: without -e, -l, -W and -i",
                hint: "run(\"\(path)\") runs it in a session.")
        }
        let word = script.contains(UInt8(ascii: "/")) ? script : Array("./".utf8) + script
        return try runLine([word] + line.words[(line.scriptIndex + 1)...], in: line)
    }
}
