import Foundation
import TestSupport
import Testing

@testable import archive_lua

/// The session, as somebody at a terminal sees it.
@Suite struct SessionTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    private func start(_ arguments: [String] = ["--quiet"], rows: Int = 24, columns: Int = 80) throws -> TerminalSession {
        let session = try TerminalSession(arguments, in: program, columns: columns, rows: rows)
        try session.wait(for: "> ")
        return session
    }

    private func leave(_ session: TerminalSession) throws {
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test func expressionsPrintAsLua() throws {
        let session = try start()
        #expect(try session.enter("1 + 1").hasSuffix("\n2\npractice> "))
        #expect(try session.enter("'a\\n' .. 'b'").hasSuffix("\n\"a\\nb\"\npractice> "))
        #expect(try session.enter("1.0, nil, true").hasSuffix("\n1.0\tnil\ttrue\npractice> "))
        #expect(try session.enter("{3, x = {1}, [\"a b\"] = 'é'}").hasSuffix("\n{3, [\"a b\"] = \"é\", x = {1}}\npractice> "))
        #expect(try session.enter("local t = {} t.t = t return t").contains("cycle"))
        for (typed, shown) in [
            ("{1, 2, 3, nil, 5}", "{1, 2, 3, nil, 5}"), ("{[9007199254740993] = 1, [-3] = 2}", "{[9007199254740993] = 1, [-3] = 2}"),
            ("{[math.mininteger] = math.mininteger, 7}", "{7, [math.mininteger] = math.mininteger}"),
            ("{[1e300] = 1/0}", "{[1e+300] = math.huge}"),
            ("setmetatable({}, {__tostring = function() return 'me' end})", "me"), ("{null}", "{null}"),
        ] {
            #expect(try session.enter(typed).hasSuffix("\n\(shown)\npractice> "), "\(typed)")
        }
        // What cannot be read back is a comment, so that the rest can.
        let odd = "{print, spawn(print), coroutine.create(print), [print] = 1, [io.stdout] = {[print] = {[print] = {[print] = 1}}}, s = ('x'):rep(2000), t = {{}}}"
        try session.enter("weird = \(odd);")
        let weird = try session.enter("weird")
        let text = weird.components(separatedBy: "weird\n").last?.components(separatedBy: "practice> ").first ?? ""
        #expect(text.contains("nil --[[task ") && text.contains("nil --[[thread: ") && text.contains("[nil --[[function: "))
        try program.write("assert(load('return ' .. io.read('a')))()", to: "read.lua")
        #expect(try program.run(["read.lua"], input: text).status == 0)
        #expect(try session.enter("x = 1").hasSuffix("x = 1\npractice> "))
        #expect(try session.enter("= x").hasSuffix("\n1\npractice> "))
        #expect(try session.enter("for i = 1, 2 do print(i) end").hasSuffix("\n1\n2\npractice> "))
        try leave(session)
    }

    @Test func inputContinuesOverLinesAndComesBackAsOne() throws {
        let session = try start()
        try session.enter("function double(x)", expect: "\n       >> ")
        try session.enter("  return 2 * x", expect: "\n       >> ")
        try session.enter("end")
        #expect(try session.enter("double(21)").hasSuffix("\n42\npractice> "))
        try leave(session)
        let history = History(path: program.home + "/state/archive-lua/history")
        #expect(history.load() == ["function double(x)\n  return 2 * x\nend", "double(21)"])

        let again = try start()
        again.type(TerminalSession.up)
        try again.wait(for: "double(21)")
        again.type(TerminalSession.up)
        try again.wait(for: "end")
        again.type("\r")
        try again.wait(for: "\npractice> ")
        #expect(try again.enter("double(4)").hasSuffix("\n8\npractice> "))
        try leave(again)
    }

    @Test func errorsKeepTheSession() throws {
        let session = try start()
        #expect(try session.enter("error('no')").hasSuffix("\nstdin:1: no\npractice> "))
        #expect(try session.enter("x = = 1").contains("unexpected symbol near '='"))
        #expect(try session.enter("error({})").contains("table"))
        #expect(try session.enter("error('\\27[31mred')").contains("\\x1B[31mred"))
        #expect(try session.enter("nil + 1").contains("attempt to perform arithmetic on a nil value"))
        #expect(try session.enter("'still here'").contains("\"still here\""))
        try leave(session)
    }

    @Test(.enabled(if: signalsArriveAnywhere), arguments: [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "coroutine.wrap(function() while true do end end)()",
        "local co = coroutine.create(function() while true do coroutine.yield() end end) while true do coroutine.resume(co) end",
        "while true do pcall(error) end",
        "table.sort({1, 2, 3}, function() while true do end end)",
    ])
    func controlCStopsWhateverRuns(_ loop: String) throws {
        let session = try start()
        session.type("kept = 1 print('g' .. 'o') \(loop)\r")
        try session.wait(for: "\ngo\n")
        session.interrupt()
        #expect(try session.wait(for: "\npractice> ").contains("interrupted"))
        #expect(try session.enter("kept").hasSuffix("\n1\npractice> "))
        try leave(session)
    }

    @Test func controlCClearsTheLine() throws {
        let session = try start()
        session.type("print('never")
        try session.wait(for: "never")
        session.interrupt()
        try session.wait(for: "\npractice> ")
        try session.enter("if true then", expect: "\n       >> ")
        session.interrupt()
        try session.wait(for: "\npractice> ")
        #expect(try session.enter("'fine'").hasSuffix("\n\"fine\"\npractice> "))
        try leave(session)
    }

    @Test func secretsAreNotRemembered() throws {
        let session = try start()
        try session.enter("password = 'hunter2'")
        try session.enter("y = 1")
        try leave(session)
        #expect(History(path: program.home + "/state/archive-lua/history").load() == ["y = 1"])
    }

    @Test func theBannerSaysWhichArchive() throws {
        let session = try TerminalSession(in: program)
        let banner = try session.wait(for: "\npractice> ")
        #expect(banner.contains("archive-lua \(Usage.version)") && banner.contains("practice archive"))
        #expect(banner.split(separator: "\n").count <= 3)
        try leave(session)
    }

    @Test func interactiveAfterAScript() throws {
        try program.write("seen = ...", to: "s.lua")
        let session = try start(["-i", "--quiet", "s.lua", "word"])
        #expect(try session.enter("seen").hasSuffix("\n\"word\"\npractice> "))
        try leave(session)
    }

    @Test func promptsCanBeChosen() throws {
        let session = try start()
        session.type("_PROMPT = 'lua: ' _PROMPT2 = '... '\r")
        try session.wait(for: "\nlua: ")
        try session.enter("x = ", expect: "\n... ")
        try session.enter("3", expect: "\nlua: ")
        #expect(try session.enter("x", expect: "\nlua: ").contains("\n3\n"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test(.enabled(if: signalsArriveAnywhere)) func anInterruptedScriptEndsWith130() throws {
        try program.write("print('go') while true do pcall(function() while true do end end) end", to: "s.lua")
        let session = try TerminalSession(["s.lua"], in: program)
        try session.wait(for: "go\n")
        session.interrupt()
        #expect(try session.end() == 130)
    }

    @Test func aPasswordIsNotEchoedAndControlCGivesTheTerminalBack() throws {
        // Nobody listens there: the question comes before the first request.
        let cloud = ["OS_AUTH_URL": "http://127.0.0.1:9/v3", "OS_USERNAME": "me", "OS_PROJECT_NAME": "p"]
        let session = try TerminalSession(["--quiet"], in: program, environment: cloud)
        try session.wait(for: "> ")
        session.type("archive.username\r")
        try session.wait(for: "Password for 'me'")
        session.type("hunter2")
        session.interrupt()
        #expect(try session.wait(for: "\n127.0.0.1:9> ").contains("interrupted"))
        session.type("'vis' .. 'ible'\r")
        #expect(try session.wait(for: "\n127.0.0.1:9> ").hasSuffix("'vis' .. 'ible'\n\"visible\"\n127.0.0.1:9> "))
        #expect(!session.transcript.contains("hunter2"))
        try leave(session)
    }

    @Test func listsOfFilesAreTablesCutToTheScreen() throws {
        let session = try start(["--quiet", "--local=practice"], rows: 12, columns: 80)
        let shown = try session.enter("archive:find_container('MyContainer'):list()")
        #expect(shown.contains("name") && shown.contains("README.txt") && shown.contains(" more: more() shows on\npractice> "))
        #expect(shown.split(separator: "\n").count <= 12)
        #expect(shown.split(separator: "\n").dropFirst().allSatisfy { $0.unicodeScalars.count <= 80 })
        try leave(session)
    }

    @Test func hostileNamesAreQuoted() throws {
        try program.write("x", to: "\u{1B}]0;owned\u{7}.txt")
        let session = try start(["--quiet", "--local=practice"])
        try session.enter("c = archive:find_container('MyContainer')")
        try session.enter("name = c:upload('\\27]0;owned\\7.txt', 'hostile')[1]")
        for line in ["c:list('hostile')", "c:get(name)", "c:copy(name, 'hostile')", "{[name] = name}", "print(c:get(name))"] {
            let shown = try session.enter(line)
            #expect(shown.contains("\\x1B]0;owned\\x07") && !shown.contains("\u{1B}"), "\(shown.debugDescription)")
        }
        try leave(session)
    }

    @Test func deletingAContainerAsksForItsName() throws {
        let session = try start(["--quiet", "--local=practice"])
        try session.enter("p = archive.projects.MyProject")
        session.type("p:delete_container('my_container')\r")
        #expect(try session.wait(for: "to confirm: ").contains("objects"))
        session.type("my_containr\r")
        #expect(try session.wait(for: "\npractice> ").replacing("\n    ", with: " ").contains("was not confirmed"))
        session.type("p:delete_container('my_container')\r")
        try session.wait(for: "to confirm: ")
        session.type("my_container\r")
        try session.wait(for: "\npractice> ")
        #expect(try session.enter("p.containers.my_container").contains("\nnil\n"))
        try leave(session)
    }
}
