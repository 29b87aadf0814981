import Foundation
import Testing

/// `print_table` on a terminal and elsewhere.
@Suite struct RecordTableTests {
    private static let script = """
        local long = ("x"):rep(100)
        print_table{{name = "a\\27[2J\\n", size = 1, note = long}, {name = "日本", size = 22.5}}
        """

    @Test func whatIsPipedIsPlainAndWhole() throws {
        let program = try BuiltProgram()
        let outcome = try program.run(["-e", Self.script, "-e", "print_table{{1, 'a'}, {22, {b = 1}}} print_table{} print_table({}, {columns = {'x'}})"])
        let long = String(repeating: "x", count: 100)
        let space = String(repeating: " ", count: 100)
        #expect(
            outcome.output == """
                name        note\(space.dropFirst(4))  size
                a\\x1B[2J\\n  \(long)     1
                日本        \(space)  22.5
                 1  a
                22  {b = 1}
                x

                """)
    }

    @Test func aTerminalIsNotExceeded() throws {
        let session = try TerminalSession(["-e", Self.script], in: try BuiltProgram(), environment: ["TERM": "xterm"], columns: 40)
        #expect(try session.end() == 0)
        let lines = session.transcript.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("\u{1B}[1mname") && lines[0].hasSuffix("\u{1B}[0m"))
        #expect(lines[1] == "a\\x1B[2J\\n  \(String(repeating: "x", count: 21))…     1")
    }

    @Test func filesAreRecords() throws {
        let program = try BuiltProgram()
        let script = """
            local files = archive:find_container("MyContainer"):list{extension = ".txt"}
            print_table(files, {columns = {"name", "bytes"}})
            print_table(files)
            """
        let outcome = try program.run(["--local=archive", "-e", script])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("README.txt"))
        #expect(outcome.output.contains("last_modified"))
        let first = outcome.output.split(separator: "\n").first.map(String.init) ?? ""
        #expect(first.hasPrefix("name") && first.hasSuffix("bytes"))
    }
}
