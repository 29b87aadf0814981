import ArchiveAPI
import Glibc
import LuaBridge

/// Runs one recipe, in a process that does nothing else, from its words to its exit status.
struct RecipeRun {
    private let line: RunLine
    private let program: String

    init(_ line: RunLine, program: String) {
        self.line = line
        self.program = program
    }

    func run() -> Int32 {
        // Until Lua runs there is nothing under way that would have to be ended in order.
        signal(SIGINT) { _ in _exit(Program.Status.interrupted) }
        var outcome = RecipeOutcome()
        do {
            guard let word = line.recipe else { return help(nil) }
            let file = try RecipeFile(word)
            outcome.header = file.header
            if line.help { return help(file) }
            try file.header.checkRequirement()
            guard let given = try RecipeArguments.given(line.words, as: file.header) else { return help(file) }
            try Blocking.wait { [line] in try await Agreement(file, given: given).obtain(allowed: line.allowed, doing: "Run it") }
            guard let arguments = try Blocking.wait({ [line] in try await RecipeArguments.read(line.words, as: file.header) }) else {
                return help(file)
            }
            return try run(file, arguments, &outcome)
        } catch let misuse as ArgumentLine.Misuse {
            outcome.error = ArchiveError(.usage, misuse.message, hint: misuse.hint)
            if line.json { return end(outcome, Program.Status.usage) }
            let name = outcome.header?.name ?? program
            let hint = misuse.hint.map { TerminalText.line($0) + "\n" } ?? ""
            show("\(name): \(TerminalText.line(misuse.message))\n\(hint)Try '\(program) run \(TerminalText.line(line.recipe.map { CommandLine.text($0) } ?? name)) --help'.\n")
            return end(outcome, Program.Status.usage)
        } catch {
            let error = ArchiveError(anything: error)
            outcome.error = error
            if line.json { return end(outcome, status(error)) }
            let hint = error.hint.map { TerminalText.block($0) + "\n" } ?? ""
            show("\(program): \(TerminalText.line(error.message))\n\(hint)")
            return end(outcome, status(error))
        }
    }

    /// What is wrong, to people.
    private func show(_ text: String) { Screen.write(Screen.current(STDERR_FILENO).wrapped(text), to: STDERR_FILENO) }

    private func status(_ error: ArchiveError) -> Int32 {
        error.code == .interrupted ? Program.Status.interrupted : Program.Status.failure
    }

    private func run(_ file: RecipeFile, _ arguments: RecipeArguments, _ outcome: inout RecipeOutcome) throws -> Int32 {
        // Before the recipe's own limits: this file is the program's.
        let target = try line.output.map(PlanTarget.init)
        let failure = try work(file, arguments, &outcome)
        // By now the state is gone, with all finalizers and open files: what was refused to these counts, too, and none of
        // them writes to the plan.
        if failure == nil, let plan = outcome.plan { try show(plan, keeping: target) }
        return end(outcome, failure ?? (outcome.isGood ? Program.Status.success : Program.Status.failure))
    }

    /// The status of a failure; nil where there was none.
    private func work(_ file: RecipeFile, _ arguments: RecipeArguments, _ outcome: inout RecipeOutcome) throws -> Int32? {
        let header = file.header
        let permit = RecipePermit(header, arguments.texts, within: Session.current.permit)
        outcome.permit = permit
        outcome.stopwatch = Stopwatch()
        try header.checkFilling(arguments.texts)
        try confine(file, arguments, permit)
        watch(outcome)
        let sandbox = try Sandbox(
            archive: Archive(Session.current.archive.backend, permit: permit), limits: line.limits,
            printsTo: line.json ? STDERR_FILENO : STDOUT_FILENO, whenRefused: permit.refused)
        let state = sandbox.state
        do {
            let table = try arguments.table(in: state, header) { try ArchiveArgument.open($0, permit: permit, mayMake: mayMakeArchives(header)) }
            try state.setGlobal("args", table)
            let chunk = try sandbox.load(file.code, name: "@\(header.name).lua")
            try state.setGlobal("planning", line.plan)
            let (returned, plan) = try planned {
                // However it ends, and while changes are still planned: a finalizer may come with whatever takes memory.
                defer { sandbox.finish() }
                let values = try state.call(chunk, [table])
                if let failure = try state.finishTasks().first { throw failure }
                return try values.first.flatMap { $0.isNil ? nil : try result($0, in: state) }
            }
            if state.hasRunOutOfMemory { throw RecipeWatch.noMemory(line.limits, header.name) }
            outcome.plan = plan
            if let returned { outcome.result = returned }
        } catch let error as LuaError {
            if error.kind == .memory, error.message != "stack overflow" { throw RecipeWatch.noMemory(line.limits, header.name) }
            let failure = error.underlying.map { ArchiveError(anything: $0) } ?? ArchiveError(.usage, error.message)
            outcome.error = failure
            if !line.json { ErrorReport(error, in: state, ofRecipe: header.name).print(program: program) }
            return status(failure)
        }
        return nil
    }

