import Foundation
import Testing

@testable import TestSupport
@testable import archive_lua

/// Names that a stranger chose, on the real service: listed, shown, complained about and downloaded. None may speak
/// to the terminal, and none may leave the directory.
@Suite(.enabled(if: TestCloud.isRunning)) struct HostileNamesTests {
    /// Names that are honest file names all the same.
    static let strange = [
        "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;owned\u{7}", "\u{1B}]52;c;cm0gLXJm\u{7}", "\u{9B}2J", "\u{90}payload\u{9C}",
        "line\nbreak", "line\r\nforged: ok", "\u{8}\u{8}\u{8}back", "tab\tbed", "del\u{7F}", "bell\u{7}",
        "\u{202E}gpj.exe", "\u{2066}isolated", "\u{200B}zero width", "\u{FEFF}marked", "\u{2028}separator", "\u{FFFE}nonchar",
        "\u{10FFFF}last", "\u{E000}private", "\u{0301}lone accent", "e\u{301}", "é", "\u{FFFD}", "🧠‍🔬", "-rf", "--help", "~", "$(touch owned)",
        "`touch owned`", "'; touch owned; '", "con", "file..txt", "...", " ", "%2e%2e", "%00", "%", String(repeating: "é", count: 127),
    ]
    /// Names that would lead somewhere else, or to no file at all.
    static let leading = [
        "..", ".", "../x", "../../x", "a/../../x", "/x", "//x", "/etc/passwd", "a//b", "b/", "a/./b", "./x", "..\u{1B}[2J/../x",
        String(repeating: "long/", count: 204) + "/x", String(repeating: "n", count: 1024),
    ]

    /// A container with all of these names; the content of each is its name.
    private func fill(_ cloud: TestCloud) async throws -> ContainerSample {
        let sample = try await ContainerSample(cloud)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in Self.strange + Self.leading { group.addTask { try await sample.put(name, Array(name.utf8)) } }
            try await group.waitForAll()
        }
        return sample
    }

    /// Whether nothing in it could move, colour or forge anything.
    private func isQuiet(_ shown: String) -> Bool {
        shown.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || TerminalText.isSafe($0) }
    }

    @Test func nothingSpeaksToTheTerminal() async throws {
        let sample = try await fill(try TestCloud.required())
        let program = try BuiltProgram()
        let session = try TerminalSession(["--quiet"], in: program, environment: sample.environment(), columns: 80, rows: 100)
        try session.learnPrompt()
        try session.enter("c = Container('\(sample.name)') files = c:list()")
        #expect(try session.enter("#files").contains("\n\(Self.strange.count + Self.leading.count)\n"))
        for line in [
            "files", "files[1]", "for _, f in ipairs(files) do print(f) end", "for i, f in ipairs(files) do local ok, e = pcall(c.get, c, f.name .. '?') print(e) end",
            "for i, f in ipairs(files) do local ok, e = pcall(f.download, f, 'down', {overwrite = 'x'}) print(e) end",
            "for i, f in ipairs(files) do local ok, e = pcall(f.download, f, 'down') if not ok then print(e) end end",
            "errors = {} for i, f in ipairs(files) do _, errors[i] = pcall(f.download, f, 'down') end return errors",
            "all = {} for i, f in ipairs(files) do all[f.name] = f.name end return all",
            "c:read(files[1].name .. '\\27[2J')", "c:list(files[2].name)", "c:upload('\\27]0;x\\7')", "Container('\\27[31m')", "PublicContainer('\\27[31m')",
            "error(files[3].name)", "error({files[3].name})", "local t = {[files[4].name] = 1} t = t.x.y", "load('\\27[31m = ')()", "require('\\27[31m')",
            "c['\\27[31m']", "c:list{['\\27[31m'] = 1}", "help('\\27[31m')", "scale_bytes(1, '\\27[31m')", "set_logger('screen', 'DEBUG') c:get(files[5].name)",
            "set_logger(nil)", "c:download_directory('', 'all')", "archive:find_container('\\27[31m')",
        ] {
            let shown = try session.enter(line)
            #expect(isQuiet(shown), "\(line): \(shown.debugDescription)")
        }
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
        #expect(isQuiet(session.transcript))
    }

    @Test func aScriptsErrorsAreQuotedToo() async throws {
        let sample = try await fill(try TestCloud.required())
        let program = try BuiltProgram()
        let script = try program.write(
            "local c, n = Container('\(sample.name)'), tonumber(arg[1]) local f = c:list()[n] c:get(f.name .. '/absent')", to: "s.lua")
        for number in 1...(Self.strange.count + Self.leading.count) {
            let outcome = try program.run([script, String(number)], environment: sample.environment())
            #expect(outcome.status == 1)
            // The message is one line: a name cannot forge another.
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.count == 6 || lines.count == 5, "\(outcome.errors.debugDescription)")
            #expect(isQuiet(outcome.errors), "\(outcome.errors.debugDescription)")
        }
    }

    @Test func nothingLeavesTheDirectory() async throws {
        let sample = try await fill(try TestCloud.required())
        let program = try BuiltProgram()
        let script = """
            local c = Container("\(sample.name)")
            local counts = {}
            for f in c:files() do
              local ok, e = pcall(f.download, f, "outer/down")
              local code = ok and "downloaded" or e.code
              counts[code] = (counts[code] or 0) + 1
              if not ok then assert(e.path == f.name) end
            end
            print(counts.downloaded, counts.unsafe_path, counts.local_file)
            print(pcall(c.download_directory, c, "", "outer/down"))
            """
        try program.write(script, to: "s.lua")
        let outcome = try program.run(["s.lua"], environment: sample.environment())
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("\(Self.strange.count)\t\(Self.leading.count - 1)\t1\nfalse\t"), "\(outcome.output)")
        let home = try FileManager.default.contentsOfDirectory(atPath: program.home).filter { !$0.hasPrefix("run-") }
        #expect(home.sorted() == ["outer", "s.lua"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.home + "/outer") == ["down"])
        for name in Self.strange {
            let content = FileManager.default.contents(atPath: program.home + "/outer/down/" + name)
            #expect(content == Data(name.utf8), "\(name.debugDescription)")
        }
        let downloaded = try FileManager.default.contentsOfDirectory(atPath: program.home + "/outer/down")
        #expect(downloaded.count == Self.strange.count, "\(downloaded)")
    }
}
