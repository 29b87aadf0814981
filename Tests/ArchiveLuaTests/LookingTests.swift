import Foundation
import Testing

@testable import ArchiveAPI
@testable import archive_lua

/// How trees, usage, heads and tails are shown, to a screen of any width, whatever is in the files.
@Suite struct LookingTests {
    private func glance(_ content: FileGlance.Content, encoding: String? = nil, note: String? = nil) -> FileGlance {
        FileGlance(name: "f", bytes: 1, contentType: "x/y", format: .text, encoding: encoding, content: content, note: note)
    }

    private let narrow = Screen(columns: 40, rows: 24)

    @Test func aTreeHasBranches() {
        var builder = TreeBuilder(container: "c", directory: "", depth: 2)
        for name in ["a/b/c", "a/d", "e/\u{1B}[31mf", "z"] { builder.add(name, 1024) }
        #expect(
            TreeText(builder.tree).text(on: narrow) == """
                c  4 files, 4 kB
                ├── a/  2 files, 2 kB
                │   ├── b/  1 file, 1 kB
                │   └── d  1 kB
                ├── e/  1 file, 1 kB
                │   └── \\x1B[31mf  1 kB
                └── z  1 kB
                """)
    }

    @Test func whatATreeLeavesOutIsCounted() {
        var builder = TreeBuilder(container: "c", directory: "d", depth: 1)
        for number in 1000..<31_000 { builder.add("d/\(number)", 1) }
        let lines = TreeText(builder.tree).text(on: narrow).split(separator: "\n")
        #expect(lines.count == 22 && lines[0] == "c/d  30,000 files, 29 kB")
        #expect(lines[20] == "├── 1019  1 byte" && lines[21] == "└── … 29,980 more files  29 kB")
    }

    @Test func usageHasBars() {
        let report = UsageReport(
            container: "c", directory: "", bytes: 3072, count: 3,
            byDirectory: [.init(name: "a", bytes: 2048, count: 2), .init(name: "", bytes: 1024, count: 1)],
            byExtension: [.init(name: ".csv", bytes: 3072, count: 3)], byMonth: [.init(name: "2019-06", bytes: 3072, count: 3)])
        #expect(
            UsageText(report).text(on: Screen(columns: 50, rows: nil)) == """
                c  3 files, 3 kB

                by directory
                  a/              █████████████████  2 kB  2 files
                  (no directory)  ████████▌          1 kB   1 file

                by extension
                  .csv  ███████████████████████████  3 kB  3 files

                by month
                  2019-06  ████████████████████████  3 kB  3 files
                """)
    }

    @Test func tablesFitTheScreen() {
        let table = glance(.table(columns: (1...30).map { "column \($0)" }, rows: [(1...31).map { "\($0).5" }, ["x"]]))
        let lines = GlanceText(table).text(on: narrow).split(separator: "\n")
        #expect(lines.count == 4 && lines.allSatisfy { TextTable.width(String($0)) <= 40 })
        #expect(lines[0].hasPrefix("column 1  column 2") && lines[3] == "… 27 more columns")
        let numbers = glance(.table(columns: ["n", "name"], rows: [["1", "a"], ["-10.5", "b\nc"]]))
        #expect(GlanceText(numbers).text(on: narrow) == "    n  name\n    1  a\n-10.5  b\\nc")
    }

    @Test func headersAndDumps() {
        var header = FileHeader("NIfTI-1 image")
        header.add("voxel_size", .numbers([0.8, 2]), unit: "mm")
        header.add("description", "\u{1B}[31mred")
        #expect(GlanceText(glance(.header(header))).text(on: narrow) == "NIfTI-1 image\n  voxel size   0.8 × 2 mm\n  description  \\x1B[31mred")
        let bytes = Array("\u{1B}[31mred, and so on".utf8)
        #expect(
            GlanceText(glance(.bytes(bytes, offset: 32))).text(on: narrow) == """
                00000020  1b 5b 33 31 6d 72 65 64  2c 20 61 6e 64 20 73 6f  |.[31mred, and so|
                00000030  20 6f 6e                                          | on|
                """)
    }

    @Test func linesAreCutAndQuoted() {
        let text = glance(.lines(["\u{1B}]0;owned\u{7}\tx", String(repeating: "y", count: 300)]), encoding: "latin-1", note: "why")
        let cut = String(repeating: "y", count: 199) + "…"
        #expect(GlanceText(text).text(on: narrow) == "(latin-1)\n\\x1B]0;owned\\x07\tx\n\(cut)\n(why)")
        #expect(GlanceText(glance(.lines([]))).text(on: narrow) == "(empty)")
    }

    @Test func coloursOnlyWhereTheScreenHasThem() {
        let text = glance(.lines(["x"]), encoding: "latin-1")
        #expect(GlanceText(text).text(on: Screen(columns: 80, rows: 24, hasColours: true)) == "\u{1B}[2m(latin-1)\u{1B}[0m\nx")
    }

    /// On a terminal: nothing in a name or in a file speaks to it, and tables keep to its width.
    @Test(arguments: [80, 200]) func nothingSpeaksToTheTerminal(columns: Int) throws {
        let program = try BuiltProgram()
        let evil = "\u{1B}[31mred\u{1B}]0;owned\u{7}\u{202E}\u{9B}2J"
        try program.write("\(evil)\n\(String(repeating: evil, count: 100))\n", to: "\(evil).txt")
        try program.write("\(evil),b\n\(evil),2\n\"\(evil)\n\(evil)\",\(String(repeating: "3", count: 300))\n", to: "t.csv")
        try Data(SampleImage.nifti(description: "\u{1B}[31mred")).write(to: URL(fileURLWithPath: program.home + "/i.nii"))
        try Data([0] + Array(evil.utf8)).write(to: URL(fileURLWithPath: program.home + "/b.dat"))
        let session = try TerminalSession(["--quiet", "--local=practice"], in: program, columns: columns, rows: 50)
        try session.wait(for: "> ")
        try session.enter("c = archive:find_container('MyContainer')")
        try session.enter("evil = '\\27[31mred\\27]0;owned\\7\\u{202E}\\u{9B}2J.txt'")
        try session.enter("names = c:upload({evil, 't.csv', 'i.nii', 'b.dat'}, 'evil\\27[2J')")
        for line in [
            "c:tree()", "c:tree{depth = 9}", "c:usage()", "c:usage('evil\\27[2J')", "c:tree('evil\\27[2J')", "c:tree('\\27[2J')", "print(c:tree())",
            "c:get(names[1]):head()", "c:get(names[1]):tail()", "c:get(names[2]):head()", "c:get(names[2]):tail()", "c:get(names[3]):head()",
            "c:get(names[4]):head()", "c:get(names[4]):tail()", "print(c:get(names[2]):head())", "c:get(names[1]):head().lines", "c:usage().by_directory",
            "{c:get(names[1]):head(), c:tree()}",
        ] {
            let shown = try session.enter(line)
            let isQuiet = shown.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || TerminalText.isSafe($0) }
            #expect(isQuiet, "\(line): \(shown.debugDescription)")
            guard line.hasPrefix("c:tree(") || line.hasPrefix("c:usage()") || line.contains("[2])") else { continue }
            let widest = shown.split(separator: "\n").dropFirst().map { TextTable.width(String($0)) }.max() ?? 0
            #expect(widest <= columns || line == "c:tree('\\27[2J')", "\(line): \(shown)")
        }
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }
}

/// The beginning of an image.
private enum SampleImage {
    static func nifti(description: String) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 352)
        bytes.replaceSubrange(0..<4, with: [0x5C, 1, 0, 0])
        bytes.replaceSubrange(40..<48, with: [3, 0, 4, 0, 5, 0, 6, 0])
        bytes.replaceSubrange(148..<(148 + description.utf8.count), with: Array(description.utf8))
        bytes.replaceSubrange(344..<347, with: Array("n+1".utf8))
        return bytes
    }
}
