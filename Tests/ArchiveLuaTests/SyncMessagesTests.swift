import ArchiveAPI
import Testing

@testable import archive_lua

/// What a dry run prints: one line an action, whatever the names are.
@Suite struct SyncMessagesTests {
    @Test func aLineForEachAction() {
        #expect(SyncMessages.line(SyncAction(.download, "data/a b", bytes: 2048, "new")) == "download \"data/a b\" (new, 2 kB)")
        #expect(SyncMessages.line(SyncAction(.upload, "x", bytes: 1, "changed")) == "upload \"x\" (changed, 1 byte)")
        #expect(SyncMessages.line(SyncAction(.delete, "\u{1B}[2J\n", "not there any more")) == "delete \"\\x1B[2J\\n\"")
        #expect(SyncMessages.line(SyncAction(.deleteDirectory, "d", "nothing is left in it")) == "delete directory \"d\"")
        #expect(SyncMessages.line(SyncAction(.leave, "d/", "a marker of a directory")) == "leave \"d/\": a marker of a directory")
        #expect(SyncMessages.line(SyncAction(.fail, "..", "no\nway")) == "fail \"..\": no\\nway")
    }

    @Test func aDryRunPrintsThePlanAndWhatMatchedNothing() throws {
        let program = try BuiltProgram()
        let outcome = try program.run(
            ["--local=archive", "-e", #"archive:find_container("MyContainer"):sync("out", {dry_run = true, include = {"README.txt", "no\27such"}})"#])
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("download \"out/README.txt\" (new, "))
        #expect(outcome.output.split(separator: "\n").count == 1)
        #expect(outcome.errors == "archive-lua: the pattern \"no\\x1Bsuch\" matched nothing\n")
    }
}
