import Foundation
import Testing

@testable import TestSupport
@testable import archive_lua

/// Plans as people and scripts make them, with the built program.
@Suite struct PlanTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    private func run(_ words: String...) throws -> BuiltProgram.Outcome { try program.run(["--local=archive"] + words) }

    private static let open = "c = archive:find_container('MyContainer') "

    @Test func aScriptIsPlannedKeptAndApplied() throws {
        try program.write("hello\n", to: "new.txt")
        try program.write(Self.open + "c:upload('new.txt', 'up') c:delete('README.txt') print(c:read('up/new.txt'), c:exists('README.txt'))", to: "s.lua")
        let planned = try run("--plan", "-o", "plan.json", "s.lua")
        #expect(planned.status == 0 && planned.errors.isEmpty)
        let lines = planned.output.split(separator: "\n").map(String.init)
        #expect(lines[0] == "hello" && lines[1] == "\tfalse" && lines[2] == "2 changes planned in \"archive\", and nothing made:")
        #expect(lines[3] == "  write: 1 change, 6 bytes" && lines[4].hasPrefix("  delete: 1 change, ") && lines[5] == "in project \"MyProject\":")
        #expect(lines[6] == "  write \"MyContainer/up/new.txt\" (6 bytes, new, from \"\(program.home)/new.txt\")", "\(lines[6])")
        #expect(lines[7].hasPrefix("  delete \"MyContainer/README.txt\" (") && lines[8].hasPrefix("kept in \"plan.json\""))
        let look = Self.open + "print(c:exists('up/new.txt'), c:exists('README.txt'))"
        #expect(try run("-e", look).output == "false\ttrue\n")

        let shown = try run("--plan", "apply", "plan.json")
        #expect(shown.status == 0 && shown.output.split(separator: "\n").map(String.init) == Array(lines[2...7]))
        #expect(try run("-e", look).output == "false\ttrue\n")
        #expect(try run("--read-only", "apply", "plan.json").errors.contains("read-only"))
        #expect(try run("apply", "plan.json") == BuiltProgram.Outcome(output: "2 changes made\n", errors: "", status: 0))
        #expect(try run("-e", look).output == "true\tfalse\n")
        #expect(try run("apply", "plan.json").output == "\"plan.json\" was applied already; nothing was changed\n")
        let other = try program.run(["--local=other", "apply", "plan.json"])
        #expect(other.status == 1 && other.errors.contains("the plan is for the project"))
        #expect(try run("apply", "absent.json").status == 1)
    }

    /// The plan is the program's file: what the recipe may write does not matter to it.
    @Test func aRecipesPlanIsKeptAndApplied() throws {
        let recipe = RecipeText.recipe(effects: #""read", "delete""#, "archive:find_container('MyContainer'):delete('README.txt')")
        try program.write(recipe, to: "trial.lua")
        let planned = try run("run", "--allow", "read,delete", "--plan", "-o", "plan.json", "trial.lua")
        #expect(planned.status == 0 && planned.output.contains("archive-lua --local=archive apply plan.json makes these changes"), "\(planned)")
        #expect(try run("apply", "plan.json").output == "1 change made\n")
        #expect(try run("-e", Self.open + "print(c:exists('README.txt'))").output == "false\n")
    }

    /// Whatever a recipe leaves behind, its plan stays one, and is the program's.
    @Test func aRecipesPlanIsNotItsOwn() throws {
        let late = "late = setmetatable({}, {__gc = function() archive:find_container('MyContainer'):delete('README.txt') end}) "
        for end in ["", " return print", " return ('x'):rep(17 << 20)", " local t = {} for i = 1, 1e5 do t[i] = {i} end late = nil return t"] {
            try program.write(RecipeText.recipe(effects: #""read", "delete""#, late + end), to: "trial.lua")
            _ = try run("run", "--allow", "read,delete", "--plan", "trial.lua")
            #expect(try run("-e", Self.open + "print(c:exists('README.txt'))").output == "true\n", "\(end)")
        }
        let forge = "for _, name in ipairs{'plan.json', 'plan.json.done'} do assert(not pcall(io.open, name, 'w')) end"
        try program.write(RecipeText.recipe(header: [#"reads = ["."]"#, #"writes = ["."]"#], forge), to: "trial.lua")
        let outcome = try run("run", "--allow", "read,files", "--plan", "-o", "plan.json", "trial.lua")
        #expect(outcome.status == 1 && outcome.errors.contains("refused 1 ×: "), "\(outcome)")
    }

    @Test func theCommandThatIsToldIsOneForAShell() throws {
        let outcome = try program.run(["--local=my archive", "--plan", "-o", "it's a plan.json", "-e", Self.open + "c:delete('README.txt')"])
        #expect(outcome.output.hasSuffix("archive-lua '--local=my archive' apply 'it'\\''s a plan.json' makes these changes\n"), "\(outcome)")
        #expect(try run("--plan", "-o", "empty.json", "-e", "x = 1").output.hasSuffix("kept in \"empty.json\"; there is nothing to apply\n"))
        #expect(try run("--plan", "-o", "no/such/", "-e", "x = 1").errors.contains("names no file that a plan could be kept in"))
    }

    @Test func aRecipeInAPlanIsRefusedForItsChangesWouldBeMade() throws {
        let recipe = RecipeText.recipe(effects: #""read", "delete""#, "archive:find_container('MyContainer'):delete('README.txt')")
        try program.write(recipe, to: "trial.lua")
        let allow = "{allow = {'read', 'delete'}}"
        let outcome = try run("--plan", "-e", "run('trial.lua', {}, \(allow))")
        #expect(outcome.status == 1 && outcome.errors.contains("would not be planned") && outcome.errors.contains("plan = true"))
        #expect(try run("-e", "plan(function() run('trial.lua', {}, \(allow)) end)").status == 1)
        #expect(try run("-e", Self.open + "print(c:exists('README.txt'))").output == "true\n")
    }

    @Test func aRunThatFailsLeavesNoEarlierPlan() throws {
        #expect(try run("--plan", "-o", "plan.json", "-e", Self.open + "c:delete('README.txt')").status == 0)
        #expect(try run("--plan", "-o", "plan.json", "-e", "error('no')").status == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.home).filter { $0.contains("plan") || $0.hasSuffix(".part") } == [])
    }

    @Test func whatChangedMeanwhileIsSaid() throws {
        #expect(try run("--plan", "--output=plan.json", "-e", Self.open + "c:delete('README.txt') c:move('my_file.dat', 'm')").status == 0)
        #expect(try run("-e", Self.open + "c:delete('README.txt')").status == 0)
        let refused = try run("apply", "plan.json")
        #expect(refused.status == 1 && refused.output.isEmpty)
        #expect(refused.errors.contains("one thing is not what the plan found: 'MyContainer/README.txt' is gone\nNothing was changed."))
        #expect(!refused.errors.contains("stack traceback"))
        #expect(try run("apply", "plan.json", "--skip-changed").output == "left out: \"MyContainer/README.txt\" is gone\n2 changes made, 1 left out\n")
    }

    @Test func aScriptThatFailsOrExitsHasThePlanThatItHasEarned() throws {
        let failed = try run("--plan", "-o", "plan.json", "-e", Self.open + "c:delete('README.txt') error('no')")
        #expect(failed.status == 1 && failed.errors.contains("there is no plan, since the run failed") && failed.output.isEmpty)
        #expect(try run("--plan", "-o", "plan.json", "-e", Self.open + "c:delete('README.txt') os.exit(3)").status == 3)
        #expect(!FileManager.default.fileExists(atPath: program.home + "/plan.json"))
        let ended = try run("--plan", "-o", "plan.json", "-e", Self.open + "c:delete('README.txt') os.exit(0)")
        #expect(ended.status == 0 && ended.output.contains("delete: 1 change"))
        #expect(FileManager.default.fileExists(atPath: program.home + "/plan.json"))
        #expect(try program.run(["--local=archive", "--plan"], input: Self.open + "c:delete('README.txt')").output.contains("delete: 1 change"))
        #expect(try run("--plan", "-e", "spawn(function() " + Self.open + "c:delete('README.txt') end)").output.contains("delete: 1 change"))
        #expect(try run("--plan", "-e", "print(1)").output == "1\nnothing would be changed\n")
        #expect(try run("-e", Self.open + "print(c:exists('README.txt'))").output == "true\n")
    }

    @Test func aFileThatIsNoPlanIsKept() throws {
        try program.write("my thesis", to: "thesis")
        let outcome = try run("--plan", "-o", "thesis", "-e", "print('ran')")
        #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains("'thesis' is there already, and is no plan"))
        #expect(try String(contentsOfFile: program.home + "/thesis", encoding: .utf8) == "my thesis")
        #expect(try run("apply", "thesis").errors.contains("'thesis' is no plan"))
    }

    @Test func aBlockIsPlanned() throws {
        let script = Self.open + """
            local file = c:get("README.txt")
            local t, a, b = plan(function()
              file:delete()
              spawn(function() c:copy("my_file.dat", "copies") end)
              return c:exists("README.txt"), "second"
            end, {output = "plan.json"})
            assert(#t == 2 and a == false and b == "second")
            for _, change in ipairs(t) do print(change.effect, change.operation, change.project, change.container, change.object, change.bytes > 0) end
            assert(t.counts.delete == 1 and t.counts.write == 1 and t.bytes.write == c:get("my_file.dat").bytes)
            assert(c:exists("README.txt") and not c:exists("copies/my_file.dat"))

            local ok, e = pcall(plan, function() file:delete() plan(print) end)
            assert(not ok and e.code == "usage" and e.message:find("made already"))
            ok, e = pcall(plan, function() file:delete() error("mine") end)
            assert(not ok and e:find("mine"))
            ok, e = pcall(plan, function() spawn(function() file:delete() file:delete() end) error("mine") end)
            assert(not ok and c:exists("README.txt"))
            local task = spawn(function() return c:count() end)
            ok, e = pcall(plan, print)
            assert(not ok and e.message:find("is running"))
            task:wait()
            ok, e = pcall(plan, print, {output = "s.lua"})
            assert(not ok and e.code == "exists")
            file:delete()
            assert(not c:exists("README.txt"))
            """
        try program.write(script, to: "s.lua")
        let outcome = try run("s.lua")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.contains("delete\tdelete\tMyProject\tMyContainer\tREADME.txt\ttrue\n"))
        #expect(outcome.output.contains("write\tcopy\tMyProject\tMyContainer\tcopies/my_file.dat\ttrue\n"))
    }

    @Test func wrongUsage() throws {
        for (words, message) in [
            (["-o", "plan.json", "-e", ""], "'-o' names the file for a plan, and needs '--plan'"), (["--plan", "-i"], "'--plan' is for scripts"),
            (["apply"], "'apply' needs one plan, and got 0"), (["apply", "a", "b"], "'apply' needs one plan, and got 2"),
            (["--skip-changed", "s.lua"], "'--skip-changed' stands behind 'apply'"), (["apply", "a", "--skip"], "unrecognized option '--skip'"),
            (["--plan", "-o", "b", "apply", "a"], "'apply' runs no Lua"), (["-e", "x=1", "apply", "a"], "'apply' runs no Lua"),
        ] {
            let outcome = try program.run(words)
            #expect(outcome.status == 2 && outcome.errors.contains(message), "\(words): \(outcome.errors)")
        }
        try program.write("print('a script')", to: "apply")
        #expect(try run("./apply").output == "a script\n")
        #expect(try run("--", "apply").output == "a script\n")
    }

    @Test func strangeNamesAreQuoted() throws {
        let script = Self.open + "for _, n in ipairs{'\\27[31mred', 'line\\nforged', '\\u{202E}gnp', 'a\"b'} do c:copy('README.txt', 'x', n) end"
        let outcome = try run("--plan", "-o", "plan.json", "-e", script)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.unicodeScalars.allSatisfy { $0 == "\n" || TerminalText.isSafe($0) })
        #expect(outcome.output.contains(#""MyContainer/x/line\nforged""#))
        #expect(try run("apply", "plan.json").output == "4 changes made\n")
        _ = try run("--plan", "-o", "next.json", "-e", Self.open + "c:delete_directory('x')")
        _ = try run("-e", Self.open + "c:delete_directory('x')")
        let refused = try run("apply", "next.json")
        #expect(refused.status == 1 && refused.errors.split(separator: "\n").count == 2)
        #expect(refused.errors.unicodeScalars.allSatisfy { $0 == "\n" || TerminalText.isSafe($0) })
    }

    @Test func inASession() throws {
        let session = try TerminalSession(["--local=archive", "--quiet"], in: program)
        try session.learnPrompt()
        try session.enter("c = archive:find_container('MyContainer')")
        let shown = try session.enter("plan(function() c:delete('README.txt') end)")
        #expect(shown.contains("1 change planned") && shown.contains("delete \"MyContainer/README.txt\"") && shown.contains("{--[[ 1 planned change ]]}"))
        #expect(try session.enter("#_, _.counts.delete").contains("1\t1"))
        #expect(try session.enter("c:exists('README.txt')").contains("true"))
        try session.enter("c:delete('README.txt')")
        #expect(try session.enter("c:exists('README.txt')").contains("false"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test(.enabled(if: signalsArriveAnywhere)) func controlCEndsWhatIsPlannedAndThePlan() throws {
        let session = try TerminalSession(["--local=archive", "--quiet"], in: program)
        try session.learnPrompt()
        try session.enter("c = archive:find_container('MyContainer')")
        session.type("plan(function() c:delete('README.txt') io.write('in', 'side\\n') while true do end end)\r")
        try session.wait(for: "\ninside\n")
        try session.interruptComputing()
        try session.wait(for: "\n" + session.prompt)
        #expect(try session.enter("c:exists('README.txt')").contains("true"))
        try session.enter("c:delete('README.txt')")
        #expect(try session.enter("c:exists('README.txt')").contains("false"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }
}

/// The same on the real service, through a proxy that sees what goes there.
@Suite(.enabled(if: TestCloud.isRunning), .serialized) struct RealPlanTests {
    private static let kills = 25

    @Test func aPlanSendsNothingAndItsApplicationGoesOnAfterEveryCut() async throws {
        let cloud = try TestCloud.required()
        let program = try BuiltProgram()
        let killer = KillSwitch()
        let proxy = try FaultProxy(to: URLComponents(string: cloud.swift.url)?.port ?? 0, moved: { killer.moved($0) }) { request in
            request.target == "/info" ? .smallObjects : nil
        }
        func start(_ sample: ContainerSample, _ words: [String], killedAfter bytes: Int?) throws -> (status: Int32, errors: String) {
            killer.prepare(after: bytes)
            let service = proxy.url(for: cloud.projects["MyProject"]?.storage_url ?? "")
            let child = try Child(
                program: BuiltProgram.path, arguments: ["archive-lua"] + words,
                environment: program.environment.merging(sample.environment(at: service)) { $1 }, directory: program.home,
                streams: [("/dev/null", O_RDONLY), ("/dev/null", O_WRONLY), (program.home + "/errors", O_WRONLY | O_CREAT | O_TRUNC)])
            let status = killer.watch(child)
            proxy.waitUntilIdle()
            return (status, (try? String(contentsOfFile: program.home + "/errors", encoding: .utf8)) ?? "")
        }
        let big = String(repeating: "0123456789", count: 150_000)
        try program.write(big, to: "big")
        for number in 0..<6 { try program.write("small \(number)", to: "small\(number)") }
        let seed = FaultSeed.ofThisRun
        var (plans, runs, kills) = (0, 0, 0)
        while kills < Self.kills {
            let sample = try await ContainerSample(cloud)
            for number in 0..<12 { try await sample.put("old/\(number)", Array("old \(number)".utf8)) }
            let script = """
                local c = Container('\(sample.name)')
                c:upload({'big', 'small0', 'small1', 'small2', 'small3', 'small4', 'small5'}, 'up')
                c:move_directory('old', 'new')
                c:copy('up/big', 'copies')
                assert(#c:list() == 20 and #c:read('copies/big') == 1500000)
                """
            try program.write(script, to: "s.lua")
            proxy.forget()
            let planned = try start(sample, ["--plan", "-o", "plan.json", "s.lua"], killedAfter: nil)
            #expect(planned.status == 0, "\(planned.errors)")
            #expect(proxy.passages.allSatisfy { ["GET", "HEAD"].contains($0.request.method) })
            #expect(try await sample.content(of: "old/3") == Array("old 3".utf8))
            plans += 1
            var status = Int32(128 + SIGKILL)
            while status != 0 {
                // Few bytes, so that what is small is cut too, and now and then enough to get on.
                let scale = [1_000, 5_000, 20_000, 400_000][seed.number("scale \(runs)") % 4]
                let run = try start(sample, ["apply", "plan.json"], killedAfter: kills < Self.kills ? seed.number("moment \(runs)") % scale : nil)
                try #require(run.status == 0 || run.status == 128 + SIGKILL, "\(run.errors)")
                status = run.status
                runs += 1
                if status != 0 { kills += 1 }
            }
            for number in 0..<12 { #expect(try await sample.content(of: "new/old/\(number)") == Array("old \(number)".utf8)) }
            for name in ["up/big", "copies/big"] { #expect(try await sample.content(of: name) == Array(big.utf8)) }
            for number in 0..<6 { #expect(try await sample.content(of: "up/small\(number)") == Array("small \(number)".utf8)) }
            #expect(try await sample.content(of: "old/3") == nil)
        }
        print("kill -9 in an application, seed \(seed): \(plans) plans, \(runs) runs, \(kills) kills")
    }
}