    /// Whether a folder that an argument names gets an archive. For who only reads, one that was misspelt would pass for an
    /// archive that has the sample only; a test has no other way to a second one.
    private func mayMakeArchives(_ header: RecipeHeader) -> Bool {
        !line.plan && (header.effects.contains(.write) || Environment.all[Self.within] != nil)
    }

    /// What the work returned, and the changes that it would have made, where they are planned.
    private func planned<Result>(_ work: () throws -> Result) throws -> (Result, Plan?) {
        guard line.plan else { return (try work(), nil) }
        let recorder = PlanRecorder()
        let result = try PlanSwitch.planning(into: recorder, work)
        return (result, recorder.plan)
    }

    private func show(_ plan: Plan, keeping target: PlanTarget?) throws {
        let descriptor = line.json ? STDERR_FILENO : STDOUT_FILENO
        Screen.write(PlanMessages.text(plan), to: descriptor)
        guard let output = line.output, let target else { return }
        try target.keep(plan)
        Screen.write(PlanMessages.kept(plan, in: output), to: descriptor)
    }

    /// A variable that names the folder in which all must lie that a recipe declares: whoever tests one is a stranger.
    static let within = "ARCHIVE_LUA_WITHIN"

    private func confine(_ file: RecipeFile, _ arguments: RecipeArguments, _ permit: RecipePermit) throws {
        let header = file.header
        func paths(_ declared: [HeaderText]) -> [String] { declared.flatMap { $0.filled(arguments.texts) }.map(\.text) }
        let archives = header.arguments.filter { $0.type == .archive }.flatMap { arguments.texts(of: $0.name) }
        try LocalPermit.confine(
            reads: paths(header.reads), writes: paths(header.writes), except: try PrivateFiles.paths(archives: archives, recipe: file.path, plan: line.output),
            within: Environment.all[Self.within], whenRefused: permit.refused(_:_:isDeclarable:))
    }

    /// Has the run ended where it takes too much; a program that asked for a report gets one all the same.
    private func watch(_ outcome: RecipeOutcome) {
        RecipeWatch.start(limits: line.limits, name: outcome.header?.name ?? "") { [json = line.json] message, hint in
            guard json else { return }
            var outcome = outcome
            outcome.error = ArchiveError(.tooLarge, message, hint: hint)
            Screen.writeNow(outcome.json, to: STDOUT_FILENO)
        }
    }

    /// In bytes: whoever asked for it takes many times that to read it.
    static let largestResult = 16 << 20

    private func result(_ value: LuaValue, in state: LuaState) throws -> String {
        do {
            let text = try JSONWriter.text(of: value, indent: 0, in: state).repaired
            guard text.utf8.count <= Self.largestResult else {
                throw ArchiveError(
                    .tooLarge, "what the recipe returns takes \(HumanSize.text(Int64(text.utf8.count))) as JSON, and \(HumanSize.text(Int64(Self.largestResult))) are allowed",
                    hint: "It can write a file instead, below 'writes'.")
            }
            return text
        } catch let error as LuaUsageError {
            throw ArchiveError(
                .usage, "what the recipe returns cannot be kept: \(error.message.replacing("to_json: value", with: "it"))",
                hint: "A recipe returns what to_json takes.")
        }
    }

    /// Says what became of it, to a program or to people.
    private func end(_ outcome: RecipeOutcome, _ status: Int32) -> Int32 {
        if line.json {
            Screen.write(outcome.json)
        } else if outcome.error == nil {
            if outcome.refused > 0 { Screen.write(outcome.refusalText, to: STDERR_FILENO) }
            if !Session.current.isQuiet { Screen.write(outcome.summary) }
        }
        return status
    }

    private func help(_ file: RecipeFile?) -> Int32 {
        guard let file else {
            Screen.write(Usage.run(program: program))
            return Program.Status.success
        }
        let declared = ScriptDeclaration(summary: file.header.summary, options: file.header.arguments)
        let promises = RecipePromise.lines(of: file.header).map { "  \($0)\n" }.joined()
        Help.show(ArgumentHelp.text(of: declared, name: "\(program) run \(file.header.name)") + "\nIt may:\n" + promises)
        return Program.Status.success
    }
}
