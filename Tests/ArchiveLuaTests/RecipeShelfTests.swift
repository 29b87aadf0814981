import ArchiveAPI
import Foundation
import Glibc
import Testing

@testable import TestSupport
@testable import archive_lua

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
        #expect(try recipe("show", "counting").output.contains("It may:\n  - in the containers \"*/{container}\": list, read and download objects\n"))
        #expect(try recipe("test", "counting").status == 0)
        #expect(try program.run(["run", "counting", "--container", "MyContainer"]).status == 0)
        #expect(try recipe("remove", "counting").status == 0)
        #expect(try program.run(["run", "counting", "--container", "MyContainer"]).status == 1)
    }

    /// A shelf that says that there are few bytes, and sends without end.
    @Test(arguments: ["add", "show"]) func aShelfThatNeverEnds(_ verb: String) throws {
        let gate = FaultServer.Gate()
        defer { gate.open() }
        let server = try FaultServer { request in
            let headers = [("ETag", "\"d41d8cd98f00b204e9800998ecf8427e\""), ("Last-Modified", "Wed, 25 Nov 2026 17:36:45 GMT")]
            if request.method == "HEAD" { return .status(request.target.hasSuffix(".lua") ? 200 : 204, headers, length: 100) }
            return .bytes(200, headers, [UInt8](repeating: UInt8(ascii: "-"), count: 2 << 20), length: 3_000_000_000).then(gate)
        }
        let outcome = try recipe(verb, server.url("/v1/AUTH_x/c/trial"))
        #expect(outcome.status == 1 && outcome.errors.contains("'trial.lua' is larger than a recipe may be, 1 MB"), "\(outcome)")
        server.stop()
    }

    @Test func trustCanBeTakenBack() throws {
        try write("print('mine')")
        #expect(try recipe("trust", "trial.lua").status == 0)
        #expect(try program.run(["run", "trial.lua"]).status == 0)
        let outcome = try recipe("remove", "./trial.lua")
        #expect(outcome.status == 0 && outcome.output.contains("is asked about again; the file is still there"), "\(outcome)")
        #expect(try program.run(["run", "trial.lua"]).errors.contains("nobody has agreed"))
        #expect(try recipe("remove", "./trial.lua").errors.contains("was not marked as your own"))
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
        let question = try first.wait(for: "Run it? (y/n/s: s shows it) ")
        #expect(question.contains("trial 1.0.0: A trial\n") && question.contains("from \(program.home)/trial.lua\n") && !question.contains("CHANGED"))
        first.type("y\r")
        #expect(try first.end() == 0)
        #expect(try program.run(["run", "trial.lua"]).output.hasPrefix("one\n"))
        try write("print('two \u{1B}[31m')", version: "1.1.0", effects: #""read", "delete""#)
        let second = try TerminalSession(["run", "trial.lua"], in: program)
        let change = try second.wait(for: "Run it? (y/n/s: s shows it) ")
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
        let told = try recipe("update")
        #expect(told.status == 1 && told.errors.contains("the recipe 'trial' has changed since you agreed to 1.0.0, and there is no terminal to ask on"), "\(told)")
        #expect(told.errors.contains("New effects: write\n") && told.errors.contains("- print('one')\n+ print('two')\n"))
        #expect(try recipe("update", "--allow", "read").errors.contains("declares more than --allow says: write"))
        #expect(try program.run(["run", "trial"]).output.hasPrefix("one\n"))
        let session = try TerminalSession(["recipe", "update"], in: program)
        let question = try session.wait(for: "Update it? (y/n/s: s shows it) ")
        #expect(question.contains("New effects: write\n") && question.contains("- print('one')\n+ print('two')\n"))
        session.type("y\r")
        #expect(try session.end() == 0)
        #expect(try program.run(["run", "trial"]).output.hasPrefix("two\n"))
        #expect(try lock().contains("standing = 'added'"))
        // Nor is it taken in silence where it is allowed.
        try write("print('three')", version: "1.2.0")
        #expect(try recipe("publish", "./trial.lua", "--to", "shelf").status == 0)
        let allowed = try recipe("update", "--allow", "read")
        #expect(allowed.output == "trial: 1.1.0 -> 1.2.0\n" && allowed.errors.contains("- print('two')\n+ print('three')\n"), "\(allowed)")
    }

    /// Another archive may have a container of the same name, and who keeps a shelf may go back.
    @Test func whatIsTakenInPlaceOfWhatWasAdded() throws {
        func publish(_ version: String, to archive: String) throws {
            try write("print('\(version)')", version: version)
            #expect(try program.run(["--local=\(archive)", "recipe", "publish", "./trial.lua", "--to", "archive:MyContainer"]).status == 0)
        }
        func update(_ archive: String) throws -> BuiltProgram.Outcome { try program.run(["--local=\(archive)", "recipe", "update", "--allow", "read"]) }
        try publish("1.0.0", to: "first")
        try publish("6.6.6", to: "second")
        #expect(try program.run(["--local=first", "recipe", "add", "archive:MyContainer/trial", "--allow", "read"]).status == 0)
        #expect(try recipe("show", "trial").output.contains("from: archive:MyContainer/trial\n"))
        let elsewhere = try update("second")
        #expect(elsewhere.status == 1 && elsewhere.errors.contains("trial: ") && elsewhere.errors.contains("it was added from file://"), "\(elsewhere)")
        #expect(try program.run(["run", "trial"]).output.hasPrefix("1.0.0\n"))
        try publish("2.0.0", to: "first")
        #expect(try update("first").output == "trial: 1.0.0 -> 2.0.0\n")
        #expect(try program.run(["--local=first", "-e", "c = archive:find_container('MyContainer') c:delete('trial.lua')"]).status == 0)
        try publish("1.5.0", to: "first")
        let older = try update("first")
        #expect(older.output == "trial: 2.0.0 -> 1.5.0\n" && older.errors.contains("It is OLDER than that: 1.5.0.\n"), "\(older)")
        // What is not here as it was added is taken anew.
        let installed = ".local/share/archive-lua/recipes/trial.lua"
        try program.write(try String(contentsOfFile: "\(program.home)/\(installed)", encoding: .utf8) + "-- tampered\n", to: installed)
        #expect(try program.run(["run", "trial"]).status == 1)
        #expect(try update("first").output == "trial: 1.5.0 as it was added: the file here had changed\n")
        #expect(try program.run(["run", "trial"]).output.hasPrefix("1.5.0\n"))
    }

    @Test func oneShelfOutOfReachDoesNotKeepTheOthersBack() throws {
        for name in ["first", "second", "third"] {
            try FileManager.default.createDirectory(atPath: "\(program.home)/\(name)-shelf", withIntermediateDirectories: true)
            try program.write(RecipeText.recipe(name: name, "print('one')"), to: "\(name).lua")
            #expect(try recipe("publish", "./\(name).lua", "--to", "\(name)-shelf").status == 0)
            #expect(try recipe("add", "./\(name)-shelf/\(name).lua", "--allow", "read").status == 0)
        }
        try FileManager.default.removeItem(atPath: program.home + "/first-shelf")
        try program.write(RecipeText.recipe(name: "third", version: "2.0.0", "print('two')"), to: "third.lua")
        try recipe("publish", "./third.lua", "--to", "third-shelf")
        let outcome = try recipe("update", "--allow", "read")
        #expect(outcome.status == 1 && outcome.output == "second 1.0.0: up to date\nthird: 1.0.0 -> 2.0.0\n", "\(outcome)")
        #expect(outcome.errors.contains("first: ") && outcome.errors.contains("could not read"), "\(outcome)")
    }

    /// One name, one recipe: what was added before goes, with its tests.
    @Test func theSameNameFromAnotherShelf() throws {
        for shelf in ["a", "b"] { try FileManager.default.createDirectory(atPath: "\(program.home)/\(shelf)", withIntermediateDirectories: true) }
        try write("print('one')")
        try program.write("test('it runs', function() assert(run{}.ok) end)", to: "trial_test.lua")
        try recipe("publish", "./trial.lua", "--to", "a")
        try FileManager.default.removeItem(atPath: program.home + "/trial_test.lua")
        try write("print('two')")
        try recipe("publish", "./trial.lua", "--to", "b")
        #expect(try recipe("add", "./a/trial.lua", "--allow", "read").status == 0)
        #expect(try recipe("test", "trial").status == 0)
        let outcome = try recipe("add", "./b/trial.lua", "--allow", "read")
        #expect(outcome.status == 0 && outcome.errors.contains("It CHANGED since you agreed to version 1.0.0, which came from \(program.home)/a/trial.lua.\n"), "\(outcome)")
        #expect(try lock().components(separatedBy: "standing = 'added'").count == 2)
        #expect(try recipe("test", "trial").status == 1)
        #expect(try program.run(["run", "trial"]).output.hasPrefix("two\n"))
    }

    @Test func aNameThatIsTakenByTheProgram() throws {
        let name = try #require(BuiltProgram.shippedRecipes.first)
        try FileManager.default.createDirectory(atPath: program.home + "/shelf", withIntermediateDirectories: true)
        try program.write(RecipeText.recipe(name: name, "print('mine')"), to: "shelf/\(name).lua")
        let session = try TerminalSession(["recipe", "add", "./shelf/\(name).lua"], in: program)
        let question = try session.wait(for: "Add it? (y/n/s: s shows it) ")
        #expect(question.contains("It takes the place of the recipe of that name that comes with archive-lua.\n"))
        session.type("y\r")
        #expect(try session.end() == 0 && session.transcript.contains("in place of the one that comes with archive-lua"))
        #expect(try recipe("list").output.contains(Regex("\n\(name) +1.0.0 +added \\(in place of the shipped one\\) +A trial\n")))
    }

    /// A table that nobody reads on a screen has whole lines.
    @Test func aPipeGetsWholeLines() throws {
        let summary = String(repeating: "long ", count: 60) + "end"
        try FileManager.default.createDirectory(atPath: program.home + "/shelf", withIntermediateDirectories: true)
        try program.write(RecipeText.recipe("print(1)").replacing("A trial", with: summary), to: "shelf/trial.lua")
        #expect(try recipe("add", "./shelf/trial.lua", "--allow", "read").status == 0)
        #expect(try recipe("list").output.contains(summary) && recipe("search", "trial").output.contains(summary))
    }

    @Test func helpHasTheVerbsAndTheirOptions() throws {
        for words in [["--help"], ["add", "--help"], ["-h"], ["publish", "x", "--help"]] {
            let outcome = try program.run(["recipe"] + words)
            #expect(outcome.status == 0 && outcome.errors.isEmpty && outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(outcome)")
            #expect(["--to", "--allow", "--here", "--source"].allSatisfy(outcome.output.contains))
            #expect(RecipeLine.Verb.allCases.allSatisfy { outcome.output.contains("\n  \($0.rawValue) ") })
        }
    }

    @Test func oneLooksBeforeOneAdds() throws {
        try write("print('look')")
        try recipe("publish", "./trial.lua", "--to", "archive:MyContainer")
        let shown = try recipe("show", "archive:MyContainer/trial")
        #expect(shown.status == 0 && shown.output.contains("from: archive:MyContainer/trial\n") && shown.output.contains("It may:\n"), "\(shown)")
        #expect(try recipe("show", "archive:MyContainer/trial", "--source").output.contains("print('look')"))
        #expect(try recipe("show", "archive:MyContainer/absent").status == 1)
    }

    /// A publication that was cut off is made whole by doing it again.
    @Test func aPublicationIsRepaired() throws {
        try FileManager.default.createDirectory(atPath: program.home + "/shelf", withIntermediateDirectories: true)
        try write("print('one')")
        try program.write("-- tests", to: "trial_test.lua")
        for (name, text) in [("trial.lua.sha256", "0000  trial.lua\n"), ("trial_test.lua", "-- others"), ("trial.lua", nil), ("trial.lua.sha256", nil)] {
            try recipe("publish", "./trial.lua", "--to", "shelf")
            #expect(try recipe("publish", "./trial.lua", "--to", "shelf").output == "that version is there already\n")
            if let text { try program.write(text, to: "shelf/" + name) } else { try FileManager.default.removeItem(atPath: program.home + "/shelf/" + name) }
            #expect(try recipe("publish", "./trial.lua", "--to", "shelf").output.hasPrefix("published trial 1.0.0"))
            #expect(try recipe("show", "./shelf/trial.lua").status == 0)
            #expect(try recipe("add", "./shelf/trial.lua", "--allow", "read").status == 0)
        }
    }

    /// What is no recipe any more does not keep its publisher from putting it right.
    @Test func aBrokenPublicationIsReplaced() throws {
        try FileManager.default.createDirectory(atPath: program.home + "/shelf", withIntermediateDirectories: true)
        try write("print('one')")
        #expect(try recipe("publish", "./trial.lua", "--to", "shelf").status == 0)
        for broken in ["", "tampered\n"] {
            try program.write(broken, to: "shelf/trial.lua")
            #expect(try recipe("add", "./shelf/trial.lua", "--allow", "read").errors.contains("is not what was published"))
            #expect(try recipe("publish", "./trial.lua", "--to", "shelf").status == 0)
            #expect(try recipe("add", "./shelf/trial.lua", "--allow", "read").status == 0)
        }
        #expect(try recipe("publish", "./trial.lua", "--to", "no-shelf").errors.contains("a container is written archive:no-shelf"))
    }

    /// What was never published, or is of a newer archive-lua, is somebody's.
    @Test func whatIsNotOnesOwnIsNotReplaced() throws {
        try FileManager.default.createDirectory(atPath: program.home + "/shelf", withIntermediateDirectories: true)
        try write("print('one')")
        try program.write("print('a script')\n", to: "shelf/trial.lua")
        #expect(try recipe("publish", "./trial.lua", "--to", "shelf").errors.contains("no recipe that this archive-lua can read"))
        let newer = RecipeText.recipe(version: "9.0.0", header: ["novel = 1"], "print('nine')")
        try program.write(newer, to: "shelf/trial.lua")
        try program.write(try Checksum.hexDigest(.sha256, of: Array(newer.utf8)) + "  trial.lua\n", to: "shelf/trial.lua.sha256")
        #expect(try recipe("publish", "./trial.lua", "--to", "shelf").status == 1)
        #expect(try String(contentsOfFile: program.home + "/shelf/trial.lua", encoding: .utf8) == newer)
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
        #expect(outcome.status == 1 && outcome.errors.contains("the recipe 'trial' has changed since you agreed to 1.0.0"))
        #expect(outcome.errors.contains("- print('one')\n+ print('evil')\n"))
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
        let tests = program.home + "/shelf/trial_test.lua"
        try FileManager.default.createSymbolicLink(atPath: tests, withDestinationPath: "../secret.txt")
        #expect(try recipe("add", "./shelf/trial.lua", "--allow", "read").errors.contains("it is a symbolic link"))
        try FileManager.default.removeItem(atPath: tests)
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
        #expect(try recipe("publish", "./trial.lua", "--to", "no/folder").errors.contains("The folder of a shelf must be there;"))
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
