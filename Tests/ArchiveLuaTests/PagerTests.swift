import Testing

/// `more()`: what a screen has no room for is shown on from the very next row.
@Suite struct PagerTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    private func start(rows: Int, columns: Int = 80) throws -> TerminalSession {
        let session = try TerminalSession(["--quiet"], in: program, columns: columns, rows: rows)
        try session.wait(for: "> ")
        try session.enter("c = archive:find_container('MyContainer')")
        return session
    }

    /// The names in the tables that were shown, which all begin with `n`.
    private func names(_ shown: String) -> [String] {
        shown.split(separator: "\n").filter { $0.hasPrefix("n/") }.map { String($0.prefix { $0 != " " }) }
    }

    private func fill(_ session: TerminalSession, _ count: Int) throws -> [String] {
        try program.write("", to: "empty")
        try session.enter("for i = 1, \(count) do c:copy('notes/empty.txt', 'n', ('%03d'):format(i)) end")
        return (1...count).map { "n/" + String(repeating: "0", count: 3 - "\($0)".count) + "\($0)" }
    }

    @Test(arguments: ["c:list('n')", "c:files('n')"]) func moreGoesOn(_ expression: String) throws {
        let session = try start(rows: 14)
        let all = try fill(session, 25)
        let first = try session.enter(expression)
        #expect(names(first) == Array(all[..<10]) && first.contains("more: more() shows on\n"))
        #expect(names(try session.enter("more(3)")) == Array(all[10..<13]))
        #expect(names(try session.enter("more()")) == Array(all[13..<23]))
        let last = try session.enter("more()")
        #expect(names(last) == Array(all[23...]) && !last.contains("more() shows on"))
        #expect(try session.enter("more()").contains("nothing is left to show"))
    }

    @Test func theRestIsCounted() throws {
        let session = try start(rows: 14)
        _ = try fill(session, 25)
        #expect(try session.enter("c:list('n')").contains("\n… 15 more: more() shows on\n"))
        #expect(try session.enter("more(0)").contains("'count' must be positive"))
        #expect(names(try session.enter("more()")).count == 10)
    }

    @Test func longTablesToo() throws {
        let session = try start(rows: 14)
        try session.enter("t = {} for i = 1, 40 do t[i] = ('element %02d'):format(i) end")
        let first = try session.enter("t")
        #expect(first.contains("\"element 09\",\n… 32 more lines: more() shows on\n") && !first.contains("element 10"))
        #expect(try session.enter("more(40)").contains("\"element 40\",\n}\n"))
    }

    @Test(arguments: [80, 200]) func rowsFitTheScreen(_ columns: Int) throws {
        let session = try start(rows: 50, columns: columns)
        try session.enter("c:copy('notes/empty.txt', ('long '):rep(40), 'x')")
        let shown = try session.enter("c:list()")
        #expect(shown.split(separator: "\n").dropFirst().allSatisfy { $0.unicodeScalars.count <= columns })
    }
}
