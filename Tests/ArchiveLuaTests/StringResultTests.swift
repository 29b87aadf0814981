import LuaBridge
import Testing

@testable import archive_lua

/// How a string shows that is a result itself.
@Suite struct StringResultTests {
    @Test func jsonIsIndented() {
        let json = #"{"a":[1,2.50,{}], "b" : {"c":"x,{\"y\":[]}"},"e":[ ],"n":null}"#
        #expect(StringResult.lines(LuaBytes(json)) == [
            "{", "  \"a\": [", "    1,", "    2.50,", "    {}", "  ],", "  \"b\": {", #"    "c": "x,{\"y\":[]}""#, "  },",
            "  \"e\": [],", "  \"n\": null", "}",
        ])
        #expect(StringResult.lines("{not json}") == nil)
        #expect(StringResult.lines("[1, 2") == nil)
        #expect(StringResult.lines("just text") == nil)
    }

    @Test func jsonCannotSpeakToTheTerminal() throws {
        let lines = try #require(StringResult.lines(LuaBytes("{\"\u{7F}\u{202E}\": \"\u{9B}31m\"}")))
        #expect(lines == ["{", #"  "\x7F\u{202E}": "\u{9B}31m""#, "}"])
    }

    @Test func bytesThatAreNoTextAreDumped() throws {
        let bytes = Array(0..<UInt8(20)) + [0xFF]
        let lines = try #require(StringResult.lines(LuaBytes(bytes)))
        #expect(lines.count == 3 && lines[0].hasPrefix("00000000  00 01 02 03") && lines[2] == "(21 bytes)")
        // Few of them read better as a literal.
        #expect(StringResult.lines(LuaBytes([0, 1, 2, 0xFF])) == nil)
        #expect(StringResult.lines("\u{1B}[31m with a letter or more") == nil)
    }

    @Test func longStringsAreCutWithTheirLength() {
        #expect(StringResult.literal(LuaBytes(String(repeating: "x", count: 1_000))).hasSuffix("x\""))
        let long = StringResult.literal(LuaBytes(String(repeating: "é", count: 20_000) + "x"))
        #expect(long.hasSuffix("é\" … (40,001 bytes)") && long.count < 1_100)
    }
}
