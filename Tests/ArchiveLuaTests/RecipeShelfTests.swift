import Foundation
import Glibc
import Testing

/// `archive-lua recipe …`: shelves, what was added, and what was agreed to.
@Suite struct RecipeShelfTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    private var lockPath: String { program.home + "/.config/archive-lua/recipes.lock" }
    private func lock() throws -> String { try String(contentsOfFile: lockPath, encoding: .utf8) }

    @discardableResult
    private func recipe(_ words: String..., environment: [String: String] = [:]) throws -> BuiltProgram.Outcome {
        try program.run(["recipe"] + words, environment: environment)
    }

    private func write(_ code: String, version: String = "1.0.0", effects: String = #""read""#) throws {
        try program.write(RecipeText.recipe(version: version, effects: effects, code), to: "trial.lua")
    }

    @Test func fromNewToPublished() throws {
        #expect(try recipe("new", "counting").status == 0)
        #expect(try recipe("new", "counting").errors.contains("there is 'counting.lua' already"))
        #expect(try recipe("check", "./counting.lua").output == "./counting.lua: good\n")
        let tested = try recipe("test", "./counting.lua")
        #expect(tested.status == 0 && tested.output == "passed  counts what is there\ncounting: 1 test, 0 failed\n", "\(tested)")
        // It is one's own: no question, also when it changes.
        let text = try String(contentsOfFile: program.home + "/counting.lua", encoding: .utf8)
        try program.write(text + "-- changed\n", to: "counting.lua")
        #expect(try program.run(["run", "./counting.lua", "--container", "MyContainer"]).status == 0)
        let published = try recipe("publish", "./counting.lua", "--to", "archive:MyContainer")
        #expect(published.output == "published counting 0.1.0: archive-lua recipe add archive:MyContainer/counting\n")
        #expect(try recipe("publish", "./counting.lua", "--to", "archive:MyContainer").output == "that version is there already\n")
        #expect(try recipe("add", "archive:MyContainer/counting", "--allow", "read").status == 0)
        #expect(try recipe("list").output.contains("counting"))
        #expect(try recipe("search", "COUNT files").output.contains("counting"))
        #expect(try recipe("search", "nothing of that").output == "no recipe mentions 'nothing of that'\n")
        #expect(try recipe("show", "counting").output.contains("It may:\n  - list, read and download objects in */{container}\n"))
        #expect(try recipe("test", "counting").status == 0)
        #expect(try program.run(["run", "counting", "--container", "MyContainer"]).status == 0)
        #expect(try recipe("remove", "counting").status == 0)
        #expect(try program.run(["run", "counting", "--container", "MyContainer"]).status == 1)
    }

    @Test func aFailingTestFails() throws {
        try write("return 1")
        try program.write("test('it is two', function() assert(run{}.result == 2, 'not two') end)", to: "trial_test.lua")
        let outcome = try recipe("test", "./trial.lua")
        #expect(outcome.status == 1 && outcome.output == "FAILED  it is two\ntrial: 1 test, 1 failed\n" && outcome.errors.contains("not two"), "\(outcome)")
        try program.write("-- none", to: "trial_test.lua")
        #expect(try recipe("test", "./trial.lua").status == 1)
    }

    /// The tests of a recipe may do anything to the archive that they are given.
    @Test func aStrangersTestsDoNotGetOnesOwnArchive() throws {
        try write("return 1")
        try program.write("test('harm', function() archive:find_container('MyContainer'):delete('README.txt') end)", to: "trial_test.lua")
        let refused = try recipe("test", "--here", "./trial.lua")
        #expect(refused.status == 1 && refused.errors.contains("the recipe is not yours"), "\(refused)")
        #expect(try recipe("test", "./trial.lua").status == 0)
        #expect(try program.run(["-e", "print(archive:find_container('MyContainer'):exists('README.txt'))"]).output == "true\n")
        #expect(try recipe("trust", "./trial.lua").status == 0)
        #expect(try recipe("test", "--here", "./trial.lua").status == 0)
    }

    @Test func optionsThatMeanNothingHereAreRefused() throws {
        try write("return 1")
        for words in [["--plan", "recipe", "publish", "./trial.lua", "--to", "."], ["-e", "x = 1", "run", "trial.lua"], ["-i", "recipe", "list"]] {
            #expect(try program.run(words).status == 2)
        }
        #expect(!FileManager.default.fileExists(atPath: program.home + "/trial.lua.sha256"))
    }

    @Test func whatChangedIsShownAndAskedForAgain() throws {
        try write("print('one')")
        let first = try TerminalSession(["run", "trial.lua"], in: program)
        let question = try first.wait(for: "Run it? (y/n) ")
        #expect(question.contains("trial 1.0.0: A trial\n") && question.contains("from \(program.home)/trial.lua\n") && !question.contains("CHANGED"))
        first.type("y\r")
        #expect(try first.end() == 0)
        #expect(try program.run(["run", "trial.lua"]).output.hasPrefix("one\n"))
        try write("print('two \u{1B}[31m')", version: "1.1.0", effects: #""read", "delete""#)
        let second = try TerminalSession(["run", "trial.lua"], in: program)
        let change = try second.wait(for: "Run it? (y/n) ")
        #expect(change.contains("It CHANGED since you agreed to version 1.0.0.\nNew effects: delete\n"))
        #expect(change.contains("- print('one')\n+ print('two \\x1B[31m')\n") && change.contains("- -- effects = [\"read\"]"))
        second.type("n\r")
        #expect(try second.end() == 1)
        #expect(second.rest.contains("was not agreed to: nothing was done"))
        #expect(try program.run(["run", "trial.lua"]).status == 1)
        // The earlier text is still agreed to.
        try write("print('one')")
        #expect(try program.run(["run", "trial.lua"]).status == 0)
    }

    @Test func updatesAreAskedFor() throws {
        try FileManager.default.createDirectory(atPath: program.home + "/shelf", withIntermediateDirectories: true)
        try write("print('one')")
        #expect(try recipe("publish", "./trial.lua", "--to", "shelf").status == 0)
        #expect(try recipe("add", "./shelf/trial.lua").errors.contains("Allow that with --allow read."))
        #expect(try recipe("add", "./shelf/trial.lua", "--allow", "read").status == 0)
        #expect(try recipe("update").output == "trial 1.0.0: up to date\n")
        try write("print('two')", effects: #""read", "write""#)
        let same = try recipe("publish", "./trial.lua", "--to", "shelf")
        #expect(same.status == 1 && same.errors.contains("there is another 'trial' 1.0.0 on that shelf already\nRaise the version"))
        try write("print('two')", version: "1.1.0", effects: #""read", "write""#)
        #expect(try recipe("publish", "./trial.lua", "--to", "shelf").status == 0)
        #expect(try recipe("update").status == 1)
        #expect(try program.run(["run", "trial"]).output.hasPrefix("one\n"))
        let session = try TerminalSession(["recipe", "update"], in: program)
        let question = try session.wait(for: "Update it? (y/n) ")
        #expect(question.contains("New effects: write\n") && question.contains("- print('one')\n+ print('two')\n"))
        session.type("y\r")
        #expect(try session.end() == 0)
        #expect(try program.run(["run", "trial"]).output.hasPrefix("two\n"))
        #expect(try lock().contains("standing = 'added'"))
    }

    @Test func whatWasTamperedWithIsFound() throws {
        try FileManager.default.createDirectory(atPath: program.home + "/shelf", withIntermediateDirectories: true)
        try write("print('one')")
        try recipe("publish", "./trial.lua", "--to", "shelf")
        try recipe("add", "./shelf/trial.lua", "--allow", "read")
        // On the shelf.
        try program.write(RecipeText.recipe("print('evil')"), to: "shelf/trial.lua")
        #expect(try recipe("update").errors.contains("the recipe 'trial' is not what was published: its SHA-256 is"))
        // Where it was added to.
        try program.write(RecipeText.recipe("print('evil')"), to: ".local/share/archive-lua/recipes/trial.lua")
        let outcome = try program.run(["run", "trial"])
        #expect(outcome.status == 1 && outcome.errors.contains("nobody has agreed to the recipe 'trial' yet"))
    }

    @Test(arguments: [
        ("format = ", "recipes.lock:1:"), ("format = 2\nrecipe = []\n", "format 2 is unknown"), ("format = 1\n[[recipe]]\nname = 'x'\n", "the key"),
        ("format = 1\nrecipe = 7\n", "not what archive-lua writes"), ("format = 1\n[[[\n", "recipes.lock:2:1: a '['"),
    ]) func aLockEditedByHand(_ text: String, _ message: String) throws {
        try write("print('one')")
        try FileManager.default.createDirectory(atPath: program.home + "/.config/archive-lua", withIntermediateDirectories: true)
        try program.write(text, to: ".config/archive-lua/recipes.lock")
        for outcome in [try program.run(["run", "trial.lua"]), try recipe("trust", "./trial.lua")] {
            #expect(outcome.status == 1 && outcome.errors.contains(message) && outcome.errors.contains("Mend it by hand"), "\(outcome.errors)")
        }
        #expect(try lock() == text)
    }

    /// A folder of a stranger may hold anything beside a recipe.
    @Test func whatIsNoFileOnAShelf() throws {
        try write("print('one')")
        try program.write("secret\n", to: "secret.txt")
        try FileManager.default.createSymbolicLink(atPath: program.home + "/trial_test.lua", withDestinationPath: "secret.txt")
        try FileManager.default.createDirectory(atPath: program.home + "/shelf", withIntermediateDirectories: true)
        let published = try recipe("publish", "./trial.lua", "--to", "./shelf")
        #expect(published.status == 1 && published.errors.contains("trial_test.lua': it is a symbolic link"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.home + "/shelf").isEmpty)
        try FileManager.default.removeItem(atPath: program.home + "/trial_test.lua")
        #expect(try recipe("publish", "./trial.lua", "--to", "./shelf").status == 0)
        let sum = program.home + "/shelf/trial.lua.sha256"
        try FileManager.default.removeItem(atPath: sum)
        #expect(mkfifo(sum, 0o600) == 0)
        let added = try recipe("add", "./shelf/trial.lua", "--allow", "read")
        #expect(added.status == 1 && added.errors.contains("it is no file"), "\(added)")
    }

    @Test func shelvesOutOfReach() throws {
        #expect(try recipe("add", "archive:NoSuchContainer/x").errors.contains("no project has a container 'NoSuchContainer'"))
        #expect(try recipe("add", "archive:MyContainer/nothing").status == 1)
        #expect(try recipe("add", "./no/such.lua").errors.contains("could not read"))
        #expect(try recipe("add", "http://127.0.0.1:9/v1/AUTH_x/shelf/trial").status == 1)
        #expect(try recipe("add", "trial").errors.contains("'trial' is no place of a recipe"))
        #expect(try recipe("add", "archive:MyContainer/../x").status == 1)
        try write("print(1)")
        #expect(try recipe("publish", "./trial.lua", "--to", "no/folder").errors.contains("The folder of a shelf must be there."))
        #expect(try recipe("update", "nothing").errors.contains("no recipe 'nothing' was added"))
        #expect(try recipe("serch").errors.contains("Did you mean 'search'?"))
    }

    @Test func badRecipesAreNotPublished() throws {
        try program.write(RecipeText.recipe("x = = 1"), to: "trial.lua")
        #expect(try recipe("publish", "./trial.lua", "--to", ".").errors.contains("trial.lua:8: unexpected symbol"))
        try program.write(RecipeText.recipe(name: "other", "x = 1"), to: "trial.lua")
        #expect(try recipe("check", "./trial.lua").errors.contains("the recipe calls itself 'other', and its file 'trial.lua'"))
    }
}
