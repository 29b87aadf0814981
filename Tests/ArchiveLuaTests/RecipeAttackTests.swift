import Foundation
import Glibc
import TestSupport
import Testing

@testable import archive_lua

/// Recipes whose author means harm, run by the built program. `Tests/Recipes/attacks` holds those that go on after each
/// attempt, with what they must be told beside it; here are those that must be ended.
@Suite struct RecipeAttackTests {
    private static let folder = BuiltProgram.root + "/Tests/Recipes/attacks/"
    private let program: BuiltProgram

    /// A home with declared places, links out of them, and secrets.
    init() throws {
        program = try BuiltProgram()
        let home = program.home
        for directory in ["data/sub", "out", "outside", "new", "state/archive-lua"] {
            try FileManager.default.createDirectory(atPath: "\(home)/\(directory)", withIntermediateDirectories: true)
        }
        for (name, text) in [
            ("data/a.txt", "inside\n"), ("secret.txt", "secret\n"), ("outside/o.txt", "outside\n"), ("clouds.yaml", "{}\n"), ("state/archive-lua/history", "password\n"),
        ] {
            try program.write(text, to: name)
        }
        for (name, target) in [
            ("data/in", "a.txt"), ("data/sub/up", "../a.txt"), ("data/out", "../secret.txt"), ("data/far", "sub/../../secret.txt"),
            ("data/etc", "/etc"), ("data/dir", "../outside"), ("data/parent", ".."), ("data/yaml", "../clouds.yaml"), ("out/dir", "../outside"),
            ("out/target.txt", "../secret.txt"), ("declared-link", "data"),
        ] {
            try FileManager.default.createSymbolicLink(atPath: "\(home)/\(name)", withDestinationPath: target)
        }
        try FileManager.default.linkItem(atPath: home + "/clouds.yaml", toPath: home + "/data/same.yaml")
        #expect(mkfifo(home + "/data/pipe", 0o600) == 0)
    }

    private func run(_ file: String, _ options: [String] = []) throws -> BuiltProgram.Outcome {
        try program.run(["--local=archive", "--quiet", "run", "--allow", "read,write,delete,access,share,files"] + options + [file])
    }

