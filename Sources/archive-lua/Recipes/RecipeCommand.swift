import ArchiveAPI
import Glibc

/// `archive-lua run …` and `archive-lua recipe …`.
enum RecipeCommand {
    static func run(_ command: CommandLine.Command, _ words: [CommandLine.Word], program: String) throws -> Int32 {
        switch command {
        case .run: return RecipeRun(try RunLine(words), program: program).run()
        case .recipe: return try RecipeVerbs(line: RecipeLine(words)).run()
        }
    }

    /// A script that has a recipe's header is one, and is held to it.
    static func recipe(of line: CommandLine) throws -> RunLine? {
        guard line.hasScript, !line.scriptIsStandardInput else { return nil }
        let script = line.words[line.scriptIndex]
        guard let source = try? RecipeFile.read(CommandLine.text(script), calledAs: ""), HeaderBlock.begins(in: source) else { return nil }
        guard line.steps.isEmpty, !line.interactive else {
            throw CommandLine.UsageError(
                message: "'\(CommandLine.text(script))' is a recipe, which runs by itself: without -e, -l, -W and -i",
                hint: "run(\"\(CommandLine.text(script))\") runs it in a session.")
        }
        let path = script.contains(UInt8(ascii: "/")) ? script : Array("./".utf8) + script
        return try RunLine([path] + line.words[(line.scriptIndex + 1)...])
    }
}
