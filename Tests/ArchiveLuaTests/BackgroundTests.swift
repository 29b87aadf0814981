import TestSupport
import Testing

/// Tasks that go on while somebody sits at the prompt, and calls that cannot be stopped.
@Suite struct BackgroundTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    private func start() throws -> TerminalSession {
        let session = try TerminalSession(["--quiet"], in: program)
        try session.wait(for: "> ")
        return session
    }

    @Test func tasksGoOnAtThePrompt() throws {
        let session = try start()
        try session.enter("c = archive:find_container('MyContainer')")
        // Each step waits for the archive: only somebody who goes on with it at the prompt brings it to its end.
        session.type("t = spawn(function() local n = 0 for i = 1, 20 do n = n + c:count() end print('sum', n // 20 > 0) end)\r")
        try session.wait(for: "sum\ttrue\n")
        try session.wait(for: "practice> ")
        #expect(try session.enter("t.done").contains("\ntrue\n"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test func whatIsTypedStaysWhileATaskPrints() throws {
        let session = try start()
        try session.enter("c = archive:find_container('MyContainer')")
        session.type("spawn(function() c:count() print('from the task') end) half = 'typed'\r")
        try session.wait(for: "from the task\n")
        try session.wait(for: "practice> ")
        #expect(try session.enter("half").contains("\n\"typed\"\n"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test func noProgressIsDrawnOverThePrompt() throws {
        let session = try TerminalSession(in: program, environment: ["TERM": "xterm", "NO_COLOR": "1"])
        try session.wait(for: "> ")
        let download = "archive:find_container('MyContainer'):download('my_file.dat', 'out', {max_bandwidth = '300 kB/s'})"
        session.type("spawn(function() \(download) print('all', 'there') end);\r")
        try session.wait(for: "all\tthere")
        #expect(!session.transcript.contains("of 1 file"))
        // Who waits for it sees it.
        session.type("os.remove('out/my_file.dat') spawn(function() \(download) end):wait()\r")
        try session.wait(for: "of 1 file")
    }

    @Test func failuresThatNobodyWaitsForAreTold() throws {
        let session = try start()
        session.type("spawn(function() archive:find_container('MyContainer'):get('nowhere') end); collectgarbage()\r")
        #expect(try session.wait(for: "there is no file 'nowhere'").contains("task 1 failed: "))
        try session.wait(for: "practice> ")
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test func aTaskThatFailsIsToldOnceThoughItIsKept() throws {
        let session = try start()
        let shown = try session.enter("t = spawn(function() error('boom', 0) end)")
        #expect(shown.contains("\ntask 1 failed: boom\n"))
        #expect(try session.enter("t").hasSuffix("t\ntask 1 (failed: boom)\npractice> "))
        #expect(try session.enter("pcall(t.wait, t)").contains("\nfalse\t\"boom\"\n"))
        // Who waits for it first takes the error.
        #expect(try session.enter("u = spawn(error, 'b', 0) print(pcall(u.wait, u))").hasSuffix("\nfalse\tb\npractice> "))
        #expect(try session.enter("spawn(function() end)").hasSuffix("\ntask 3 (done)\npractice> "))
        let running = "spawn(function() while true do coroutine.yield() archive:find_container('MyContainer'):count() end end)"
        #expect(try session.enter(running).hasSuffix("\ntask 4 (running)\npractice> "))
        session.type(TerminalSession.controlD)
        try session.wait(for: "(y/n) ")
        session.type("y\r")
        #expect(try session.end() == 0)
        #expect(session.transcript.components(separatedBy: "failed: boom\n").count == 2)
    }

    @Test func aPlanIsNotHeldUpByWhatFailedBefore() throws {
        let session = try start()
        try session.enter("t = spawn(function() error('old', 0) end) changes = plan(function() end);")
        #expect(try session.enter("#changes").hasSuffix("\n0\npractice> "))
        #expect(session.transcript.contains("\ntask 1 failed: old\n"))
        #expect(try session.enter("plan(function() spawn(error, 'new', 0) end)").contains("\nnew\n"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test func controlDNamesTasksAndAsksOnce() throws {
        let session = try start()
        try session.enter("w = spawn(function() while true do coroutine.yield() archive:find_container('MyContainer'):count() end end);")
        session.type(TerminalSession.controlD)
        #expect(try session.wait(for: "(y/n) ").contains("still running: task 1 (stdin:1)"))
        session.type("n\r")
        try session.wait(for: "practice> ")
        session.type(TerminalSession.controlD)
        try session.wait(for: "(y/n) ")
        session.type("y\r")
        #expect(try session.end() == 0)
    }

    @Test func aScriptWaitsForItsTasks() throws {
        try program.write(
            """
            local c = archive:find_container("MyContainer")
            spawn(function() c:count() print("done") end)
            """, to: "s.lua")
        let outcome = try program.run(["s.lua"])
        #expect(outcome.output == "done\n" && outcome.status == 0)
        try program.write(
            """
            spawn(function() archive:find_container("MyContainer"):get("nowhere") end)
            collectgarbage()
            """, to: "f.lua")
        let failed = try program.run(["f.lua"])
        #expect(failed.status == 1 && failed.errors.contains("there is no file 'nowhere'"))
    }

    @Test(.enabled(if: signalsArriveAnywhere)) func aStuckCallSaysHowToGetOut() throws {
        let session = try start()
        // A pattern that takes longer than anybody lives; it runs in C, where no hook is called.
        session.type("print('g' .. 'o') ; (('a'):rep(40)):find(('a*'):rep(40) .. 'b')\r")
        try session.wait(for: "\ngo\n")
        try session.interruptComputing()
        try session.wait(for: "Ctrl-C again ends the program.\n")
        session.interrupt()
        #expect(try session.end() == 130)
    }
}