    private func run(code: String, _ options: [String] = []) throws -> BuiltProgram.Outcome {
        try program.write(RecipeText.recipe(effects: #""read", "write""#, header: [#"reads = ["data"]"#, #"writes = ["out"]"#], code), to: "attack.lua")
        return try run("attack.lua", options)
    }

    /// Refusals are told at the end, and make it a failure, also where the recipe itself went on.
    @Test(arguments: [("libraries", 1), ("depth", 0), ("objects", 1), ("files", 1), ("configuration", 1)])
    func attemptsAreToldWhatIsWrong(name: String, status: Int32) throws {
        let outcome = try run(Self.folder + name + ".lua", isThreadSanitized ? ["--max-memory", "16 GB"] : [])
        #expect(outcome.status == status && outcome.output.hasSuffix("end\n"), "\(outcome.output.suffix(2000))\(outcome.errors.suffix(2000))")
        for line in outcome.errors.split(separator: "\n") { #expect(line.hasPrefix("refused "), "\(line)") }
        #expect(!outcome.output.contains("\u{1B}") && !outcome.errors.contains("\u{1B}"))
        #expect(try String(contentsOfFile: program.home + "/secret.txt", encoding: .utf8) == "secret\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.home + "/outside") == ["o.txt"])
        #expect(try String(contentsOfFile: program.home + "/clouds.yaml", encoding: .utf8) == "{}\n")
    }

    // MARK: What is no file of the user's

    /// What the kernel tells of this process, and lets be changed in it, is for no recipe.
    @Test(arguments: [
        (#""/proc/self""#, "print(1)", "'/proc/self' is not for recipes"), (#""/proc/self/mem""#, "print(1)", "'/proc/self/mem' is not for recipes"),
        (#""/sys""#, "print(1)", "'/sys' is not for recipes"),
        (#""/""#, "io.open('/proc/self/environ')", "may not read '/proc/self/environ'"), (#""/""#, "io.lines('/proc/self/maps')", "may not read '/proc/self/maps'"),
        (#""/""#, "io.open('/proc/self/mem', 'r+b')", "may not write '/proc/self/mem'"), (#""/""#, "io.open('/dev/null', 'w')", "may not write '/dev/null'"),
        (#""/""#, "archive:find_container('MyContainer'):upload('/proc/self/environ')", "'/proc/self/environ'"),
        (#""/""#, "archive:find_container('MyContainer'):upload('/dev/null')", "'/dev/null'"),
    ]) func whatTheKernelTells(_ declared: String, _ code: String, _ message: String) throws {
        try program.write(
            RecipeText.recipe(effects: #""read", "write""#, header: ["reads = [\(declared)]", "writes = [\(declared)]"], code), to: "attack.lua")
        let outcome = try run("attack.lua")
        #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains(message), "\(outcome)")
    }

    /// Scripts that run without a question are no recipe's to write.
    @Test func recipesThatAreTrusted() throws {
        try program.write(RecipeText.recipe(name: "mine", "print('mine')"), to: "mine.lua")
        try program.write("", to: "mine_test.lua")
        #expect(try program.run(["recipe", "trust", "mine.lua"]).status == 0)
        for name in ["mine.lua", "mine_test.lua"] {
            for code in ["io.open('\(name)', 'w')", "io.open('\(name)')", "archive:find_container('MyContainer'):upload('\(name)')"] {
                try program.write(RecipeText.recipe(effects: #""read", "write""#, header: [#"reads = ["."]"#, #"writes = ["."]"#], code), to: "attack.lua")
                let outcome = try run("attack.lua")
                #expect(outcome.status == 1 && outcome.errors.contains("are not for recipes"), "\(outcome)")
            }
        }
        #expect(try program.run(["mine.lua"]).output.contains("mine\n"))
        // Nor is its own text, agreed to or not.
        for name in ["attack.lua", "attack_test.lua"] {
            try program.write(RecipeText.recipe(header: [#"writes = ["."]"#], "io.open('\(name)', 'a')"), to: "attack.lua")
            #expect(try run("attack.lua").errors.contains("are not for recipes"))
        }
    }

    /// Once it has ended, it has no files any more, and what it tried still counts.
    @Test func finalizersAtTheEndHaveNoFiles() throws {
        let late = "late = setmetatable({}, {__gc = function() pcall(io.open, 'out/late.txt', 'w') end})"
        let outcome = try run(code: late)
        #expect(outcome.status == 1 && outcome.errors.contains("refused 1 ×: "), "\(outcome)")
        for end in [" error('failed')", " return print", " return ('x'):rep(17 << 20)"] { #expect(try run(code: late + end).status == 1) }
        #expect(!FileManager.default.fileExists(atPath: program.home + "/out/late.txt"))
    }

    // MARK: What has no end

    @Test func patternsThatStandForMoreThanThereIs() throws {
        let values = (1...200).map { "\"\($0)\"" }.joined(separator: ", ")
        for place in [#"containers = ["{a}{a}{a}{a}/x"]"#, #"containers = ["{a}{a}/{a}{a}"]"#, #"reads = ["{a}/{a}/{a}"]"#] {
            let text = RecipeText.recipe(effects: #""read""#, "print('ran')")
                .replacing(#"-- containers = ["*/*"]"#, with: "-- " + (place.hasPrefix("c") ? place : "containers = []\n-- " + place))
                .replacing("-- ///\n", with: "-- [arguments.a]\n-- type = \"string\"\n-- repeated = true\n-- default = [\(values)]\n-- ///\n")
            try program.write(text, to: "attack.lua")
            let outcome = try run("attack.lua")
            #expect(outcome.status == 1 && outcome.errors.contains("takes repeated arguments more than twice"), "\(outcome)")
        }
    }

    @Test func differencesOfManyLines() {
        func text(_ letter: String) -> [UInt8] { Array((0..<50_000).map { "\(letter)\($0)\n" }.joined().utf8) }
        #expect(LineDifference.text(from: text("a"), to: text("b")) == "- 50000 lines\n+ 50000 lines\n")
        #expect(LineDifference.text(from: text("a"), to: text("a") + Array("last\n".utf8)) == "+ last\n")
    }

    private static let container = "local c = archive:find_container('MyContainer') "

    @Test(arguments: [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "while true do pcall(archive.find_container, archive) end",
        "coroutine.wrap(function() while true do end end)()",
        "local c = coroutine.wrap(function() while true do coroutine.yield() end end) while true do c() end",
        // In one call of C.
        "string.find(('a'):rep(1000), ('a-'):rep(20) .. 'b')",
        "string.find(('a'):rep(1e6), '.-.-.-b')",
        "table.move(setmetatable({}, {__index = function() return 1 end, __newindex = function() end}), 1, 1 << 60, 2)",
        "table.concat(setmetatable({}, {__len = function() return 1 << 62 end, __index = function() return '' end}))",
        "table.insert(setmetatable({}, {__len = function() return 1 << 62 end, __index = print, __newindex = rawequal}), 1, 2)",
        "load(function() return ' ' end)",
        "table.sort(setmetatable({}, {__len = function() return 1 << 30 end, __index = function() return 1 end, __newindex = rawequal}))",
        // In finalizers, at any time and at the end, and when variables are closed.
        "setmetatable({}, {__gc = function() while true do end end}) collectgarbage()",
        "setmetatable({}, {__gc = function() while true do end end})",
        "do local x <close> = setmetatable({}, {__close = function() while true do end end}) end",
        "error(setmetatable({}, {__tostring = function() while true do end end}))",
        "xpcall(error, function() while true do end end)",
        // In tasks and callbacks.
        "local function f() spawn(f) end f() while true do end",
        "spawn(function() while true do coroutine.yield() end end)",
        "local function f() return parallel({1, 2}, f) end parallel({1}, f)",
        container + "c:download_directory('', 'out', {progress = function() while true do end end}) while true do end",
        // While calls of the archive are refused, or go on beside it.
        "while true do pcall(archive.find_container, archive, 'x\\0') end",
        container + "spawn(function() while true do c:count() end end) while true do end",
    ]) func aLoopIsEnded(code: String) throws {
        // Under ThreadSanitizer, what is honest takes that long as well.
        let limit = isThreadSanitized ? "3" : "0.2"
        let outcome = try run(code: code, ["--max-processor-time", limit])
        let message = "archive-lua: the recipe 'trial' was ended: it took more than \(limit) s of processor time without a call of the archive"
        #expect(outcome.status == 1 && outcome.errors == "\(message)\n--max-processor-time SECONDS allows it more.\n", "\(outcome)")
    }

    /// A call waits for its `progress` function to end; that function, for the task that calls.
    @Test(arguments: [
        "local t t = spawn(function() c:count() c:download('README.txt', 'out', {progress = function() t:wait() end}) end) t:wait()",
        "local t t = spawn(function() c:count() c:download('README.txt', 'out', {progress = function() spawn(function() t:wait() end):wait() end}) end)",
        "local t t = spawn(function() c:count() coroutine.wrap(function() c:download('README.txt', 'out', {progress = function() t:wait() end}) end)() end)",
        "local t, u u = spawn(function() c:count() t:wait() end) t = spawn(function() c:download('README.txt', 'out', {progress = function() u:wait() end}) end)",
    ]) func aCircleOfWaitingIsEnded(code: String) throws {
        let outcome = try run(code: Self.container + code)
        #expect(outcome.status == 1 && outcome.errors.contains("the tasks wait for each other"), "\(outcome)")
    }

    @Test func aProgressFunctionMayWaitForOtherTasks() throws {
        let code = "local other = spawn(function() return c:count() end) c:download('README.txt', 'out', {progress = function() n = other:wait() end}) print(n > 0)"
        #expect(try run(code: Self.container + "spawn(function() \(code) end):wait()").output == "true\n")
    }

    // MARK: What must not seem to have ended well

    @Test(arguments: [
        ("pcall(Archive) pcall(Container, 'x') pcall(Archive)", "refused 2 ×: make an object by calling Archive\nrefused 1 ×: make an object by calling Container\n"),
        ("late = setmetatable({}, {__gc = function() pcall(archive.find_container, archive, 'MyContainer') end})", "refused 1 ×: call the archive after the end of the recipe\n"),
    ]) func whatIsRefusedCountsAlsoWhereItIsCaught(code: String, errors: String) throws {
        let outcome = try run(code: code)
        #expect(outcome == BuiltProgram.Outcome(output: "", errors: errors, status: 1))
    }

    /// That there may be segments elsewhere is said, and not where.
    @Test func aRenameTellsNothingOfOtherContainers() throws {
        let text = RecipeText.recipe(effects: #""read", "write", "delete""#, containers: #""*/MyContainer", "*/New""#, """
            local project = archive:find_container('MyContainer').project
            project:rename_container('MyContainer', 'New')
            """)
        try program.write(text, to: "attack.lua")
        let outcome = try run("attack.lua")
        #expect(outcome.status == 1 && outcome.errors.contains("may be segments of what cannot be read: 2 that may not be named here"), "\(outcome)")
        #expect(!outcome.errors.contains("my_container"))
    }

    // MARK: What only looks like a recipe

    @Test(arguments: [
        "-- \u{200B}/// recipe", "-- /// recipe\u{2060}", "-- /\u{200D}// recipe", "-- \u{200E}/// recipe", "-- /// re\u{AD}cipe", "--\u{FEFF} /// recipe",
        "-- /// r\u{435}cipe", "-- /// rec\u{301}ipe", "-- /// RE\u{FF23}IPE", "-- \u{2215}\u{2215}\u{2215} recipe", "local a = 1 --\u{B}-- /// recipe",
        "local a = 1 --\u{2028}-- /// recipe", "-- ///" + String(repeating: " ", count: 300) + "recipe", String(repeating: " ", count: 300) + "-- /// recipe",
        "-- /// re\u{34F}ci\u{3164}pe", "-- /// \u{433}\u{435}\u{441}\u{456}\u{440}\u{435}",
    ]) func whatPeopleTakeForARecipeIsNoScript(_ line: String) throws {
        let text = RecipeText.recipe("print('ran')")
        try program.write(text.replacing("-- /// recipe", with: line), to: "attack.lua")
        for outcome in [try program.run(["attack.lua"]), try program.run(["-"], input: text.replacing("-- /// recipe", with: line))] {
            #expect(outcome.status != 0 && outcome.output.isEmpty && outcome.errors.contains("recipe"), "\(outcome)")
        }
    }

    @Test(arguments: ["-- /// overview", "-- //// recipe", "-- recipe", "-- \u{4E00}\u{4E8C}\u{4E09} \u{56DB}\u{4E94}\u{516D}\u{4E03}\u{516B}\u{4E5D}", "-- /// \u{DC}bersicht", "-- /// \u{41F}\u{440}\u{438}\u{43C}\u{435}\u{440}", "-- /// \u{6570}\u{636E}\u{5904}\u{7406}\u{811A}\u{672C}", "x = '/// recipe'"])
    func otherScriptsRun(_ line: String) throws {
        try program.write("\(line)\nprint('ran')\n", to: "script.lua")
        #expect(try program.run(["script.lua"]).output == "ran\n")
    }

    /// Such a pattern has to be tried in more ways than there are atoms, on a thread that is not Lua's.
    @Test func aPatternThatKeepsAnotherThreadBusyIsEnded() throws {
        let code = Self.container + """
            c:copy("README.txt", "g/" .. ("a/"):rep(300), "b")
            c:verify("data", {dir_path = "g", include = "**/" .. ("a/**/"):rep(12) .. "c"})
            """
        let outcome = try run(code: code, ["--max-processor-time", "0.2"])
        #expect(outcome.status == 1 && outcome.errors.hasPrefix(
            "archive-lua: the recipe 'trial' was ended: a call took more than 0.2 s of processor time, and nothing came of it\n"), "\(outcome)")
    }

    @Test(arguments: [
        "local t = {} for i = 1, 1e9 do t[i] = {} end", "local s = 'x' while true do s = s .. s end", "('x'):rep(1e9)",
        "local t = {} for i = 1, 1e9 do t[i] = coroutine.create(print) end", "while true do local t = {t} last = {last, t} end",
        "setmetatable({}, {__gc = function() local t = {} while true do t[#t + 1] = ('x'):rep(1e6) .. #t end end}) collectgarbage() error('not enough memory')",
        "return ('x'):rep(4e7)", "to_json(('x'):rep(4e7), {indent = 2}) to_csv{{a = ('x'):rep(4e7)}}", "from_json('[' .. ('[],'):rep(1e7) .. '1]')",
        "print_table{{a = ('x'):rep(4e7)}}", "parallel(setmetatable({1, 2}, {}), function() return ('x'):rep(4e7) end)",
        "io.open('data/a.txt'):read(1 << 40)",
    ]) func greedIsEnded(code: String) throws {
        let outcome = try run(code: code, ["--max-memory", "50 MB"])
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.errors.contains("it took more than 50 MB of memory\n--max-memory SIZE allows it more.\n") || outcome.errors.contains("not enough memory"), "\(outcome)")
    }

    @Test func aProgramThatAskedForAReportGetsOne() throws {
        let outcome = try run(code: "print('hi\\27') while true do end", ["--max-processor-time", "0.2", "--json"])
        #expect(outcome.status == 1 && outcome.errors.hasPrefix("hi\\x1B\n"))
        let report = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let error = try #require(report["error"] as? [String: Any])
        #expect(report["ok"] as? Bool == false && error["code"] as? String == "too_large")
        #expect(error["hint"] as? String == "--max-processor-time SECONDS allows it more.")
    }

    /// A report ends on a terminal often enough: it is escaped, and the same for a program.
    @Test func aReportMovesNoCursor() throws {
        let outcome = try run(code: #"return "\u{9B}31m\u{202E}\u{7F}\u{E0001}\u{200D}ö" .. to_json("\u{9B}")"#, ["--json"])
        #expect(outcome.output.contains(#""result": "\u009b31m\u202e\u007f\udb40\udc01"# + "\u{200D}ö" + #"\"\\u009b\"","#), "\(outcome)")
        let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect((report?["result"] as? String)?.unicodeScalars.elementsEqual("\u{9B}31m\u{202E}\u{7F}\u{E0001}\u{200D}ö\"\\u009b\"".unicodeScalars) == true)
    }

    /// Whatever fault a recipe may find, it does not end the process by a signal.
    @Test(arguments: [SIGSEGV, SIGABRT, SIGILL, SIGTRAP]) func aFaultEndsWithAMessage(signal: Int32) throws {
        try program.write(RecipeText.recipe("print('ready') while true do end"), to: "attack.lua")
        let errors = program.home + "/errors"
        let child = try Child(
            program: BuiltProgram.path, arguments: ["archive-lua", "--local=archive", "run", "--allow", "read", "attack.lua"],
            environment: program.environment, directory: program.home,
            streams: [("/dev/null", O_RDONLY), (program.home + "/output", O_WRONLY | O_CREAT), (errors, O_WRONLY | O_CREAT)])
        while try String(contentsOfFile: program.home + "/output", encoding: .utf8) != "ready\n" { sched_yield() }
        kill(child.id, signal)
        #expect(child.wait() == 1)
        #expect(try String(contentsOfFile: errors, encoding: .utf8).hasPrefix("archive-lua: the recipe 'trial' was ended: it made this program fail.\n"))
    }

    @Test func honestWorkIsNotEnded() throws {
        let outcome = try run(code: "local sum = 0 for i = 1, 1e8 do sum = sum + i end print(string.format('%d', sum))")
        #expect(outcome == BuiltProgram.Outcome(output: "5000000050000000\n", errors: "", status: 0))
    }

    /// Time counts anew with each call of the archive.
    @Test func workBetweenCallsIsNotEnded() throws {
        let code = Self.container + """
            local start = os.clock()
            while os.clock() - start < 1.2 do
              local now = os.clock()
              while os.clock() - now < 0.1 do end
              c:count()
            end
            """
        let outcome = try run(code: code, ["--max-processor-time", "0.8"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    }

    // MARK: What is shown

    @Test(arguments: [
        (#"print("\27[31m\u{202E}", "a\tb\n", "\xFF")"#, "\\x1B[31m\\u{202E}\ta\tb\n\t\\xFF\n", ""),
        (#"io.write("\27", "[2J", 1, 2.5, "\xC3") io.write("\xA9\r\n")"#, "\\x1B[2J12.5\\xC3\\xA9\\r\n", ""),
        (#"print_table{{["\27[2J"] = "\27]0;x\7"}}"#, "\\x1B[2J\n\\x1B]0;x\\x07\n", ""),
        (#"error("\27[2J\r\u{202E}", 0)"#, "", "archive-lua: \\x1B[2J\\r\\u{202E}\n"),
        (#"error(setmetatable({}, {__tostring = function() return "\27c" end}))"#, "", "archive-lua: \\x1Bc\n"),
        (#"error(setmetatable({}, {__name = "\27c"}))"#, "", "archive-lua: (error object is a table value)\n"),
        (#"load("error('x')", "=\27[2J")()"#, "", "archive-lua: \\x1B[2J:1: x\n"),
        (#"load("error('x', 0)", "\27[2J")()"#, "", "archive-lua: x\n"),
        (#"archive:find_container("\27[2J")"#, "", "\\x1B[2J"),
        (#"os.execute("x")"#, "", "A recipe has no os.execute: it starts no program, and ends by 'return' or 'error'.\n"),
        (#"require "socket""#, "", "A recipe has no require: it is one file; 'load' takes text.\n"),
        (#"debug.sethook()"#, "", "A recipe has no debug: error messages come with a traceback.\n"),
        (#"prnt()"#, "", "Did you mean 'print'?\n"),
        // The machinery that shows an error asks nothing that a recipe has put in its place.
        (#"setmetatable(_G, {__index = function(_, k) if k ~= "_G" then error(k) end end}) string = nil print() x()"#, "\n", "archive-lua: trial.lua"),
    ]) func whatIsShownIsQuoted(code: String, output: String, errors: String) throws {
        let outcome = try run(code: code)
        #expect(outcome.output == output && (errors.isEmpty ? outcome.errors.isEmpty : outcome.errors.contains(errors)), "\(outcome)")
        #expect(!outcome.output.contains("\u{1B}") && !outcome.errors.contains("\u{1B}"))
        #expect(outcome.status == (errors.isEmpty ? 0 : 1))
    }
}
