import Testing

@testable import archive_lua

@Suite struct TextTableTests {
    @Test func alignsAndCuts() {
        let table = TextTable(
            columns: [.init(title: "name", narrowest: 12), .init(title: "size", alignment: .right), .init(title: "type")],
            rows: [["a", "1 kB", "text/plain"], ["日本語のとても長い名前です", "12 MB", "x"]])
        #expect(
            table.lines(width: 34) == [
                "name              size  type", "a                 1 kB  text/plain", "日本語のとても…  12 MB  x",
            ])
        #expect(table.lines(width: 80)[1] == "a" + String(repeating: " ", count: 25) + "   1 kB  text/plain")
    }

    @Test func pathsAreCutInTheMiddle() {
        #expect(TextTable.cut("recordings/2019-06-01/cell_1.nwb", to: 20, inMiddle: true) == "recording…cell_1.nwb")
        #expect(TextTable.cut("abc", to: 3, inMiddle: true) == "abc")
        #expect(TextTable.cut("abcdef", to: 3) == "ab…")
    }

    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1 kB"), (1536, "1.5 kB"), (12_582_912, "12 MB"),
        (1_048_575, "1 MB"), (5 << 40, "5 TB"), (Int64.max, "8388608 TB"),
    ] as [(Int64, String)])
    func sizes(bytes: Int64, text: String) { #expect(HumanSize.text(bytes) == text) }
}
