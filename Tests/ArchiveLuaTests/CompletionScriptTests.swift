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
        (["script.lua", "--c"], []), (["--quiet", "script.lua", "--cloud", "h"], []), (["--", "--c"], []), (["scr"], []),
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
        #expect(try offers(["app"], in: program).isEmpty)
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

    @Test func fishOffersClouds() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/fish") else { return }
        let program = try prepared()
        try program.write(try program.run(["--completions", "fish"]).output, to: "completion.fish")
        let folder = (BuiltProgram.path as NSString).deletingLastPathComponent
        let outcome = try program.run(
            ["-c", "source completion.fish; complete -C 'archive-lua --cloud h'"],
            environment: ["PATH": "\(folder):/usr/bin:/bin"], program: "/usr/bin/fish", name: "fish")
        #expect(outcome.output.contains("home\t"))
    }
}
