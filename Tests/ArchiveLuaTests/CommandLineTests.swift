import Testing

@testable import archive_lua

@Suite struct CommandLineTests {
    private func parse(_ words: String..., kind: (String) -> PathKind = { _ in .absent }) throws -> CommandLine {
        try CommandLine(words: (["archive-lua"] + words).map { Array($0.utf8) }, kind: kind)
    }

    private func refusal(_ words: [String]) -> CommandLine.UsageError? {
        do {
            _ = try CommandLine(["archive-lua"] + words)
            return nil
        } catch {
            return error
        }
    }

    private func message(_ words: String...) -> String? { refusal(words)?.message }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func keepsTheOrderOfMixedSteps() throws {
        let line = try parse("-e", "a = 1", "-lmath", "-W", "-l", "s=string", "-eb = 2", "script.lua", "-x")
        #expect(
            line.steps == [
                .execute(bytes("a = 1")), .library(global: bytes("math"), module: bytes("math")), .warningsOn,
                .library(global: bytes("s"), module: bytes("string")), .execute(bytes("b = 2")),
            ])
        #expect(line.scriptIndex == 8)
        #expect(line.hasScript)
    }

    @Test func interactiveImpliesTheVersion() throws {
        let line = try parse("-i", "-E")
        #expect(line.interactive && line.showVersion && line.ignoreEnvironment && !line.hasScript)
    }

    @Test func aDashIsStandardInputUnlessItComesAfterTwo() throws {
        #expect(try parse("-").scriptIsStandardInput)
        #expect(try !parse("--", "-").scriptIsStandardInput)
        #expect(try parse("--", "-i").scriptIndex == 2)
    }

    @Test func choosesTheArchive() throws {
        #expect(try parse("--cloud", "work", "s.lua").archive == .cloud("work"))
        #expect(try parse("--cloud=work").archive == .cloud("work"))
        #expect(try parse("--local", "-i").archive == .local(directory: nil))
        #expect(try parse("--local=s.lua").archive == .local(directory: "s.lua"))
        #expect(try parse("--read-only", "--quiet").readOnly)
    }

    @Test func asksForTextsAboutTheProgram() throws {
        #expect(try parse("--annotations", "types").request == .annotations(directory: "types"))
        #expect(try parse("--annotations=types").request == .annotations(directory: "types"))
        #expect(try parse("--completions", "zsh").request == .completions(.zsh))
        #expect(try parse("--completions=clouds").request == .completions(.clouds))
        #expect(try parse("--reference").request == .reference)
        #expect(message("--annotations") == "'--annotations' needs a directory")
        #expect(message("--annotations", "--quiet") == "'--annotations' needs a directory")
        #expect(message("--completions") == "'--completions' needs one of: bash, zsh, fish, clouds, recipes, options:RECIPE, values:RECIPE:OPTION")
        #expect(refusal(["--completions", "fsh"])?.hint == "Did you mean 'fish'?")
    }

    @Test func aCommandIsNoFolderOfLocal() throws {
        #expect(try parse("--local", "apply", "plan.json").application?.plan == "plan.json")
        #expect(try parse("--local", "recipe", "list").command == .recipe)
        #expect(try parse("--local", "run", "find-duplicates").archive == .local(directory: nil))
    }

    @Test(arguments: [
        ("folder", PathKind.directory, true), ("new-folder", .absent, true), ("script", .other, false),
        ("missing.lua", .absent, false), ("folder.lua", .directory, true), ("run.d", .absent, true), ("run", .directory, true),
    ])
    func theWordAfterLocalIsAFolderUnlessItLooksLikeAScript(word: String, kind: PathKind, isFolder: Bool) throws {
        let line = try parse("--local", word) { _ in kind }
        #expect(line.archive == .local(directory: isFolder ? word : nil))
        #expect(line.hasScript == !isFolder)
    }

    @Test(arguments: [
        ("--clod", "--cloud"), ("--cluod=work", "--cloud"), ("--readonly", "--read-only"), ("-version", "--version"), ("--Local", "--local"),
    ])
    func saysWhatWasMeant(word: String, meant: String) { #expect(refusal([word])?.hint == "Did you mean '\(meant)'?") }

    @Test(arguments: ["-x", "--", "--frobnicate", "-ix"]) func doesNotGuess(word: String) { #expect(refusal([word])?.hint == nil) }

    @Test func saysWhatIsWrong() {
        #expect(message("-x") == "unrecognized option '-x'")
        #expect(message("-ix") == "unrecognized option '-ix'")
        #expect(message("--clod", "x") == "unrecognized option '--clod'")
        #expect(message("--read-only=yes") == "unrecognized option '--read-only=yes'")
        #expect(message("-e") == "'-e' needs argument")
        #expect(message("-l", "-v") == "'-l' needs argument")
        #expect(message("--cloud") == "'--cloud' needs the name of a cloud in clouds.yaml")
        #expect(message("--local=a", "--cloud=b") == "only one '--cloud' or '--local' can be given")
    }
}
