import Foundation
import Testing

/// What `args` makes of the words after a script's name, and how it ends the script.
@Suite struct ScriptArgumentTests {
    private static let script = """
        local options = args{
          "Counts the files of a container.",
          container = {position = 1, required = true, help = "the container's name"},
          others = {position = 2, repeated = true, type = "path"},
          newer_than = {type = "date", help = "only files modified after this"},
          units = {choices = {"bytes", "MB", "GB"}, default = "MB"},
          verbose = {type = "boolean", help = "say more"},
          max_size = {type = "bytes", default = "20 MB", help = "the most"},
          tag = {repeated = true},
          count = {type = "integer", default = 3},
          ratio = {type = "number"},
        }
        print(to_json(options))
        """

    private func run(_ words: [String], script: String = script) throws -> BuiltProgram.Outcome {
        let program = try BuiltProgram()
        try program.write(script, to: "s.lua")
        return try program.run(["s.lua"] + words, environment: ["HOME": "/home/me"])
    }

    @Test(arguments: [
        (["c"], #"{"container":"c","count":3,"max_size":20971520,"others":{},"tag":{},"units":"MB","verbose":false}"#),
        (
            ["--verbose", "c", "--newer-than=2019-06-01", "~/x", "--tag", "a", "--tag=b=c", "--max-size", "1.5gb", "--units=GB"],
            #"{"container":"c","count":3,"max_size":1610612736,"newer_than":1559347200,"others":["/home/me/x"],"#
                + #""tag":["a","b=c"],"units":"GB","verbose":true}"#
        ),
        (
            ["c", "--count", "-3", "--no-verbose", "--ratio=1e3", "--newer_than", "2019-06-01T00:00:00.5Z", "--", "--tag", "-"],
            #"{"container":"c","count":-3,"max_size":20971520,"newer_than":1559347200.5,"others":["--tag","-"],"#
                + #""ratio":1000.0,"tag":{},"units":"MB","verbose":false}"#
        ),
        (
            ["-5", "--count=0x10", "--ratio", "2", "--verbose=false", "--tag=", "--count", "9007199254740993"],
            #"{"container":"-5","count":9007199254740993,"max_size":20971520,"others":{},"ratio":2,"tag":[""],"#
                + #""units":"MB","verbose":false}"#
        ),
    ]) func readsTheWords(_ words: [String], _ values: String) throws {
        let outcome = try run(words)
        #expect(outcome == BuiltProgram.Outcome(output: values + "\n", errors: "", status: 0))
    }

    @Test(arguments: [
        ([], "'CONTAINER' is missing"),
        (["c", "--cuont", "3"], "unknown option '--cuont'\nDid you mean '--count'?"),
        (["c", "-x"], "unknown option '-x'"),
        (["c", "--count"], "'--count' needs a value: an integer"),
        (["c", "--count", "--verbose"], "'--count' needs a value: an integer"),
        (["c", "--count", "1.5"], "'--count' must be an integer, got '1.5'"),
        (["c", "--count=99999999999999999999"], "'--count' must be an integer, got '99999999999999999999'"),
        (["c", "--ratio=inf"], "'--ratio' must be a number, got 'inf'"),
        (["c", "--units", "mb"], "'--units' must be one of bytes, MB, GB, got 'mb'\nDid you mean 'MB'?"),
        (["c", "--newer-than", "yesterday"], "'--newer-than' must be a date, as 2019-06-01 or 2019-06-01T12:30:00Z, got 'yesterday'"),
        (["c", "--max-size", "20 XB"], "'--max-size' must be a size, as 4096, \"20 MB\" or 1.5GB, got '20 XB'"),
        (["c", "--verbose=maybe"], "'--verbose' must be true or false, got 'maybe'"),
        (["c", "--no-verbose=true"], "'--no-verbose' takes no value"),
        (["c", "--no-count"], "unknown option '--no-count'\nDid you mean '--count'?"),
        (["c", ""], "'OTHERS' must be a path that is not empty and has no NUL, got ''"),
        (["c", "--tag\u{1B}[2J"], "unknown option '--tag\\x1B[2J'"),
    ]) func saysWhatIsWrongAndEndsWithTwo(_ words: [String], _ message: String) throws {
        let outcome = try run(words)
        #expect(outcome == BuiltProgram.Outcome(output: "", errors: "s.lua: \(message)\nTry 's.lua --help'.\n", status: 2))
    }

    @Test func aSecondPositionIsOneTooManyWhereThereIsNone() throws {
        let outcome = try run(["a", "b"], script: "args{x = {position = 1}}")
        #expect(outcome.errors.hasPrefix("s.lua: one argument too many: 'b'\n") && outcome.status == 2)
    }

    @Test func helpIsMadeFromTheDeclaration() throws {
        let outcome = try run(["c", "--help", "--nonsense"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(
            outcome.output == """
                usage: s.lua [options] CONTAINER [OTHERS...]

                Counts the files of a container.

                Arguments:
                  CONTAINER            the container's name (required)
                  OTHERS

                Options:
                  --count NUMBER       (default 3)
                  --max-size SIZE      the most (default 20 MB)
                  --newer-than DATE    only files modified after this
                  --ratio NUMBER
                  --tag TEXT           (may be repeated)
                  --units bytes|MB|GB  (default MB)
                  --[no-]verbose       say more
                  --help               this text

                """)
    }

    /// As `os.exit(code, true)` does: what is open is closed, what was printed is written, nothing more runs.
    @Test(arguments: [(["--help"], 0), (["--nonsense"], 2)] as [([String], Int32)])
    func theEndIsInOrder(_ words: [String], _ status: Int32) throws {
        let script = """
            io.write("before ")
            local open <close> = setmetatable({}, {__close = function() io.write("closed") end})
            pcall(args, {})
            print("after")
            """
        let outcome = try run(words, script: script)
        #expect(outcome.status == status)
        #expect(outcome.output.hasPrefix("before ") && outcome.output.hasSuffix("closed"))
        #expect(!outcome.output.contains("after"))
        // From a task beside others, too.
        let task = try run(words, script: "spawn(function() args{} end) print('after')")
        #expect(task.status == status && !task.output.contains("after"))
    }

    /// The guide's script, as it stands there.
    @Test(arguments: [
        ("table", "name  bytes  last_modified\n"), ("csv", "name,bytes,last_modified\n"), ("json", "[\n  {\n    \"basename\": "),
    ]) func theGuidesScriptRuns(_ format: String, _ beginning: String) throws {
        let guide = try String(contentsOfFile: BuiltProgram.root + "/docs/guide.md", encoding: .utf8)
        let chapter = try #require(guide.components(separatedBy: "## Scripts\n").last)
        let script = try #require(chapter.components(separatedBy: "```lua\n").dropFirst().first?.components(separatedBy: "```").first)
        let program = try BuiltProgram()
        try program.write(script, to: "s.lua")
        let outcome = try program.run(["--local=archive", "s.lua", "MyContainer", "--larger-than=0", "--newer-than", "2000-01-01", "--format=" + format])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.replacing(/name +bytes/, with: "name  bytes").hasPrefix(beginning), "\(outcome.output)")
        #expect(outcome.output.contains("README.txt"))
    }

    @Test func aScriptThatHandlesItsOwnEndGoesOn() throws {
        let script = """
            os.exit = function(status, close) print(status, close) end
            local ok, e = pcall(args, {count = {type = "integer"}})
            print(ok, e.code, e.message)
            """
        let outcome = try run(["--count=x"], script: script)
        #expect(outcome.output == "2\ttrue\nfalse\tusage\ts.lua: '--count' must be an integer, got 'x'\n")
    }

    @Test func aSessionGoesOn() throws {
        let session = try TerminalSession(["--quiet"], in: try BuiltProgram())
        try session.wait(for: "> ")
        try session.enter("arg = {[0] = 's', '--nonsense'}")
        try session.enter("args{}", expect: "s: unknown option '--nonsense'")
        try session.wait(for: "\npractice> ")
        try session.enter("arg[1] = '--help'")
        try session.enter("args{'What it does.'}", expect: "What it does.")
        try session.wait(for: "\npractice> ")
        try session.enter("arg[1] = nil")
        try session.enter("args{x = {default = 'fine'}}.x", expect: "\"fine\"\npractice> ")
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }
}
