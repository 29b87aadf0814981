import Foundation
import Testing

@testable import archive_lua

/// Editing at a terminal that can do more than print.
@Suite struct EditingTests {
    private let program: BuiltProgram
    /// Readline says that it takes what is pasted as such just before each prompt.
    private let prompt = "\u{1B}[?2004hpractice> "

    init() throws { program = try BuiltProgram() }

    private func start(_ arguments: [String] = ["--quiet"], environment: [String: String] = ["TERM": "xterm", "NO_COLOR": "1"]) throws -> TerminalSession {
        let session = try TerminalSession(arguments, in: program, environment: environment)
        try session.wait(for: "practice> ")
        return session
    }

    private func leave(_ session: TerminalSession) throws {
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    private var history: [String] { History(path: program.home + "/state/archive-lua/history").load() }

    @Test func whatIsPastedRunsAtEnter() throws {
        let session = try start()
        session.type("\u{1B}[200~seen = 'one'\nprint('never ' .. 'seen')\u{1B}[201~")
        // Ctrl-C gives up all that was pasted.
        try session.wait(for: "seen')")
        session.interrupt()
        try session.wait(for: prompt)
        #expect(try session.enter("seen", expect: prompt).contains("nil"))
        #expect(!session.transcript.contains("never seen"))
        session.type("\u{1B}[200~function twice(x)\n  return 2 * x\nend\u{1B}[201~")
        try session.wait(for: "end")
        session.type("\r")
        try session.wait(for: prompt)
        #expect(try session.enter("twice(21)", expect: prompt).contains("42"))
        try leave(session)
        #expect(history == ["seen", "function twice(x)\n  return 2 * x\nend", "twice(21)"])
    }

    @Test func historyIsSearched() throws {
        let first = try start()
        try first.enter("needle = 'found it'", expect: prompt)
        try first.enter("hay = 1", expect: prompt)
        try leave(first)
        let second = try start()
        second.type(TerminalSession.controlR + "need\r")
        second.type("needle .. '!'\r")
        try second.wait(for: "\"found it!\"")
        try second.wait(for: prompt)
        try leave(second)
    }

    @Test func aSearchLeavesNothingBehind() throws {
        let session = try start()
        session.type("for i = 1, 2 do -- a\r")
        try session.wait(for: ">> ")
        try session.enter("needle = i end", expect: prompt)
        session.type(TerminalSession.controlR + "need\u{1B}[C")
        // All of the entry is shown anew, on rows that were cleared.
        try session.wait(for: "\u{1B}[Kpractice> for i = 1, 2 do -- a\nneedle = i end")
        session.type("\r")
        try session.wait(for: prompt)
        try leave(session)
    }

    @Test func controlDThatDoesNotLeaveLeavesNothingBehind() throws {
        let session = try start()
        session.type("for i = 1, 2 do\r")
        try session.wait(for: ">> ")
        session.type(TerminalSession.controlD)
        try session.wait(for: prompt)
        for _ in 1...2 { #expect(try session.enter("1 + 1", expect: prompt).hasSuffix("1 + 1\n\u{1B}[?2004l2\n" + prompt)) }
        try leave(session)
    }

    /// Each byte comes on its own, those of a key too.
    @Test func aSlowLinkIsFastEnough() throws {
        let session = try start()
        func typeSlowly(_ text: String) throws {
            for character in text {
                session.type(String(character))
                try session.wait(for: String(character))
            }
        }
        try typeSlowly("a = 6 * 7")
        session.type("\r")
        try session.wait(for: prompt)
        for byte in TerminalSession.up { session.type(String(byte)) }
        try session.wait(for: "a = 6 * 7")
        session.type("\u{1}")
        session.type("return ")
        session.type("\u{5}")
        try typeSlowly(" + a")
        session.interrupt()
        try session.wait(for: prompt)
        #expect(try session.enter("a", expect: prompt).contains("42\n"))
        try leave(session)
    }

    @Test func twoSessionsLoseNothingOfEachOther() throws {
        let (first, second) = (try start(), try start())
        try first.enter("a = 1", expect: prompt)
        try second.enter("b = 2", expect: prompt)
        try first.enter("c = 3", expect: prompt)
        try leave(first)
        try leave(second)
        #expect(history == ["a = 1", "b = 2", "c = 3"])
        let attributes = try FileManager.default.attributesOfItem(atPath: program.home + "/state/archive-lua/history")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func readlinesOwnConfigurationHolds() throws {
        try program.write("$if archive-lua\n\"\\C-o\": \"1 + 1\"\n$endif\n", to: ".inputrc")
        let session = try start()
        session.type("\u{F}\r")
        #expect(try session.wait(for: prompt).contains("\n2\n") || session.transcript.contains("2\n"))
        try leave(session)
    }

    @Test func resultsFollowTheSizeOfTheScreen() throws {
        let session = try start(environment: ["TERM": "dumb"])
        session.resize(columns: 200, rows: 60)
        let wide = try session.enter("archive:find_container('MyContainer'):list()", expect: "\npractice> ")
        #expect(wide.contains("recordings/2019-06-01/stimulus.csv") && wide.contains("application/octet-stream") && !wide.contains("more()"))
        session.resize(columns: 60, rows: 12)
        let narrow = try session.enter("archive:find_container('MyContainer'):list()", expect: "\npractice> ")
        #expect(narrow.contains("more()"))
        #expect(narrow.split(separator: "\n").dropFirst().allSatisfy { $0.unicodeScalars.count <= 60 })
        try leave(session)
    }

    @Test func controlZGivesTheShellItsTerminal() throws {
        let shell = try TerminalSession(
            ["--norc", "--noediting", "-i"], in: program, environment: ["TERM": "dumb", "PS1": "shell$ "], command: "/bin/bash")
        try shell.wait(for: "shell$ ")
        shell.type("\(BuiltProgram.path) --quiet\n")
        try shell.wait(for: "practice> ")
        shell.type("kept = 'ke' .. 'pt'\r")
        try shell.wait(for: "practice> ")
        shell.type(TerminalSession.controlZ)
        #expect(try shell.wait(for: "shell$ ").contains("Stopped"))
        shell.type("echo in the $((1 + 0))st shell; stty -a | tr ';' '\\n' | grep -o '.icanon'; fg\n")
        #expect(try shell.wait(for: "practice> ").contains("in the 1st shell\n icanon"))
        shell.type("kept\r")
        #expect(try shell.wait(for: "practice> ").contains("\"kept\""))
        shell.type(TerminalSession.controlD)
        try shell.wait(for: "shell$ ")
        shell.type("exit\n")
        #expect(try shell.end() == 0)
    }
}
