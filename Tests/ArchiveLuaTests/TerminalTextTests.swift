import Testing

@testable import archive_lua

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain é 日本 👩‍🔬", "plain é 日本 👩‍🔬"),
        ("\u{1B}[31mred", "\\x1B[31mred"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\u{7F}\u{9B}2J", "\\x7F\\u{9B}2J"),
        ("exe\u{202E}fdp.txt\u{2066}", "exe\\u{202E}fdp.txt\\u{2066}"),
        ("line\u{2028}break", "line\\u{2028}break"),
        ("a\r\nb", "a\\r\\nb"),
    ])
    func aLineShowsNothingThatMovesTheCursor(text: String, shown: String) {
        #expect(TerminalText.line(text) == shown)
    }

    @Test func aBlockKeepsLinesAndTabs() {
        #expect(TerminalText.block("a\n\tb\u{7}") == "a\n\tb\\x07")
    }

    @Test func bytesThatAreNotUTF8AreShownAsBytes() {
        #expect(TerminalText.line([0x61, 0xE9, 0x62]) == "a\\xE9b")
        #expect(TerminalText.line([0xC0, 0xAF]) == "\\xC0\\xAF")
        #expect(TerminalText.line([0xED, 0xA0, 0x80]) == "\\xED\\xA0\\x80")
        #expect(TerminalText.line([0xE2, 0x82]) == "\\xE2\\x82")
    }

    @Test func literalsAreLua() {
        #expect(TerminalText.luaLiteral("say \"hi\"\\\n\0") == "\"say \\\"hi\\\"\\\\\\n\\x00\"")
    }
}
