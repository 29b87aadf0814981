import ArchiveAPI
import Foundation
import Testing

@testable import TestSupport

/// `archive-lua run` and `run()`: arguments, what a recipe is held to, what it tells, how it ends.
@Suite struct RecipeRunTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    private static let count = """
        local container = archive:find_container(args.container)
        print("counting " .. container.name)
        return {count = #container:list(), name = container.name}
        """

    private static let argument = ["[arguments.container]", "type = \"container\"", "required = true", "help = \"where to count\""]

    private func run(_ arguments: [String], _ text: String, environment: [String: String] = [:]) throws -> BuiltProgram.Outcome {
        try program.write(text, to: "trial.lua")
        return try program.run(["run", "trial.lua"] + arguments, environment: environment)
    }

    @Test func itRunsAndSaysWhatItDid() throws {
        let text = RecipeText.recipe(containers: #""*/{container}""#, header: Self.argument, Self.count)
        let outcome = try run(["--container", "my_container", "--allow", "read"], text)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.output.contains(#/^counting my_container\ntrial 1\.0\.0: \d+ × read, in \d+\.\d s\n$/#))
    }

    @Test func programsGetOneObject() throws {
        let text = RecipeText.recipe(containers: #""*/{container}""#, header: Self.argument, Self.count)
        let outcome = try run(["--json", "--container=my_container", "--allow=read"], text)
        #expect(outcome.status == 0 && outcome.errors == "counting my_container\n")
        let report = #/^\{"ok": true, "recipe": "trial", "version": "1\.0\.0", "result": \{"count":3,"name":"my_container"\}, "counts": \{"read": [1-9]\d*, "write": 0, "delete": 0, "access": 0, "share": 0\}, "refused": 0, "seconds": \d+\.\d{3}\}\n$/#
        #expect(outcome.output.contains(report))
    }

    /// Who catches an error has not undone it.
    @Test func programsAreToldWhatTheRecipeKeptToItself() throws {
        let refused = try run(["--allow=read", "--json"], RecipeText.recipe("pcall(function() archive:find_container('MyContainer'):delete('README.txt') end)"))
        let refusals = #""refusals": [{"what": "delete 'MyProject/MyContainer'", "missing": "effects = [\"read\", \"delete\"]", "count": 1}]"#
        #expect(refused.status == 1 && refused.output.contains(refusals), "\(refused)")
        let inSession = try program.run(["-e", "run('trial.lua', {}, {allow = {'read'}})"])
        #expect(inSession.errors.contains("The header would need: effects = [\"read\", \"delete\"]"), "\(inSession)")
        let exhausting = "pcall(function() local t = {} while true do t[#t + 1] = ('x'):rep(1 << 20) .. #t end end) print('survived')"
        let exhausted = try run(["--allow=read", "--max-memory=50MiB"], RecipeText.recipe(exhausting))
        #expect(exhausted.status == 1 && exhausted.errors.contains("was ended: "), "\(exhausted)")
        #expect(try run(["--max-memory=10"], RecipeText.recipe("print(1)")).status == 2)
    }

    @Test func aScriptWithAHeaderIsHeldToIt() throws {
        let text = RecipeText.recipe(containers: #""*/{container}""#, header: Self.argument, "print(os.getenv)")
        try program.write("#!/usr/bin/env archive-lua\n" + text, to: "trial.lua")
        let refused = try program.run(["trial.lua", "--container", "x"])
        #expect(refused.status == 1 && refused.errors.contains("nobody has agreed to the recipe 'trial' yet"))
        let outcome = try program.run(["trial.lua", "--container", "x", "--allow", "read"])
        #expect(outcome.status == 0 && outcome.output.hasPrefix("nil\ntrial 1.0.0: nothing was done"))
        #expect(try program.run(["-i", "trial.lua"]).status == 2)
    }

    @Test func argumentsAreOfTheirTypes() throws {
        let header = [
            "[arguments.count]", "type = \"integer\"", "default = 3", "[arguments.names]", "repeated = true", "[arguments.since]", "type = \"date\"",
            "[arguments.deep]", "type = \"boolean\"", "[arguments.size]", "type = \"bytes\"", "default = \"2 kB\"", "[arguments.user]", "type = \"user\"",
        ]
        let code = """
            assert(... == args)
            return {count = args.count, names = args.names, since = args.since, deep = args.deep, size = args.size, user = args.user}
            """
        let text = RecipeText.recipe(effects: "", containers: "", header: header, code)
        let first = try run(["--json"], text)
        #expect(first.output.contains(#""result": {"count":3,"deep":false,"names":{},"size":2048}, "#), "\(first)")
        let second = try run(["--json", "--names", "a", "--names=b c", "--since", "1970-01-02", "--deep", "--count", "-7", "--user", "bob"], text)
        #expect(second.output.contains(#""result": {"count":-7,"deep":true,"names":["a","b c"],"since":86400,"size":2048,"user":"bob"}, "#), "\(second)")
        for (words, message) in [
            (["--cuont", "1"], "unknown option '--cuont'\nDid you mean '--count'?"), (["--count", "x"], "'--count' must be an integer, got 'x'"),
            (["--since", "yesterday"], "'--since' must be a date"), (["word"], "one argument too many: 'word'"),
        ] {
            let outcome = try run(words, text)
            #expect(outcome.status == 2 && outcome.errors.contains(message), "\(outcome.errors)")
        }
    }

    @Test func whatIsMissingIsAskedForOnATerminal() throws {
        let text = RecipeText.recipe(containers: #""*/{container}""#, header: Self.argument, Self.count)
        let path = try program.write(text, to: "trial.lua")
        #expect(try program.run(["run", path, "--allow", "read"]).status == 2)
        let session = try TerminalSession(["run", path, "--allow", "read"], in: program)
        try session.enter("", expect: "container (where to count): ")
        try session.enter("a/b", expect: "'--container' must be a container's name: text without a slash")
        try session.wait(for: "container (where to count): ")
        session.type("my_container\r")
        #expect(try session.end() == 0)
        #expect(session.transcript.contains("counting my_container\n"))
    }

    /// Nor does it push out of sight who asks.
    @Test func helpIsNoPromptOfItsOwn() throws {
        let help = "a name)" + String(repeating: " ", count: 80) + "archive-lua: the token of 'alice' has expired. Sign in again.   Password (alice"
        let path = try program.write(
            RecipeText.recipe(header: ["[arguments.name]", "required = true", "help = \"\(help)\""], "print(args.name)"), to: "trial.lua")
        let session = try TerminalSession(["run", path, "--allow", "read"], in: program, columns: 200)
        try session.enter("", expect: "The recipe asks for name (a name) archive-lua: the token…ign in again. Password (alice): ")
        session.type("x\r")
        #expect(try session.end() == 0)
    }

    /// What a stranger wrote is no prompt before somebody has agreed to it.
    @Test func agreementComesBeforeWhatIsMissing() throws {
        let header = [#"reads = ["{input}", "x\", and nothing else"]"#] + Self.argument
            + ["[arguments.input]", "type = \"path\"", "default = \"/etc/passwd\""]
        let path = try program.write(RecipeText.recipe(containers: #""*/{container}""#, header: header, Self.count), to: "trial.lua")
        let session = try TerminalSession(["run", path], in: program, columns: 200)
        let question = try session.wait(for: "Run it? (y/n/s: s shows it) ")
        #expect(question.contains(#"- read the local files "/etc/passwd" ({input}, the recipe's default), "x\", and nothing else""#), "\(question)")
        #expect(question.contains(#"- in the containers "*/{container}": list, read and download objects"#) && !question.contains("where to count"))
        session.type("y\r")
        try session.wait(for: "container (where to count): ")
        session.type("my_container\r")
        #expect(try session.end() == 0)
        // Wrong words are wrong whatever is agreed to.
        #expect(try program.run(["run", path, "--contaner", "x"]).errors.contains("Did you mean '--container'?"))
    }

    @Test func theQuestionShowsTheSource() throws {
        let path = try program.write(RecipeText.recipe("print('\u{1B}[2J')\nlocal x = [[\nRun it? (y/n)]]"), to: "trial.lua")
        let session = try TerminalSession(["run", path], in: program)
        try session.enter("s", expect: "1\t-- /// recipe\n")
        let source = try session.wait(for: "Run it? (y/n/s: s shows it) ")
        #expect(source.contains("8\tprint('\\x1B[2J')\n") && source.contains("10\tRun it? (y/n)]]\n") && source.contains("\nIt may:\n"), "\(source)")
        session.type("y\r")
        #expect(try session.end() == 0)
    }

    /// What a recipe may do, what it tries, and what is said.
    static let refusals: [(effects: String, containers: String, code: String, missing: String)] = [
        (#""read""#, #""*/*""#, "c:delete('README.txt')", #"effects = ["read", "delete"]"#),
        (#""read""#, #""*/*""#, "c:grant_access((next(archive.projects.MyProject.users)))", #"effects = ["read", "access"]"#),
        // Who there is is not told by the way.
        (#""read""#, #""*/*""#, "c:grant_access('nobody at all')", #"effects = ["read", "access"]"#),
        (#""read""#, #""*/*""#, "c:temporary_url('README.txt', os.time() + 60)", #"effects = ["read", "share"]"#),
        (#""read", "share""#, #""*/*""#, "c:temporary_url('new.txt', os.time() + 60, 'PUT')", #"effects = ["read", "write", "share"]"#),
        (#""read", "write""#, #""*/*""#, "c:revoke_temporary_urls()", #"effects = ["read", "write", "share"]"#),
        (#""read""#, #""*/*""#, "archive.projects.MyProject:create_container('new')", #"effects = ["read", "write"]"#),
        (#""read""#, #""*/*""#, "c:copy('README.txt', 'x.txt')", #"effects = ["read", "write"]"#),
        (#""read", "write""#, #""*/*""#, "c:move('README.txt', 'x')", #"effects = ["read", "write", "delete"]"#),
        (#""read""#, #""*/MyContainer", "*/my_container""#, "archive:find_container('MyPublic')", #"containers = ["*/MyContainer", "*/my_container", "MyProject/MyPublic"]"#),
        (#""read", "write""#, #""*/MyContainer""#, "archive.projects.MyProject:create_container('MyCon' .. 'tainer2')", #"containers = ["*/MyContainer", "MyProject/MyContainer2"]"#),
        (#""read""#, "", "archive:find_container('MyContainer')", #"containers = ["*/MyContainer"]"#),
        // Which project has a container is not told where no project may be known.
        (#""read""#, #""nowhere/*""#, "archive:find_container('MyContainer')", #"containers = ["nowhere/*", "*/MyContainer"]"#),
    ]

    @Test(arguments: refusals.indices) func whatIsNotDeclaredIsRefused(_ index: Int) throws {
        let (effects, containers, attempt, missing) = Self.refusals[index]
        let open = !attempt.hasPrefix("c:") ? "" : "c = archive:find_container('MyContainer') "
        let code = "\(open)local ok, e = pcall(function() \(attempt) end) assert(not ok) print(e.code) print(e.hint)"
        let outcome = try run(["--allow=read,write,delete,access,share"], RecipeText.recipe(effects: effects, containers: containers, code))
        #expect(outcome.output.hasPrefix("not_permitted\nThe header would need: \(missing)\n"), "\(outcome)")
        // It went on, and yet did not end well.
        #expect(outcome.status == 1 && outcome.errors.contains("refused 1 ×: ") && outcome.errors.contains(missing))
    }

    /// Names of projects, containers and users are the archive's as much as its objects are.
    @Test func whatThereIsNeedsRead() throws {
        let code = """
            for _, attempt in ipairs{function() return archive.projects end, function() return archive:find_container("MyContainer") end} do
              local ok, e = pcall(attempt)
              print(ok, e.code, e.hint, e.message:find("MyProject"))
            end
            """
        let text = RecipeText.recipe(effects: "", code)
        #expect(try run([], text).errors.contains("nobody has agreed to the recipe 'trial' yet"))
        let outcome = try run(["--allow", "read,write,delete,access,share"], text)
        let refused = "false\tnot_permitted\tThe header would need: effects = [\"read\"]\tnil\n"
        #expect(outcome.status == 1 && outcome.output.hasPrefix(refused + refused), "\(outcome)")
        #expect(outcome.errors.contains("refused 2 ×: read '*'"), "\(outcome)")
    }

    /// What a recipe chooses by itself outside the current directory is not agreed to along with effects in the archive.
    @Test func localFilesOfItsOwnChoiceNeedAWord() throws {
        try program.write("mine\n", to: "startup")
        let code = "local f = assert(io.open(args.file, 'w')) f:write('evil') f:close()"
        let own = RecipeText.recipe(
            header: [#"writes = ["{file}"]"#, "[arguments.file]", "type = \"path\"", "default = \"\(program.home)/startup\""], code)
        let refused = try run(["--allow", "read"], own)
        #expect(refused.status == 1 && refused.errors.contains("declares more than --allow says: files\n"), "\(refused)")
        #expect(refused.errors.contains("the current directory: \"\(program.home)/startup\" ({file}, the recipe's default). With --allow read,files it runs.\n"), "\(refused)")
        #expect(try run([], own).errors.contains("Allow that with --allow read,files."))
        let inSession = try program.run(["-e", "run('trial.lua', {}, {allow = {'read'}})"])
        #expect(inSession.status == 1 && inSession.errors.contains("With --allow read,files it runs."), "\(inSession)")
        #expect(try String(contentsOfFile: program.home + "/startup", encoding: .utf8) == "mine\n")
        // Whoever names a path has chosen it.
        #expect(try run(["--allow", "read", "--file", program.home + "/other"], own).status == 0)
        #expect(try program.run(["-e", "run('trial.lua', {}, {allow = {'read', 'files'}})"]).status == 0)
        #expect(try String(contentsOfFile: program.home + "/startup", encoding: .utf8) == "evil")
    }

    @Test func whatIsSaidToWhoRunsItHasNoTraceback() throws {
        let outcome = try run(["--allow", "read"], RecipeText.recipe("local function f() error('no such subject', 0) end f()"))
        #expect(outcome.errors == "archive-lua: no such subject\n" && outcome.status == 1, "\(outcome)")
        #expect(try run(["--allow", "read"], RecipeText.recipe("error('a mistake')")).errors.contains("stack traceback"))
    }

    @Test func allowingMoreWidensNothingAndLessIsRefused() throws {
        let text = RecipeText.recipe("archive:find_container('MyContainer'):delete('README.txt')")
        let outcome = try run(["--allow", "read,delete"], text)
        #expect(outcome.status == 1 && outcome.errors.contains("may not delete 'MyProject/MyContainer/README.txt'"))
        let less = try run(["--allow", "write"], text)
        #expect(less.status == 1 && less.errors.contains("declares more than --allow says: read\nWith --allow read it runs."))
        #expect(try run(["--allow", "raed"], text).status == 2)
    }

    @Test func aPatternThatStandsForNothingIsNamed() throws {
        let text = RecipeText.recipe(
            containers: #""*/{container}""#, header: ["[arguments.container]", "type = \"container\""], "archive:find_container('MyContainer')")
        let outcome = try run(["--allow", "read"], text)
        #expect(outcome.status == 1 && outcome.errors.contains("'*/{container}' in its header stands for no container: container was not given"))
    }

    @Test func aReadOnlySessionStaysReadOnly() throws {
        let text = RecipeText.recipe(effects: #""read", "delete""#, "archive:find_container('MyContainer'):delete('README.txt')")
        try program.write(text, to: "trial.lua")
        let outcome = try program.run(["--read-only", "run", "trial.lua", "--allow", "read,delete"])
        #expect(outcome.status == 1 && outcome.errors.contains("this session is read-only"))
    }

    @Test(arguments: [
        ("error('broken')", 1, "trial.lua:8: broken"), ("error({code = 7})", 1, "(error object is a table value)"), ("x = = 1", 1, "trial.lua:8: unexpected symbol"),
        ("spawn(function() error('in a task') end)", 1, "in a task"), ("return print", 1, "what the recipe returns cannot be kept"),
        ("return ('x'):rep(17 << 20)", 1, "what the recipe returns takes 17 MB as JSON, and 16 MB are allowed"),
    ]) func failuresTellWhy(_ code: String, _ status: Int, _ message: String) throws {
        let text = RecipeText.recipe(code)
        let outcome = try run(["--allow", "read"], text)
        #expect(Int(outcome.status) == status && outcome.errors.contains(message), "\(outcome)")
        let json = try run(["--allow", "read", "--json"], text)
        #expect(Int(json.status) == status && json.output.hasPrefix(#"{"ok": false, "#))
        #expect(json.output.contains(#/"error": \{"code": "[a-z_]+", "message": "/#) && json.output.contains(message), "\(json)")
    }

    @Test func badHeadersAndUnknownNames() throws {
        let outcome = try run([], "-- /// recipe\n-- nmae = \"x\"\n-- ///\n")
        #expect(outcome.status == 1 && outcome.errors.contains("trial.lua:2:4: unknown key 'nmae'\nDid you mean 'name'?"))
        #expect(try run([], "print(1)").errors.contains("this is no recipe: it has no header"))
        let newer = try run(["--allow", "read"], RecipeText.recipe(header: ["requires = \">=99\""], "print(1)"))
        #expect(newer.status == 1 && newer.errors.contains("requires archive-lua >=99, and this is"))
        let unknown = try program.run(["run", "no-such-recipe"])
        #expect(unknown.status == 1 && unknown.errors.contains("there is no recipe 'no-such-recipe'"))
        #expect(try program.run(["run"]).status == 2)
        let help = try program.run(["run", "--help"]).output
        #expect(help.contains("--allow EFFECTS") && help.split(separator: "\n").allSatisfy { $0.count <= 80 })
        try program.write(RecipeText.recipe("print(1)"), to: "trial.lua")
        #expect(try program.run(["run", "./trial.lua", "--x", "1"]).errors.hasSuffix("Try 'archive-lua run ./trial.lua --help'.\n"))
    }

    @Test func helpComesFromTheHeader() throws {
        let text = RecipeText.recipe(containers: #""*/{container}""#, header: Self.argument, Self.count)
        let outcome = try run(["--help"], text)
        #expect(outcome.status == 0 && outcome.output.contains("--container CONTAINER  where to count (required)"))
        #expect(outcome.output.contains("It may:\n  in the containers \"*/{container}\": list, read and download objects\n"))
    }

    @Test func aSecondArchiveIsAnArgument() throws {
        let header = ["[arguments.to]", "type = \"archive\"", "required = true"]
        let code = "return {to = tostring(args.to), same = args.to == archive, files = #args.to:find_container('my_container'):list()}"
        let text = RecipeText.recipe(effects: #""read", "write""#, header: header, code)
        let outcome = try run(["--json", "--allow", "read,write", "--to", "./second"], text)
        #expect(outcome.output.contains(#""result": {"files":3,"same":false,"to":"Archive: ./second"}, "#), "\(outcome)")
        let wrong = try run(["--allow", "read,write", "--to", "nowhere"], text)
        #expect(wrong.status == 1 && wrong.errors.contains("'nowhere' is no cloud of clouds.yaml, no URL and no folder"))
    }

    /// What it does with an archive is more than nothing, also where it declares no effect.
    @Test func aSecondArchiveIsAskedFor() throws {
        let text = RecipeText.recipe(effects: "", containers: "", header: ["[arguments.to]", "type = \"archive\""], "print(args.to)")
        let refused = try run(["--to", "./second"], text)
        #expect(refused.status == 1 && refused.errors.contains("nobody has agreed"), "\(refused)")
        #expect(refused.errors.contains("work on the archive that --to names (\"./second\"), and send it requests"), "\(refused)")
        let offered = RecipeText.recipe(
            effects: "", containers: "", header: ["[arguments.to]", "type = \"archive\"", "default = \"http://127.0.0.1:9/\""], "print(args.to)")
        #expect(try run([], offered).errors.contains("trial.lua:9:4: an archive has no default"))
    }

    // MARK: Sessions

    @Test func inASession() throws {
        try program.write(RecipeText.recipe(containers: #""*/{container}""#, header: Self.argument, Self.count), to: "trial.lua")
        let session = try TerminalSession(["--quiet"], in: program)
        try session.wait(for: session.prompt)
        session.type("r = run('trial.lua', {container = 'my_container'})\r")
        let question = try session.wait(for: "Run it? (y/n/s: s shows it) ")
        #expect(question.contains("in the containers \"*/my_container\" ({container}): list, read and download\n    objects\n"), "\(question)")
        #expect(try session.enter("y", expect: "\n" + session.prompt).contains("counting my_container\n"))
        #expect(try session.enter("r.count, r.name").contains("3\t\"my_container\""))
        #expect(try session.enter("run('trial.lua', {container = archive:find_container('my_container')}).count").contains("\n3\n"))
        #expect(try session.enter("run('trial.lua', {contaner = 'x'})").contains("Did you mean '--container'?"))
        #expect(try session.enter("run('nothing')").contains("there is no recipe 'nothing'"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test(.enabled(if: signalsArriveAnywhere)) func controlCInASessionEndsTheRecipeOnly() throws {
        try program.write(RecipeText.recipe("io.write('go') while true do end"), to: "loop.lua")
        let session = try TerminalSession(["--quiet"], in: program)
        try session.wait(for: session.prompt)
        session.type("run('loop.lua', {}, {allow = {'read'}})\r")
        try session.wait(for: "go")
        session.interrupt()
        #expect(try session.wait(for: "\n" + session.prompt).contains("interrupted"))
        #expect(try session.enter("20 + 22").contains("\n42\n"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test(.enabled(if: signalsArriveAnywhere)) func controlCEndsIt() throws {
        let path = try program.write(RecipeText.recipe("print('go') while true do pcall(function() while true do end end) end"), to: "trial.lua")
        let session = try TerminalSession(["run", path, "--allow=read"], in: program)
        try session.wait(for: "go\n")
        session.interrupt()
        #expect(try session.end() == 130)
    }

    /// What had been written is there, and a program gets its report.
    @Test(.enabled(if: signalsArriveAnywhere)) func whatAnInterruptedRecipeHasWrittenIsThere() throws {
        let text = RecipeText.recipe(
            header: [#"writes = ["out.csv"]"#],
            "local out = io.open('out.csv', 'w') out:write('a row\\n') print('go') while true do archive:find_container('MyContainer') end")
        let path = try program.write(text, to: "trial.lua")
        let session = try TerminalSession(["run", path, "--allow=read", "--json"], in: program)
        try session.wait(for: "go\n")
        session.interrupt()
        #expect(try session.end() == 130)
        #expect(session.transcript.contains(#""code": "interrupted""#), "\(session.transcript)")
        #expect(try String(contentsOfFile: program.home + "/out.csv", encoding: .utf8) == "a row\n")
    }

    /// A file that people take for a recipe is held to its header, or not run at all.
    @Test(arguments: [
        ("\u{FEFF}-- /// recipe\n", "it has no header"), ("-- ///  recipe\n", "it has no header"), ("--/// Recipe \n", "it has no header"),
        (String(repeating: "-- x\n", count: 250_000) + "-- /// recipe\n", "larger than it may be"),
        ("-- /// recipe\r-- name = 'x'\r-- ///\rprint('ran')\r", "it has no header"),
    ]) func whatLooksLikeARecipeIsNoScript(_ beginning: String, _ message: String) throws {
        try program.write(beginning + "print('ran')\n", to: "trial.lua")
        let outcome = try program.run(["trial.lua"])
        #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains(message), "\(outcome)")
    }

    @Test func aRecipeIsAFile() throws {
        let recipe = RecipeText.recipe("print('ran')")
        let outcome = try program.run(["-"], input: recipe)
        #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains("this is a recipe, and it has to be a file"), "\(outcome)")
        try program.write(recipe, to: "trial.lua")
        func shell(_ command: String) throws -> BuiltProgram.Outcome {
            try program.run(["-c", command, "sh", BuiltProgram.path], program: "/bin/sh", name: "sh")
        }
        #expect(try shell(#"cat trial.lua | "$1" /dev/stdin"#).errors.contains("it has to be a file"))
        #expect(try shell(#"echo 'print(..., arg[0])' | "$1" /dev/stdin a"#).output == "a\t/dev/stdin\n")
    }

    @Test(.enabled(if: TestCloud.isRunning)) func onTheRealService() async throws {
        let cloud = try TestCloud.required()
        let sample = try await ContainerSample(cloud)
        try await sample.put("a.txt", Array("12345".utf8))
        let text = RecipeText.recipe(
            effects: #""read", "write""#, containers: #""*/{container}""#, header: Self.argument, Self.count.replacing("return", with: "container:copy('a.txt', 'b.txt') return"))
        let outcome = try run(["--json", "--container", sample.name, "--allow", "read,write"], text, environment: try cloud.environment(of: "alice"))
        #expect(outcome.status == 0 && outcome.output.contains(#""result": {"count":2,"#), "\(outcome)")
    }
}
