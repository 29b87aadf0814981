import Foundation
import Testing

@testable import archive_lua

@Suite struct HistoryTests {
    private func temporary() -> String { NSTemporaryDirectory() + "archive-lua-\(UUID())/state/history" }

    @Test func entriesComeBackAsTheyWereAndOnlyForTheirOwner() throws {
        let history = History(path: temporary())
        #expect(history.load().isEmpty)
        let entries = ["print(1)", "for i = 1, 3 do\n  print('\\n')\nend", "é \\\\n"]
        for entry in entries { history.append(entry) }
        #expect(history.load() == entries)
        let attributes = try FileManager.default.attributesOfItem(atPath: history.path ?? "")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func twoSessionsLoseNothing() {
        let path = temporary()
        let (one, two) = (History(path: path), History(path: path))
        one.append("a = 1")
        two.append("b = 2")
        one.append("c = 3")
        #expect(two.load() == ["a = 1", "b = 2", "c = 3"])
    }

    @Test func secretsAndEmptyLinesAreNotKept() {
        let history = History(path: temporary())
        history.append("password = 'x'")
        history.append("  \n")
        #expect(history.load().isEmpty)
    }

    @Test func liesWhereTheDesktopStandardSays() {
        #expect(History.defaultPath { ["XDG_STATE_HOME": "/s", "HOME": "/h"][$0] } == "/s/archive-lua/history")
        #expect(History.defaultPath { ["XDG_STATE_HOME": "s", "HOME": "/h"][$0] } == "/h/.local/state/archive-lua/history")
        #expect(History.defaultPath { _ in nil } == nil)
    }
}
