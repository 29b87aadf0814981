import Foundation
import Testing

@testable import TestSupport
@testable import archive_lua

/// Tab, as somebody at a terminal sees it: on the practice archive, on the real service, and where nobody answers.
@Suite struct CompletionTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    private func start(
        _ arguments: [String] = ["--quiet", "--local=practice"], environment: [String: String] = [:], columns: Int = 80
    ) throws -> TerminalSession {
        let session = try TerminalSession(arguments, in: program, environment: environment.merging(["NO_COLOR": "1"]) { $1 }, columns: columns)
        try session.learnPrompt()
        return session
    }

    private func leave(_ session: TerminalSession) throws {
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    /// Types a text, then Tab until something is there: what has to be looked up may not be at the first.
    @discardableResult
    private func complete(_ session: TerminalSession, _ text: String, until expected: String) throws -> String {
        session.type(text)
        // Of what is typed, dumb terminals and others show the end.
        try session.wait(for: String(text.suffix(3)))
        for _ in 0..<30 {
            session.type("\t")
            if let shown = try? session.wait(for: expected, seconds: 2) { return shown }
        }
        session.type("\t")
        return try session.wait(for: expected)
    }

    /// Completes a text, goes on with another, and gives what the whole line printed.
    private func result(_ session: TerminalSession, _ text: String, until expected: String, then rest: String) throws -> String {
        try complete(session, text, until: expected)
        return try session.enter(rest, expect: "> ")
    }

    private static let controlU = "\u{15}"

    @Test(arguments: ["xterm", "dumb"], [80, 200]) func whatCanBeTyped(_ terminal: String, _ columns: Int) throws {
        let session = try start(environment: ["TERM": terminal], columns: columns)
        try session.enter("c = archive:find_container('MyContainer') t = {['odd name'] = 17, plain = 18}", expect: "> ")
        for (text, expected, rest, printed) in [
            ("scale_b", "ytes", "(2048, 'kB')", "2.0"),                         // globals
            ("fals", "e", "", "false"),                                        // keywords
            ("c:cou", "nt", "() ~= 0", "true"),                                 // methods by a colon
            ("c.na", "me", "", "\"MyContainer\""),                             // … and properties by a dot
            ("Container.downl", "oad", " ~= nil", "true"),
            ("t.pl", "ain", "", "18"),                                         // fields
            ("t.od", "\"odd name\"]", "", "17"),
            ("('x'):upp", "er", "()", "\"X\""),                                // after parentheses
            ("c:list()[1].contai", "ner", ".name", "\"MyContainer\""),         // after a call and an index
            ("#c:list{ext", "ension = ", "'.nothing'}", "0"),                  // options
            ("#c:list{contains_s", "ubstring = ", "'nothing'}", "0"),
            ("c:size('k", "B'", ") ~= 0", "true"),                              // values that are fixed
            ("c:exists(\"READ", "ME.txt\"", ")", "true"),                      // names of the archive, and their quotes
            ("archive.projects.MyP", "roject", ".name", "\"MyProject\""),
            ("Container('MyCont", "ainer'", ").name", "\"MyContainer\""),
            ("c:exists('rec", "ordings/", "')", "false"),
        ] {
            let shown = try result(session, text, until: expected, then: rest)
            #expect(shown.contains("\(printed)\n"), "\(text): \(shown.debugDescription)")
        }
        try leave(session)
    }

    @Test(arguments: ["xterm", "dumb"]) func tabShowsTheSignatureAndTheLineAgain(_ terminal: String) throws {
        let session = try start(environment: ["TERM": terminal])
        try session.enter("c = archive:find_container('MyContainer')", expect: "> ")
        let shown = try complete(session, "c:download(", until: "practice> c:download(")
        #expect(shown.contains("\nContainer:download(file_path, local_directory=\".\", with_tree=true,\n"), "\(shown.debugDescription)")
        #expect(shown.contains("  overwrite        boolean: replace a local file that is there\n"))
        #expect(!shown.contains("\u{7}"))
        #expect(try session.enter("'README.txt')", expect: "> ").contains("README.txt\"\n"))
        try leave(session)
    }

    @Test func listsShowOneLevelAndAskWhereTheyAreLong() throws {
        let session = try start()
        try session.enter("c = archive:find_container('MyContainer') big = {} for i = 100, 299 do big['name' .. i] = i end")
        let level = try complete(session, "c:get('", until: "results/")
        #expect(level.contains("README.txt") && !level.contains("recordings/sub"))
        session.type(Self.controlU)
        #expect(try complete(session, "big.", until: "(y or n)").contains("Display all 200 possibilities?"))
        session.type("n")
        try session.wait(for: "\npractice> big.name")
        try session.enter("123", expect: "\n123\npractice> ")
        try complete(session, "big.", until: "(y or n)")
        session.type("y")
        #expect(try session.wait(for: "\npractice> big.name").contains("name299"))
        try complete(session, "", until: "(y or n)")
        session.interrupt()
        try session.wait(for: "\npractice> ")
        #expect(try session.enter("'next'", expect: "\"next\"\npractice> ").hasSuffix("\"next\"\npractice> "))
        try leave(session)
    }

    @Test func severalLinesAreOnePiece() throws {
        let session = try start()
        try session.enter("c = archive:find_container('MyContainer')")
        try session.enter("for f in c:files{", expect: ">> ")
        try complete(session, "exte", until: "nsion = ")
        try session.enter("'.txt'} do", expect: ">> ")
        try complete(session, "f:rena", until: "me")
        session.interrupt()
        try session.wait(for: "\npractice> ")
        try complete(session, "?c.downl", until: "oad")
        session.interrupt()
        try session.wait(for: "\npractice> ")
        try leave(session)
    }

    @Test func localPathsAndUsers() throws {
        try FileManager.default.createDirectory(atPath: program.home + "/some where", withIntermediateDirectories: true)
        try program.write("x", to: "some where/it's.txt")
        let session = try start()
        try session.enter("c = archive:find_container('MyContainer')")
        try complete(session, "c:upload('some", until: " where/")
        try complete(session, "it", until: "\\'s.txt'")
        #expect(try session.enter(", 'up')").contains("up/it's.txt"))
        try complete(session, "c:grant_access('hodg", until: "kin'")
        #expect(try session.enter(")").contains("true"))
        try leave(session)
    }

    @Test func completingRunsNothing() throws {
        let session = try start()
        try session.enter("function run() ran = true return {} end ran = false")
        try session.enter("trap = setmetatable({}, {__index = run, __pairs = run, __call = run, __tostring = run})")
        for line in ["trap.", "trap.x.", "trap:", "trap(", "trap{", "trap['", "run().", "run('", "#trap."] {
            session.type(line + "\t\t" + Self.controlU)
        }
        #expect(try session.enter("'ran: ' .. tostring(ran)", expect: "\"\npractice> ").hasSuffix("\"ran: false\"\npractice> "))
        try leave(session)
    }

    @Test func configurationOfReadlineCounts() throws {
        try program.write("set completion-ignore-case on\nset show-all-if-ambiguous on\nset bell-style none\n", to: ".inputrc")
        let session = try start(environment: ["INPUTRC": program.home + "/.inputrc"])
        try session.enter("Upper_Case = 4")
        #expect(try result(session, "upper_c", until: "Upper_Case", then: "").contains("4\n"))
        session.type("string.\t")
        #expect(try session.wait(for: "practice> string.").contains("gmatch"))
        session.interrupt()
        try session.wait(for: "\npractice> ")
        try leave(session)
    }

    /// Nobody is asked for a password by Tab.
    @Test func tabSignsNobodyIn() throws {
        let cloud = ["OS_AUTH_URL": "http://127.0.0.1:9/v3", "OS_USERNAME": "me", "OS_PROJECT_NAME": "p"]
        let session = try start(["--quiet"], environment: cloud)
        for line in ["archive.projects.", "Container('", "Project('", "archive:find_container('x'):get('"] {
            session.type(line + "\t\t\t" + Self.controlU)
        }
        #expect(try session.enter("'still ' .. 'here'").contains("\"still here\""))
        #expect(!session.transcript.contains("Password"))
        try leave(session)
    }

    /// A service that takes every question and answers none.
    @Test func nobodyWaitsForADeadService() throws {
        let gate = FaultServer.Gate()
        defer { gate.open() }
        let server = try FaultServer { _ in FaultServer.Reply(steps: [.wait(gate)]) }
        let session = try start(["--quiet"], environment: ["OS_STORAGE_URL": server.url("/v1/AUTH_x"), "OS_AUTH_TOKEN": "t"])
        for line in ["Container('", "Container('x'):get('", "archive.projects.AUTH_x.containers.", "archive:find_container('"] {
            session.type(line + "\t\t" + Self.controlU)
        }
        #expect(try session.enter("20 + 22").contains("\n42\n"))
        #expect(server.connections > 0)
        session.type("Container('y'):get('\t")
        session.interrupt()
        try session.wait(for: "\n" + session.prompt)
        #expect(try session.enter("20 + 23").contains("\n43\n"))
        try leave(session)
    }

    @Test(.enabled(if: TestCloud.isRunning)) func namesOfTheRealService() async throws {
        let cloud = try TestCloud.required()
        let sample = try await ContainerSample(cloud)
        for name in ["sub-01/a/one.txt", "sub-01/two.txt", "sub-02/x", "it's \"here\".txt", "\u{1B}[31mred", "\u{1B}]0;owned\u{7}", "line\nbreak"] {
            try await sample.put(name, Array(name.utf8))
        }
        let session = try start(["--quiet"], environment: try cloud.environment(of: "alice"))
        try complete(session, "c = Container('\(sample.name.dropLast(3))", until: "'")
        try session.enter(")")
        #expect(try result(session, "c:read('sub-01/t", until: "wo.txt'", then: ")").contains("\"sub-01/two.txt\""))
        #expect(try result(session, "#c:list{dir_path = 'sub-01/", until: "a/", then: "'}").contains("\n1\n"))
        #expect(try result(session, "c:read(\"it", until: ".txt\"", then: ")").contains("it's \\\"here\\\".txt"))
        #expect(try result(session, "c:read(\"line", until: "break\"", then: ")").contains("\"line\\nbreak\""))
        try complete(session, "c:read('\\", until: "\\x1B]0;owned\\x07")
        session.type(Self.controlU)
        #expect(try result(session, "archive.projects.MyP", until: "roject", then: ".name").contains("\"MyProject\""))
        #expect(try result(session, "c:grant_access('bo", until: "b'", then: ")").contains("true"))
        // Readline itself rings, and goes back over what it shows anew.
        let own: [Unicode.Scalar] = ["\n", "\t", "\u{7}", "\u{8}"]
        #expect(!session.transcript.unicodeScalars.contains { !own.contains($0) && !TerminalText.isSafe($0) })
        try leave(session)
    }
}
