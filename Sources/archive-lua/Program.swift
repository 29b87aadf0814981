import Glibc
import LuaBridge

/// The program from its first word to its exit status.
enum Program {
    /// What a run ends with.
    enum Status {
        static let success: Int32 = 0
        static let failure: Int32 = 1
        static let usage: Int32 = 2
        static let interrupted: Int32 = 130
    }

    static func run() -> Int32 {
        StandardStreams.occupyClosed()
        let words = arguments()
        let name = words.first.map(CommandLine.text) ?? "archive-lua"
        let line: CommandLine
        do {
            line = try CommandLine(words: words)
        } catch {
            return wrongUsage(error, name)
        }
        if line.printHelp {
            Screen.write(Usage.help(program: name))
            return Status.success
        }
        if line.printVersion {
            Screen.write("archive-lua \(Usage.version)\n")
            return Status.success
        }
        LogDestination.shared.install()
        Session.begin(Session(choice: line.archive, readOnly: line.readOnly, isQuiet: line.quiet, environment: Environment.all))
        do {
            if let request = line.request { return try answer(request) }
            if let application = line.application { return try PlanCommand(request: application, program: name).run() }
            if let command = line.command { return try RecipeCommand.run(command, line, program: name) }
            if let recipe = try RecipeCommand.recipe(of: line) { return RecipeRun(recipe, program: name).run() }
            guard line.plansChanges else { return try Interpreter(line, program: name).run() }
            return try PlannedRun(keeping: line.planOutput, program: name).run { try Interpreter(line, program: name).run() }
        } catch let error as CommandLine.UsageError {
            return wrongUsage(error, name, line.command)
        } catch {
            Screen.write(Screen.current(STDERR_FILENO).wrapped("\(name): \(TerminalText.block("\(error)"))\n"), to: STDERR_FILENO)
            return Status.failure
        }
    }

    private static func wrongUsage(_ error: CommandLine.UsageError, _ name: String, _ command: CommandLine.Command? = nil) -> Int32 {
        let hint = error.hint.map { "\(TerminalText.line($0))\n" } ?? ""
        let text = "\(name): \(TerminalText.line(error.message))\n" + hint + Usage.hint(program: name, command: command)
        Screen.write(Screen.current(STDERR_FILENO).wrapped(text), to: STDERR_FILENO)
        return Status.usage
    }

    private static func answer(_ request: CommandLine.Request) throws -> Int32 {
        switch request {
        case .annotations(let directory): Screen.write(try AnnotationsFile.write(to: directory) + "\n")
        case .completions(let subject): Screen.write(Completions.text(about: subject))
        case .reference: Screen.write(ReferenceText.text(of: .current))
        }
        return Status.success
    }

    /// The words of the command line as bytes, which need not be UTF-8.
    private static func arguments() -> [CommandLine.Word] {
        (0..<Int(Swift.CommandLine.argc)).compactMap { index in
            Swift.CommandLine.unsafeArgv[index].map { pointer in
                UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map { UInt8(bitPattern: $0) }
            }
        }
    }
}
