import Foundation
import TestSupport
import Testing

@testable import ArchiveAPI

/// Patterns as in a `.gitignore`, beside what git itself makes of them.
@Suite struct GlobTests {
    private static let paths = [
        "ab", "a.txt", "b.txt", "a/b/c", "a/b/c.txt", "a/b.txt", "a/c/b", "a/doc/a", "b/a", "b/b", "c/a/b", "c/d/e/f", "d", "d.tmp",
        "a b", "!a", "#a", "a*", "a?", "a[b", "a\\b", "ü.txt", "b-c", "-", "]", "doc/frotz", ".hidden", "x ", "c/b",
    ]

    private func matches(_ patterns: [String], _ path: String) -> Bool {
        var list = GlobList(patterns)
        return list.matches(Array(path.utf8), isDirectory: false)
    }

    @Test(arguments: [
        ("*.txt", ["a.txt", "b/c.txt"], ["a.txt.gz", "txt"]),
        ("/a", ["a", "a/b"], ["b/a", "ab"]),
        ("a/", ["a/b", "c/a/b"], ["a", "c/a"]),
        ("a/b", ["a/b", "a/b/c"], ["c/a/b"]),
        ("**/b", ["b", "a/b", "a/c/b/d"], ["ab"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a/xb", "ab"]),
        ("a?c", ["abc", "x/adc"], ["a/c", "ac"]),
        ("[a-c]x[!0-9]", ["axy", "cx-"], ["ax1", "dxy"]),
        ("\\*", ["*"], ["a"]),
        ("\\!a", ["!a"], ["a"]),
        ("[[:digit:]]*", ["1a"], ["a1"]),
    ]) func whatAPatternMatches(_ pattern: String, _ yes: [String], _ no: [String]) {
        for path in yes { #expect(matches([pattern], path), "\(pattern) \(path)") }
        for path in no { #expect(!matches([pattern], path), "\(pattern) \(path)") }
    }

    @Test func theLastPatternDecides() {
        #expect(!matches(["*.txt", "!a.txt"], "a.txt"))
        #expect(matches(["!a.txt", "*.txt"], "a.txt"))
        // Below a directory that is matched, nothing is taken back.
        #expect(matches(["d/", "!d/a"], "d/a"))
        #expect(!matches(["d/*", "!d/a"], "d/a"))
    }

    @Test func whatMatchedNothingIsKnown() {
        var list = GlobList(["*.txt", "", "/absent", "# comment", "!b.txt", "d/"])
        for path in ["a.txt", "b.txt", "d/x"] { _ = list.matches(Array(path.utf8), isDirectory: false) }
        #expect(list.unmatched == ["/absent", "# comment"])
    }

    @Test func aWholeFileIsAListOfItsLines() {
        var list = GlobList(["# what is made\n*.o\n\n/build/\n", "*.txt"])
        let matched = ["build/x", "a/b.o", "c"].filter { list.matches(Array($0.utf8), isDirectory: false) }
        #expect(matched == ["build/x", "a/b.o"])
        #expect(list.unmatched == ["*.txt"])
    }

    @Test func aSlowPatternIsNotExponential() {
        #expect(!matches([String(repeating: "*a", count: 30) + "b"], String(repeating: "a", count: 200)))
        #expect(!matches([String(repeating: "**/", count: 12) + "b"], String(repeating: "a/", count: 24) + "a"))
    }

    /// Thousands of patterns made at random, each list as one `.gitignore`.
    @Test(.enabled(if: Git.isThere)) func gitSaysTheSame() throws {
        let git = try Git(Self.paths)
        var random = Dice(seed: 1)
        let pieces = ["*", "**", "?", "/", "/", "a", "b", "c", "d", ".txt", "[ab]", "[!a]", "[a-c]", "[", "]", "\\", "\\*", "!", "-", "**/", "/**", "#", " ", "\\ ", "[[:alpha:]]", "[]-]", "ü", "[^b"]
        var ignored = 0
        for _ in 0..<400 {
            let patterns = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            }
            let ours = git.files.filter { matches(patterns, $0) }
            ignored += ours.count
            #expect(ours == (try git.ignored(by: patterns)), "\(patterns)")
        }
        #expect(ignored > 400)
    }
}

/// The real git on a repository with these files in it.
private struct Git {
    static let isThere = access("/usr/bin/git", X_OK) == 0

    let folder: LocalFolder
    let files: [String]

    /// What cannot be beside the files before it is left out, as is what only names a directory.
    init(_ paths: [String]) throws {
        folder = try LocalFolder()
        var files: [String] = []
        for path in paths where !path.hasSuffix("/") {
            let file = folder("repository/" + path)
            try? FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            if FileManager.default.createFile(atPath: file, contents: nil) { files.append(path) }
        }
        self.files = files
        _ = try run(["init", "-q"])
    }

    func ignored(by patterns: [String]) throws -> [String] {
        try Data((patterns.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: folder("repository/.git/info/exclude")))
        let output = try run(["check-ignore", "--no-index", "-z", "--stdin"], input: files.joined(separator: "\0") + "\0")
        return output.split(separator: "\0").map(String.init)
    }

    private func run(_ arguments: [String], input: String = "") throws -> String {
        try folder.write("input", input)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
        process.arguments = ["-C", folder("repository"), "-c", "core.excludesFile=/dev/null"] + arguments
        process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"]
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder("input")))
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
