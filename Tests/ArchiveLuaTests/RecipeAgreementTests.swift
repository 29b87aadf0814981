import Foundation
import Testing

@testable import archive_lua

/// What somebody agrees to is what they were shown, all of it, and nothing else.
@Suite struct RecipeAgreementTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    /// The question about a recipe, which is answered with yes.
    private func agree(_ words: [String]) throws -> String {
        let session = try TerminalSession(["run", "trial.lua"] + words, in: program, columns: 300)
        let question = try session.wait(for: "Run it? (y/n/s: s shows it) ")
        session.type("y\r")
        #expect(try session.end() == 0)
        return question
    }

    /// Who agrees to one run agrees to all of that text: what stands for an argument in another is shown as well.
    @Test func defaultsAreShownBesideWhatIsGiven() throws {
        let header = [
            #"writes = ["{out}"]"#, "[arguments.out]", "type = \"path\"", "default = \"~/.startup\"", "[arguments.container]", "type = \"container\"",
            "default = \"my_container\"",
        ]
        try program.write(RecipeText.recipe(containers: #""*/{container}""#, header: header, "print(args.out)"), to: "trial.lua")
        let question = try agree(["--out", "o.csv", "--container", "MyContainer"])
        #expect(question.contains(#"the local files "o.csv" ({out}; without it "\#(program.home)/.startup")"#), "\(question)")
        #expect(question.contains(#""*/MyContainer" ({container}; without it "my_container")"#), "\(question)")
    }

    /// A link that came with the recipe leads wherever its author wanted.
    @Test func linksOutOfTheDirectoryAreShownAndNeedAWord() throws {
        for folder in ["secret", "here"] {
            try FileManager.default.createDirectory(atPath: "\(program.home)/\(folder)", withIntermediateDirectories: true)
        }
        let outside = FileManager.default.temporaryDirectory.path
        try FileManager.default.createSymbolicLink(atPath: program.home + "/data", withDestinationPath: outside)
        try FileManager.default.createSymbolicLink(atPath: program.home + "/near", withDestinationPath: "here")
        try FileManager.default.createDirectory(atPath: program.home + "/.hidden", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: program.home + "/shown", withDestinationPath: ".hidden")
        for (name, needsWord) in [("data", true), ("data/sub/new.txt", true), ("near/x", false), ("here", false), ("shown/x", true)] {
            try program.write(RecipeText.recipe(header: ["reads = [\"\(name)\"]"], "print('ran')"), to: "trial.lua")
            let outcome = try program.run(["run", "--allow", "read", "./trial.lua"])
            #expect((outcome.status == 1) == needsWord, "\(name): \(outcome)")
            if needsWord { #expect(outcome.errors.contains("a link that leads to \"/"), "\(outcome)") }
        }
    }

    /// Nor is what lies behind a link that came with a directory that somebody names.
    @Test func linksOutOfWhatIsNamedNeedAWord() throws {
        try FileManager.default.createDirectory(atPath: program.home + "/here", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: program.home + "/here/data", withDestinationPath: "/etc")
        for (path, needsWord) in [("{folder}/data", true), ("{folder}/other", false), ("{folder}", false)] {
            let header = ["reads = [\"\(path)\"]", "[arguments.folder]", "type = \"path\""]
            try program.write(RecipeText.recipe(header: header, "print('ran')"), to: "trial.lua")
            for folder in ["here", program.home + "/here"] {
                let outcome = try program.run(["run", "--allow", "read", "trial.lua", "--folder", folder])
                #expect((outcome.status == 1) == needsWord, "\(path): \(outcome)")
            }
        }
    }

    /// The current directory as a whole has hidden names.
    @Test(arguments: [".", "./", "./."]) func allOfTheDirectoryNeedsAWord(_ path: String) throws {
        try program.write(RecipeText.recipe(header: ["writes = [\"\(path)\"]"], "print('ran')"), to: "trial.lua")
        #expect(try program.run(["run", "--allow", "read", "trial.lua"]).errors.contains("declares more than --allow says: files"))
    }

    /// What is empty names no path: the rest is the recipe's own choice.
    @Test func anEmptyArgumentNamesNothing() throws {
        try program.write("secret\n", to: "secret.txt")
        let header = [#"reads = ["{prefix}/etc/hostname"]"#, "[arguments.prefix]", "type = \"string\""]
        try program.write(RecipeText.recipe(header: header, "print('ran')"), to: "trial.lua")
        #expect(try program.run(["run", "--allow", "read", "trial.lua", "--prefix="]).errors.contains("declares more than --allow says: files"))
        #expect(try program.run(["run", "--allow", "read", "trial.lua", "--prefix", "below"]).status == 0)
    }

    @Test(arguments: [
        ((1...21).map { "\"d\($0)\"" }.joined(separator: ", "), "stands for more than 20 texts by default"),
        ("\"\(String(repeating: "x", count: 241))\"", "has more than 240 characters"), ("\"{many}\"", "stands for more than 20 texts by default"),
        (#""a\nb""#, "must be a list of local files"), (#""a\u001b[1m""#, "must be a list of local files"), (#""~/x""#, "in arguments only"),
    ]) func whatCouldNotBeShownIsRefused(_ reads: String, _ reason: String) throws {
        let many = (1...21).map { "\"\($0)\"" }.joined(separator: ", ")
        let header = ["reads = [\(reads)]", "[arguments.many]", "repeated = true", "default = [\(many)]"]
        try program.write(RecipeText.recipe(header: header, "print('ran')"), to: "trial.lua")
        let outcome = try program.run(["run", "--allow", "read,files", "trial.lua"])
        #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains(reason), "\(outcome)")
    }

    /// A text that the lock's library writes in a way that does not come back could be an agreement to something else.
    @Test func nothingIsAgreedToByTheWay() throws {
        let folder = "a\n''' ]\nsha256 = 'x'\n[[recipe]]\nname = '''b"
        try FileManager.default.createDirectory(atPath: program.home + "/" + folder, withIntermediateDirectories: true)
        try program.write(RecipeText.recipe("print('ran')"), to: folder + "/trial.lua")
        let outcome = try program.run(["recipe", "trust", folder + "/trial.lua"])
        #expect(outcome.status == 1 && outcome.errors.contains("this cannot be kept in '"), "\(outcome)")
        #expect(!FileManager.default.fileExists(atPath: program.home + "/.config/archive-lua/recipes.lock"))
    }
}
