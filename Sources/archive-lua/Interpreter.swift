import ArchiveAPI
import Glibc
import LuaBridge

/// Runs what the command line asks for, in the order that `lua` has: LUA_INIT, `-e` and `-l`, the script, the
/// session.
struct Interpreter {
    private let line: CommandLine
    private let program: String
    private let state: LuaState

    init(_ line: CommandLine, program: String) throws {
        self.line = line
        self.program = program
        state = try Self.makeState(ignoringEnvironment: line.ignoreEnvironment)
        try state.register(module: Globals.module(archive: Session.current.archive))
        try makeArgumentTable()
        LineEditor.rememberTerminal()
        state.catchControlC()
    }

    /// The exit status.
    func run() -> Int32 {
        do {
            if line.showVersion, !line.interactive { try printVersion() }
            if !line.ignoreEnvironment { try runInitialization() }
            for step in line.steps { try run(step) }
            if line.hasScript { try runScript() }
            try continueInteractively()
            return try finishTasks()
        } catch let error as LuaError {
            ErrorReport(error, in: state).print(program: program)
            return error.kind == .interrupted ? Program.Status.interrupted : Program.Status.failure
        } catch {
            Screen.write(Screen.current(STDERR_FILENO).wrapped("\(program): \(TerminalText.block("\(error)"))\n"), to: STDERR_FILENO)
            return Program.Status.failure
        }
    }

    /// `-E` hides the variables from the libraries only while they start: `os.getenv` still knows them.
    private static func makeState(ignoringEnvironment: Bool) throws -> LuaState {
        let names = ["LUA_PATH", "LUA_PATH_5_4", "LUA_CPATH", "LUA_CPATH_5_4"]
        let hidden = ignoringEnvironment ? names.compactMap { name in getenv(name).map { (name, String(cString: $0)) } } : []
        for (name, _) in hidden { unsetenv(name) }
        defer { for (name, value) in hidden { setenv(name, value, 1) } }
        let state = try LuaState { ArchiveError(anything: $0) }
        state.willRun = { ProgressDisplay.shared.hide() }
        return state
    }

    /// `arg`: the script at 0, its arguments from 1, the words before it at negative indexes.
    private func makeArgumentTable() throws {
        let script = line.hasScript ? line.scriptIndex : 0
        let table = try state.makeTable()
        let set = try state.load("local t, i, v = ... t[i] = v", name: "=arg")
        for (index, word) in line.words.enumerated() {
            try state.call(set, [table, index - script, LuaBytes(word)])
        }
        try state.setGlobal("arg", table)
    }

    private func runInitialization() throws {
        for name in ["LUA_INIT_5_4", "LUA_INIT"] {
            guard let value = getenv(name) else { continue }
            let text = UnsafeBufferPointer(start: value, count: strlen(value)).map { UInt8(bitPattern: $0) }
            if text.first == UInt8(ascii: "@") {
                try state.call(state.loadFile(LuaBytes(Array(text.dropFirst())), mode: .any))
            } else {
                try state.call(state.load(LuaBytes(text), name: "=" + name))
            }
            return
        }
    }

    private func run(_ step: CommandLine.Step) throws {
        switch step {
        case .execute(let chunk):
            try state.call(state.load(LuaBytes(chunk), name: "=(command line)"))
        case .library(let global, let module):
            let result = try state.call(state.global("require"), [LuaBytes(module)]).first ?? .nil
            try state.setGlobal(CommandLine.text(global), result)
        case .warningsOn:
            try state.call(state.global("warn"), ["@on"])
        }
    }

    private func runScript() throws {
        let path: CommandLine.Word? = line.scriptIsStandardInput ? nil : line.words[line.scriptIndex]
        try state.call(loadScript(path), scriptArguments())
    }

    /// Reads a script, from standard input where there is no path. Meanwhile nothing runs that Ctrl-C would have
    /// to end in order: it ends the process, as it ends `lua`.
    private func loadScript(_ path: CommandLine.Word?) throws -> LuaValue {
        signal(SIGINT, SIG_DFL)
        defer { state.catchControlC() }
        if state.takeInterrupt() { throw LuaError.interrupted }
        if let path, !ScriptSource.isStream(path) { return try state.loadFile(LuaBytes(path), mode: .any) }
        let source = try path.map(ScriptSource.read) ?? LuaState.readStandardInput()
        // Of a file, the command line has seen that already.
        guard !RecipeMark.isIn(source) else {
            throw ArchiveError(
                .usage, "this is a recipe, and it has to be a file: nothing was run", hint: "Save it, look at it, and run it with 'archive-lua run FILE'.")
        }
        return try state.load(LuaBytes(ScriptSource.code(source)), name: path.map { "@" + CommandLine.text($0) } ?? "=stdin", mode: .any)
    }

    /// Waits for the tasks of a script that has come to its end; those of a session have been asked about.
    private func finishTasks() throws -> Int32 {
        guard !Session.current.isInteractive else { return Program.Status.success }
        let failures = try state.finishTasks()
        for failure in failures { ErrorReport(failure, in: state).print(program: program) }
        return failures.isEmpty ? Program.Status.success : Program.Status.failure
    }

    /// What `arg` holds by now: LUA_INIT and statements may have changed it.
    private func scriptArguments() throws -> [LuaValue] {
        let table = try state.global("arg")
        guard table.isTable else { throw ArgumentsAreNoTable() }
        return try state.view(table) { view in
            try (0..<view.count).map { try view.element($0 + 1) { try $0.value() } }
        }
    }

    private struct ArgumentsAreNoTable: Error, CustomStringConvertible {
        let description = "'arg' is not a table"
    }

    private func continueInteractively() throws {
        if line.interactive {
            try startSession()
        } else if !line.hasScript, !line.hasStatement, !line.showVersion {
            if isatty(STDIN_FILENO) == 1, !line.plansChanges { try startSession() } else { try state.call(loadScript(nil)) }
        }
    }

    private func startSession() throws {
        Session.current.isInteractive = true
        if !line.quiet { Screen.write(Banner.text(Session.current)) }
        if !line.ignoreEnvironment { runUserInitialization() }
        let history = History(path: History.defaultPath { Environment.all[$0] })
        try REPL(state, history: history).run()
    }

    /// What a user wants in every session. An error in it costs no session.
    private func runUserInitialization() {
        guard let path = ConfigurationFolder.path(of: "init.lua"), access(path, F_OK) == 0 else { return }
        do {
            try state.call(state.loadFile(LuaBytes(path)))
        } catch let error as LuaError {
            ErrorReport(error, in: state).printShort()
        } catch {
            Screen.write(TerminalText.block("\(error)") + "\n", to: STDERR_FILENO)
        }
    }

    private func printVersion() throws {
        let release = try state.global("_VERSION").string ?? Usage.luaCopyright
        Screen.write("archive-lua \(Usage.version)  \(release)  Copyright (C) 1994-2022 Lua.org, PUC-Rio\n")
    }
}
