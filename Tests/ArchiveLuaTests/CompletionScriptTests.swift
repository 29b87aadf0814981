import Foundation
import Testing

/// The scripts that complete the command line, in the shells themselves.
@Suite struct CompletionScriptTests {
    private static let clouds = """
        clouds:
          work: {auth: {auth_url: "http://127.0.0.1:9/v3"}}
          "work two": {auth: {auth_url: "http://127.0.0.1:9/v3"}}
          "$(touch hacked)": {auth: {auth_url: "http://127.0.0.1:9/v3"}}
          home: {auth: {auth_url: "http://127.0.0.1:9/v3"}}

        """

    private func prepared() throws -> BuiltProgram {
        let program = try BuiltProgram()
        try program.write(Self.clouds, to: "clouds.yaml")
        return program
    }

    /// What bash offers for the last of these words.
    private func offers(_ words: [String], in program: BuiltProgram) throws -> [String] {
        let script = try program.run(["--completions", "bash"])
        #expect(script.status == 0)
        try program.write(script.output, to: "completion.bash")
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let line = "source ./completion.bash; COMP_WORDS=('\(BuiltProgram.path)' \(quoted)); COMP_CWORD=\(words.count);"
            + " _archive_lua \"${COMP_WORDS[0]}\"; printf '%s\\n' \"${COMPREPLY[@]}\""
        let outcome = try program.run(["-c", line], program: "/bin/bash", name: "bash")
        #expect(outcome.errors.isEmpty)
        return outcome.output.split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        (["--c"], ["--cloud", "--completions"]), (["--completions", ""], ["bash", "zsh", "fish"]), (["--completions", "=", "z"], ["zsh"]),
        (["--cloud", "h"], ["home", "hbp"]), (["--cloud", "=", ""], [#"\$\(touch\ hacked\)"#, "home", "work", #"work\ two"#, "hbp"]),
        (["--cloud", "=", "work"], ["work", #"work\ two"#]), (["--cloud", "work", "--re"], ["--read-only", "--reference"]),
        (["--cloud", "=", "work", "--read-only", "--ver"], ["--version"]), (["-e", "print(1)", "--q"], ["--quiet"]),
        (["--local", "folder", "--q"], ["--quiet"]), (["--local", "=", "folder", "--q"], ["--quiet"]),
        (["script.lua", "--c"], []), (["--quiet", "script.lua", "--cloud", "h"], []), (["--", "--c"], []), (["scr"], []), (["rec"], ["recipe"]), (["--quiet", "app"], ["apply"]),
        (["--annotations", "st"], ["stuff"]),
    ] as [([String], [String])]) func bash(_ words: [String], _ expected: [String]) throws {
        let program = try prepared()
        try FileManager.default.createDirectory(atPath: program.home + "/stuff", withIntermediateDirectories: true)
        #expect(try offers(words, in: program) == expected)
        #expect(!FileManager.default.fileExists(atPath: program.home + "/hacked"))
    }

    @Test func recipesAndTheirArguments() throws {
        let program = try prepared()
        let header = ["[arguments.container]", "type = \"container\"", "[arguments.my_count]", "type = \"integer\""]
        try program.write(RecipeText.recipe(header: header, "print(1)"), to: "trial.lua")
        let names = try offers(["run", ""], in: program)
        #expect(!names.isEmpty && names == BuiltProgram.shippedRecipes)
        #expect(try offers(["run", "back"], in: program) == ["backup-container"])
        #expect(try offers(["--quiet", "run", "./trial.lua", "--my"], in: program) == ["--my-count"])
        #expect(try offers(["run", "./trial.lua", "--"], in: program).contains("--container"))
        #expect(try offers(["run", "./no-such.lua", "--al"], in: program) == ["--allow"])
        #expect(try offers(["recipe", "se"], in: program) == ["search"])
        #expect(try offers(["recipe", "show", "back"], in: program) == ["backup-container"])
    }

    private static let valued = RecipeText.recipe(
        header: [
            "[arguments.algorithm]", "type = \"choice\"", "choices = [\"md5\", \"sha 256\", \"sha512\"]", "[arguments.source]",
            "type = \"archive\"", "[arguments.file]", "type = \"path\"",
        ], "print(1)")

    @Test(arguments: [
        (["run", "./trial.lua", "--algorithm", "m"], ["md5"]), (["run", "./trial.lua", "--algorithm", "=", "sha"], [#"sha\ 256"#, "sha512"]),
        (["run", "./trial.lua", "--source", "w"], ["work", #"work\ two"#]), (["run", "./trial.lua", "--file", "t"], []),
        (["run", "./trial.lua", "--allow", "r"], ["read"]), (["run", "--json", "--allow", "=", "read,w"], ["read,write"]),
        (["run", "--allow", "=", "read", "./trial.lua", "--alg"], ["--algorithm"]), (["run", "--allow", "read", "back"], ["backup-container"]),
        (["run", "--json", "back"], ["backup-container"]), (["run", "./trial.lua", "back"], []), (["run", "--output", "back"], []),
        (["recipe", "add", "--a"], ["--allow"]), (["recipe", "add", "--allow", "read,acc"], ["read,access"]), (["recipe", "publish", "--to", "b"], []),
    ] as [([String], [String])]) func valuesOfOptions(_ words: [String], _ expected: [String]) throws {
        let program = try prepared()
        try program.write(Self.valued, to: "trial.lua")
        #expect(try offers(words, in: program) == expected)
    }

    /// In fish and zsh what is to be had depends on less: not on how the shell takes a line apart.
    private static let lines = [
        ("--cloud ho", "home"), ("run ./trial.lua --algorithm m", "md5"), ("run ./trial.lua --algorithm=sha5", "sha512"), ("run ./trial.lua --source ho", "home"),
        ("run ./trial.lua --file trial.l", "trial.lua"), ("run ./trial.lua --allow acc", "access"), ("run --json --allow=read,w", "read,write"),
        ("run ./trial.lua --allow=fil", "files"), ("run --allow read,write ./trial.lua --alg", "--algorithm"), ("run --json back", "backup-container"),
        ("recipe se", "search"), ("recipe show back", "backup-container"), ("recipe add --allow read,acc", "read,access"), ("recipe test --her", "--here"),
    ]

    /// A program with the recipe and the completions of a shell, and the environment that the shell has.
    private func prepared(for shell: String, completions: String) throws -> (program: BuiltProgram, environment: [String: String]) {
        let program = try prepared()
        try program.write(Self.valued, to: "trial.lua")
        try program.write(try program.run(["--completions", shell]).output, to: completions)
        let folder = (BuiltProgram.path as NSString).deletingLastPathComponent
        return (program, ["PATH": "\(folder):/usr/bin:/bin"])
    }

    private static func isInstalled(_ shell: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(shell)") }

    @Test(.enabled(if: isInstalled("fish")), arguments: lines) func fish(_ line: String, _ expected: String) throws {
        let (program, environment) = try prepared(for: "fish", completions: "completion.fish")
        let outcome = try program.run(
            ["-c", "source completion.fish; complete -C 'archive-lua \(line)'"], environment: environment, program: "/usr/bin/fish", name: "fish")
        let offered = outcome.output.split(separator: "\n").map { $0.split(separator: "\t")[0] }
        #expect(offered.count == 1 && offered[0].hasSuffix(expected), "\(outcome)")
    }

    /// On a terminal: nothing else of zsh completes.
    @Test(.enabled(if: isInstalled("zsh"))) func zsh() throws {
        let (program, environment) = try prepared(for: "zsh", completions: "_archive-lua")
        let session = try TerminalSession(["-f", "-o", "nopromptsp"], in: program, environment: environment, columns: 200, command: "/usr/bin/zsh")
        try session.enter("autoload compinit; compinit -u -d dump; source ./_archive-lua; PROMPT='ready> '; bindkey -e", expect: "\nready> ")
        for (line, expected) in Self.lines {
            session.type("archive-lua \(line)\t\u{1}print -r -- \u{5}\r")
            let shown = try session.wait(for: "\nready> ")
            let result = shown.split(separator: "\n").last { $0.hasPrefix("archive-lua ") }
            #expect(result?.hasSuffix(expected) == true, "\(line): \(shown.debugDescription)")
        }
        session.type("exit\r")
        #expect(try session.end() == 0)
    }

    @Test func cloudsAreNamedAlsoWhereThereIsNoFile() throws {
        #expect(try prepared().run(["--completions", "clouds"]).output == "$(touch hacked)\nhome\nwork\nwork two\nhbp\n")
        let program = try BuiltProgram()
        #expect(try program.run(["--completions", "clouds"]) == BuiltProgram.Outcome(output: "hbp\n", errors: "", status: 0))
        try program.write("clouds: [nonsense", to: "clouds.yaml")
        #expect(try program.run(["--completions", "clouds"]) == BuiltProgram.Outcome(output: "hbp\n", errors: "", status: 0))
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func isWhatTheShellReads(_ shell: String) throws {
        let program = try BuiltProgram()
        let script = try program.run(["--completions", shell]).output
        #expect(script.contains("read-only") && script.contains("--completions clouds"))
        let path = ["/bin/", "/usr/bin/"].map { $0 + shell }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let path else { return }
        let outcome = try program.run(["-n", try program.write(script, to: "completion")], program: path, name: shell)
        #expect(outcome == BuiltProgram.Outcome(output: "", errors: "", status: 0))
    }
}
