import Foundation
import TestSupport
import Testing

@testable import archive_lua

/// What somebody sees of a transfer, at a terminal and elsewhere.
@Suite struct ProgressTests {
    private let program: BuiltProgram
    private static let clear = "\u{1B}[J"

    init() throws { program = try BuiltProgram() }

    private func start(_ arguments: [String] = [], terminal: String = "xterm", columns: Int = 80) throws -> TerminalSession {
        let session = try TerminalSession(arguments, in: program, environment: ["TERM": terminal], columns: columns)
        try session.wait(for: "> ")
        try session.enter("c = archive:find_container('MyContainer')", expect: "> ")
        return session
    }

    /// What is on the screen between the call and its result.
    private func download(_ session: TerminalSession, _ options: String) throws -> String {
        try session.enter("c:download('my_file.dat', 'out', {overwrite = true, max_bandwidth = '800 kB/s'\(options)})", expect: "\"out/my_file.dat\"")
    }

    @Test(arguments: [80, 200])
    func barsShowWhatMovesAndLeaveNothing(columns: Int) throws {
        let session = try start(columns: columns)
        let shown = try download(session, "")
        #expect(shown.contains("my_file.dat") && shown.contains("[#") && shown.contains("0 of 1 file") && shown.contains("kB/s"))
        let rest = try #require(shown.components(separatedBy: Self.clear).last)
        #expect(rest == "\"out/my_file.dat\"")
        for line in shown.components(separatedBy: "\n") where line.contains("[#") {
            #expect(TextTable.width(line.components(separatedBy: "\u{1B}[J").last ?? "") < columns)
        }
    }

    @Test func controlCLeavesNothingOnTheScreen() throws {
        let session = try start()
        session.type("c:download('my_file.dat', 'out', {max_bandwidth = '20 kB/s'})\r")
        try session.wait(for: "0 of 1 file")
        session.type(TerminalSession.controlC)
        let rest = try #require(try session.wait(for: "interrupted").components(separatedBy: Self.clear).last)
        #expect(!rest.contains("file"))
    }

    @Test(arguments: [([String](), ", progress = false"), (["--quiet"], "")])
    func nothingIsShownToWhoDoesNotWantIt(arguments: [String], option: String) throws {
        let session = try start(arguments)
        #expect(try !download(session, option).contains("of 1 file"))
    }

    @Test func whatIsPrintedMeanwhileIsNotLost() throws {
        let session = try start()
        let shown = try session.enter(
            "t = spawn(function() for i = 1, 3000 do c:count() end print('still', 'here') end) "
                + "print(c:download('my_file.dat', 'out', {max_bandwidth = '600 kB/s'}))", expect: "out/my_file.dat\n")
        let line = try #require(shown.components(separatedBy: "still\there").first)
        let before = try #require(line.components(separatedBy: "\u{1B}[J").last)
        #expect(!before.contains("[#"))
    }

    private func snapshot(_ name: String) -> TransferProgress.Snapshot {
        let progress = TransferProgress()
        progress.planned(files: 1000, bytes: 5 << 30)
        progress.began(name, bytes: 1 << 30)
        progress.moved(name, bytes: 300 << 20)
        progress.ended("other", nil)
        return progress.look()
    }

    @Test(arguments: [20, 40, 80, 200])
    func linesFitTheScreen(columns: Int) {
        for name in ["a", String(repeating: "directory/", count: 30), "日本語のとても長い名前のファイル.nwb", "\u{1B}[2J\nforged> "] {
            for line in ProgressText.lines(snapshot(name), columns: columns) {
                #expect(TextTable.width(line) < columns && !line.contains("\u{1B}") && !line.contains("\n"))
            }
        }
    }

    @Test func aLogSaysTheSameInASentence() {
        let text = ProgressText.sentence(snapshot("a"))
        #expect(text.hasPrefix("1 of 1000 files, 300 MB of 5 GB, "))
    }
}
