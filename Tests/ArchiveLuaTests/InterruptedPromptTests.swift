import Foundation
import TestSupport
import Testing

/// Ctrl-C where the program waits for the keyboard, and where Lua runs, in scripts and in sessions.
@Suite struct InterruptedPromptTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    /// What waits for a line.
    static let prompts = [
        "print(io.read())", "print(pcall(io.read, 'n'))", "for line in io.lines() do print(line) end",
        "pcall(function() while true do io.read() end end)",
    ]

    @Test(arguments: prompts) func aScriptThatReadsEndsWith130(_ statement: String) throws {
        try program.write(statement + " print('went on')", to: "s.lua")
        let session = try TerminalSession(["s.lua"], in: program)
        session.type("half an ans")
        try session.interruptReading()
        #expect(try session.end() == 130)
        #expect(session.rest.contains("interrupted") && !session.rest.contains("went on"))
    }

    @Test(arguments: prompts) func aSessionThatReadsStays(_ statement: String) throws {
        let session = try TerminalSession(["--quiet"], in: program)
        try session.wait(for: "> ")
        try session.enter("kept = 'k' .. 'ept'")
        session.type("print('reads') " + statement + " print('went' .. ' on')\r")
        try session.wait(for: "\nreads\n")
        session.type("half an ans")
        try session.interruptReading()
        #expect(try session.wait(for: "\npractice> ").contains("interrupted"))
        #expect(try session.enter("kept").hasSuffix("\n\"kept\"\npractice> "))
        #expect(!session.transcript.contains("went on"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test func aScriptThatAsksForThePasswordEndsWith130() throws {
        // Nobody listens there: the question comes before the first request.
        let cloud = ["OS_AUTH_URL": "http://127.0.0.1:9/v3", "OS_USERNAME": "me", "OS_PROJECT_NAME": "p"]
        let session = try TerminalSession(["-e", "pcall(archive.whoami, archive)"], in: program, environment: cloud)
        try session.wait(for: "Password for 'me'")
        session.type("hunter2")
        session.interrupt()
        #expect(try session.end() == 130)
        #expect(session.rest.contains("interrupted") && !session.transcript.contains("hunter2"))
    }

    /// The terminal throws away what was typed before Ctrl-C, perhaps just when the program was told of it.
    @Test func aLineThatIsTypedIsGivenUp() throws {
        let session = try TerminalSession(["--quiet"], in: program)
        try session.wait(for: session.prompt)
        for round in 0..<400 {
            session.type("half a line")
            let moment = ContinuousClock.now + .microseconds(round / 2)
            while ContinuousClock.now < moment {}
            session.interrupt()
            try session.wait(for: "\n" + session.prompt)
        }
        #expect(try session.enter("20 + 22").contains("\n42\n"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    /// Readline reads to the end of what is pasted, which never comes here.
    @Test func aPasteThatStaysUnfinishedIsGivenUp() throws {
        let session = try TerminalSession(["--quiet"], in: program, environment: ["TERM": "xterm", "NO_COLOR": "1"])
        try session.wait(for: session.prompt)
        session.type("\u{1B}[200~os.exit(7)")
        try session.interruptReading()
        try session.wait(for: "\n")
        try session.wait(for: session.prompt)
        #expect(try session.enter("20 + 22", expect: session.prompt).contains("42\n"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test func theQuestionWhetherToDeleteIsNoAnswer() throws {
        let session = try TerminalSession(["--quiet", "--local=practice"], in: program)
        try session.wait(for: "> ")
        session.type("archive.projects.MyProject:delete_container('my_container')\r")
        try session.wait(for: "to confirm: ")
        session.type("my_container")
        session.interrupt()
        #expect(try session.wait(for: "\npractice> ").contains("interrupted"))
        #expect(try session.enter("archive.projects.MyProject.containers.my_container ~= nil").hasSuffix("\ntrue\npractice> "))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test func aScriptThatIsBeingTyped() throws {
        let session = try TerminalSession(["-"], in: program)
        session.type("print('never run')\r")
        try session.interruptReading()
        #expect(try session.end() == 130)
        #expect(!session.rest.contains("\nnever run\n"))
    }

    @Test(.enabled(if: signalsArriveAnywhere), arguments: [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "coroutine.wrap(function() while true do pcall(error) end end)()",
        "table.sort({1, 2, 3}, function() while true do end end)",
        "local t <close> = setmetatable({}, {__close = function() while true do end end})",
        "error(setmetatable({}, {__tostring = function() while true do end end}))",
        "spawn(function() while true do end end):wait()",
        "parallel({1, 2}, function() while true do end end)",
    ])
    func aScriptThatLoopsEndsWith130(_ loop: String) throws {
        try program.write("print('g' .. 'o') \(loop)", to: "s.lua")
        let session = try TerminalSession(["s.lua"], in: program)
        try session.wait(for: "go\n")
        session.interrupt()
        #expect(try session.end() == 130)
    }
}
