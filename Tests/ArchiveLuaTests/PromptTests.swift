import Foundation
import Testing

@testable import archive_lua

/// What the prompt takes beside Lua, and what it does with results and mistakes.
@Suite struct PromptTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    private func start(
        _ arguments: [String] = ["--quiet"], environment: [String: String] = [:], rows: Int = 24, columns: Int = 80
    ) throws -> TerminalSession {
        let session = try TerminalSession(arguments, in: program, environment: environment, columns: columns, rows: rows)
        try session.wait(for: "> ")
        return session
    }

    private func leave(_ session: TerminalSession) throws {
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test func theLastResultIsUnderscore() throws {
        let session = try start()
        try session.enter("6 * 7")
        #expect(try session.enter("_ + 1").hasSuffix("\n43\npractice> "))
        try session.enter("x = 5")
        try session.enter("nil")
        #expect(try session.enter("_").hasSuffix("\n43\npractice> "))
        try leave(session)
    }

    @Test func aSemicolonKeepsTheResultToItself() throws {
        let session = try start()
        #expect(try session.enter("6 * 7;").hasSuffix("6 * 7;\npractice> "))
        #expect(try session.enter("_").hasSuffix("\n42\npractice> "))
        #expect(try session.enter("y = 1;").hasSuffix("y = 1;\npractice> "))
        #expect(try session.enter("y").hasSuffix("\n1\npractice> "))
        try leave(session)
    }

    @Test func aQuestionMarkAsksForHelp() throws {
        let session = try start()
        try session.enter("container = archive:find_container('MyContainer')")
        for question in ["?container.download", "?container:download", "?Container.download", "? download", "?\"download\""] {
            #expect(try session.enter(question).contains("Container:download(file_path, local_directory="), "\(question)")
        }
        #expect(try session.enter("?container").contains("Container: "))
        #expect(try session.enter("?more").contains("more(count=nil)"))
        #expect(try session.enter("?").contains("help(x) explains"))
        #expect(try session.enter("?nonsense_").contains("there is no help about 'nonsense_'"))
        try leave(session)
        #expect(History(path: program.home + "/state/archive-lua/history").load().contains("?container.download"))
    }

    @Test func aQuestionRunsNothing() throws {
        let session = try start()
        try session.enter("container = archive:find_container('MyContainer'); file = container:get('README.txt')")
        try session.enter("ran = 0; trap = setmetatable({}, {__index = function() ran = ran + 1 end, __call = function() ran = ran + 1 end})")
        for (question, answer) in [
            ("?container:delete('README.txt')", "Container:delete("), ("?container:download(\"x\")", "Container:download("),
            ("?container:download{'x'}", "Container:download("), ("?container:get('x'):head(3)", "File:head("),
            ("?Container('x')", "Container: "), ("?container.name", "Container.name -> string"), ("?file.hash", "File.hash -> string"),
            ("?archive.projects", "Archive.projects -> "), ("?trap.x", "there is no help"), ("?trap()", "there is no help"),
            ("?container:downlod('x')", "Did you mean 'download'?"), ("?Contaner", "Did you mean 'Container'?"),
            ("help 'downlod'", "Did you mean 'download'?"),
        ] {
            let shown = try session.enter(question)
            #expect(shown.contains(answer), "\(shown)")
        }
        #expect(try session.enter("ran, container:exists('README.txt')").contains("\n0\ttrue\n"))
        try leave(session)
    }

    @Test func helpIsShownAScreenAtATime() throws {
        let session = try start()
        let shown = try session.enter("?Container")
        #expect(shown.contains("\nContainer: ") && shown.hasSuffix("more lines: more() shows on\npractice> "))
        #expect(shown.split(separator: "\n").count <= 24)
        #expect(try session.enter("more(200)").contains("help(Container."))
        try leave(session)
    }

    @Test(arguments: [80, 200]) func helpFitsTheScreen(_ columns: Int) throws {
        let session = try start(rows: 400, columns: columns)
        for question in ["?", "?Container", "?Container.download", "?Container.sync", "?args", "?Archive"] {
            let shown = try session.enter(question)
            #expect(shown.split(separator: "\n").allSatisfy { TextTable.width(String($0)) < columns + 1 }, "\(shown)")
        }
        try leave(session)
    }

    @Test(arguments: [
        ("archve", "Did you mean 'archive'?"),
        ("archve:find_container('x')", "Did you mean 'archive'?"),
        ("string.fromat('%d', 1)", "Did you mean 'string.format'?"),
        ("('x'):uper()", "Did you mean 'string.upper'?"),
        ("c:downlod('x')", "Did you mean 'download'?"),
        ("c.nam", "Did you mean 'name'?"),
        ("c:list{extention = '.txt'}", "Did you mean 'extension'?"),
        ("c.list()", "Use a colon: object:list(…)"),
        ("cfg.samplingrate", "Did you mean 'cfg.sampling_rate'?"), ("cfg.samplingrate.x", "Did you mean 'cfg.sampling_rate'?"),
        ("cfg['samplingrate']", "Did you mean 'cfg.sampling_rate'?"), ("archive.projects.MyProjec", "Did you mean 'MyProject'?"),
        ("archive.projects.MyProjec.name", "Did you mean 'MyProject'?"), ("tsf(1)", "Did you mean 'tfs'?"),
        ("c:name()", "'name' is a property: write object.name, without parentheses."),
        ("archive:projects()", "'projects' is a property: write object.projects, without parentheses."),
        ("c:get('README.txt').size < 5", "'size' is a method: call it, object:size()."),
        ("c:download('recordings')", "It is a directory: download_directory(\"recordings\")"),
        ("c:download('recordings/')", "It is a directory: download_directory(\"recordings/\")"),
        ("quit", "Ctrl-D leaves, and so does os.exit()."), ("exit()", "Ctrl-D leaves, and so does os.exit()."),
        ("archive.find_container(1)", "Use a colon: object:find_container(…)"),
    ])
    func mistakesAreMet(_ line: String, _ hint: String) throws {
        let session = try start()
        try session.enter("c = archive:find_container('MyContainer') cfg = {sampling_rate = 1} function tfs() end")
        let shown = try session.enter(line)
        #expect(shown.contains("\n" + hint + "\n"), "\(shown)")
        try leave(session)
    }

    @Test(arguments: ["q", "ls", "abc", "c.name.x.y", "cfg.zzz", "cfg.on"])
    func whatIsNearToNothingIsNotGuessed(_ line: String) throws {
        let session = try start()
        try session.enter("c = archive:find_container('MyContainer') m = {f = 1} cfg = {one = 1}")
        #expect(try !session.enter(line).contains("Did you mean"))
        try leave(session)
    }

    @Test func wordsThatAreNoLua() throws {
        let session = try start()
        #expect(try session.enter("help").contains("\narchive               this session's archive"))
        #expect(try session.enter("local c3 = 1, 2").hasSuffix("2\npractice> "))
        #expect(try session.enter("c3").contains("nil\nA local variable ends with its line"))
        try session.enter("function quit() return 'mine' end")
        #expect(try session.enter("quit()").contains("\n\"mine\"\n"))
        try leave(session)
    }

    @Test func errorsBreakBetweenWordsOnATerminalOnly() throws {
        let session = try start()
        let name = String(repeating: "n", count: 90)
        let shown = try session.enter("error('\(String(repeating: "word ", count: 50))/a/\(name)', 0)")
        let lines = shown.components(separatedBy: "\n")
        #expect(lines.contains { $0.hasSuffix("/a/\(name)") } && lines.contains { $0.hasPrefix("    word word") && $0.count < 80 })
        try leave(session)
        let outcome = try program.run(["-e", "error('\(String(repeating: "word ", count: 30))', 0)"])
        #expect(outcome.errors.contains(String(repeating: "word ", count: 30)))
        let help = try program.run(["--help"])
        #expect(help.output.split(separator: "\n").allSatisfy { $0.count < 80 })
    }

    @Test func theBannerTakesTwoLines() throws {
        for arguments in [[], ["--local"], ["--local=" + String(repeating: "long/", count: 30)]] {
            let session = try TerminalSession(arguments, in: program)
            try session.wait(for: "> ")
            let lines = session.transcript.split(separator: "\n")
            #expect(lines.count == 3 && lines.allSatisfy { TextTable.width(String($0)) < 80 }, "\(lines)")
        }
    }

    @Test func misspeltNamesInScriptsToo() throws {
        try program.write("local t = {}\nprnt(t)\n", to: "s.lua")
        let outcome = try program.run(["s.lua"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("s.lua:2: attempt to call a nil value (global 'prnt')\nDid you mean 'print'?\nstack traceback:"))
    }

    @Test func tracebacksAreShortAndWithoutInternals() throws {
        let session = try start()
        try session.enter("function inner(x) return x.y.z end")
        try session.enter("function outer() return (inner({})) end")
        let shown = try session.enter("outer()")
        #expect(shown.contains("stdin:1: attempt to index a nil value (field 'y')\n  at stdin:1: in function 'inner'\n  at stdin:1: in function 'outer'\npractice> "))
        try session.enter("function deep(n) if n == 0 then error('bottom') end return (deep(n - 1)) end")
        let deep = try session.enter("deep(50)")
        #expect(deep.contains("bottom") && deep.contains("  …\npractice> ") && deep.split(separator: "\n").count < 12)
        #expect(!deep.contains("[C]"))
        try leave(session)
    }

    @Test func thePromptNamesTheArchive() throws {
        let practice = try start()
        #expect(practice.transcript.hasSuffix("practice> "))
        try practice.enter("read_only()", expect: "\npractice [read-only]> ")
        try leave(practice)
        let folder = try start(["--quiet", "--local=data/my archive"])
        #expect(folder.transcript.hasSuffix("my archive> "))
        try folder.enter("x = ", expect: "\n         >> ")
        try folder.enter("3", expect: "\nmy archive> ")
        try leave(folder)
        try program.write("clouds:\n  lab:\n    auth: {auth_url: 'http://127.0.0.1:9/v3', username: u, password: p}\n", to: "clouds.yaml")
        let cloud = try start(["--quiet", "--cloud", "lab"])
        #expect(cloud.transcript.hasSuffix("lab> "))
        try leave(cloud)
        let hostile = try start(["--quiet", "--local=a\u{1B}]0;x\u{7}b"])
        #expect(hostile.transcript.hasSuffix("a\\x1B]0;x\\x07b> "))
        try leave(hostile)
    }

    @Test func readOnlyHoldsForTheRestOfTheSession() throws {
        let session = try start()
        try session.enter("c = archive:find_container('MyContainer')")
        try session.enter("read_only()", expect: "[read-only]> ")
        let refused = try session.enter("c:delete('README.txt')", expect: "[read-only]> ")
        #expect(refused.contains("read-only") && refused.contains("read_only() holds until the end"))
        try session.enter("other = LocalArchive('elsewhere'):find_container('MyContainer')", expect: "[read-only]> ")
        #expect(try session.enter("other:delete('README.txt')", expect: "[read-only]> ").contains("read-only"))
        #expect(try session.enter("c:exists('README.txt')", expect: "[read-only]> ").contains("\ntrue\n"))
        try leave(session)
    }

    @Test func coloursOnlyWhereTheTerminalHasThem() throws {
        let colours = try start(environment: ["TERM": "xterm"])
        #expect(try colours.enter("error('no')", expect: "practice").contains("\u{1B}[31m"))
        for variables in [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"]] {
            let plain = try start(environment: variables)
            let shown = try plain.enter("error('no') ", expect: "practice> ") + plain.enter("archive:find_container('MyContainer'):list()", expect: "practice> ")
            #expect(!shown.contains("\u{1B}[3") && !shown.contains("\u{1B}[1m"))
        }
        let piped = try program.run(["-e", "x = 1 + nil"], environment: ["TERM": "xterm"])
        #expect(!piped.errors.contains("\u{1B}"))
    }

    @Test func initLuaRunsInSessionsOnly() throws {
        try FileManager.default.createDirectory(atPath: program.home + "/.config/archive-lua", withIntermediateDirectories: true)
        try program.write("mine = 'set'", to: ".config/archive-lua/init.lua")
        let session = try start()
        #expect(try session.enter("mine").contains("\n\"set\"\n"))
        try leave(session)
        #expect(try program.run(["-e", "print(mine)"]).output == "nil\n")
        try program.write("mine = = 1", to: ".config/archive-lua/init.lua")
        let broken = try start()
        #expect(broken.transcript.replacing("\n    ", with: " ").contains("init.lua:1: unexpected symbol near '='"))
        #expect(try broken.enter("1 + 1").contains("\n2\n"))
        try leave(broken)
        let elsewhere = try start(environment: ["XDG_CONFIG_HOME": program.home + "/nowhere"])
        #expect(try elsewhere.enter("mine").contains("\nnil\n"))
        try leave(elsewhere)
    }

    @Test func timeTellsAndReturns() throws {
        let session = try start()
        let shown = try session.enter("time(function(a) return a + 1, 'x' end, 41)")
        #expect(shown.contains("of the processor)") && shown.hasSuffix("\n42\t\"x\"\npractice> "))
        #expect(try session.enter("time(error, 'broke')").contains("broke"))
        #expect(try session.enter("time(3)").contains("'fn' must be a function, got integer 3"))
        try leave(session)
    }

    @Test func whoamiTellsWhoIsSignedIn() throws {
        let session = try start()
        #expect(try session.enter("whoami().user == archive.username").contains("\ntrue\n"))
        try leave(session)
    }

    @Test(arguments: [45: "45 s", 119: "119 s", 3_599: "59 min", 7_500: "2 h 5 min", 7_200: "2 h", 200_000: "2 days"])
    func howLongSomethingLasts(_ seconds: Int, _ text: String) { #expect(HumanDuration.text(seconds) == text) }
}
