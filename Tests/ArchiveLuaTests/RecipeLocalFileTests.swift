import Foundation
import Glibc
import Testing

/// What recipes get hold of in the folders that they declare, and what not, run by the built program.
@Suite struct RecipeLocalFileTests {
    private let program: BuiltProgram

    /// A home with what the program keeps in it, and with other names of that.
    init() throws {
        program = try BuiltProgram()
        for directory in ["data", "out", ".config/archive-lua", ".local/share/archive-lua/agreed", "state/archive-lua"] {
            try FileManager.default.createDirectory(atPath: path(directory), withIntermediateDirectories: true)
        }
        for (name, text) in [
            ("data/a.txt", "inside\n"), ("data/start.lua", "-- mine\n"), ("state/archive-lua/history", "password\n"),
            (".local/share/archive-lua/agreed/x.lua", "-- agreed\n"), ("mine.lua", RecipeText.recipe(name: "mine", "")),
        ] {
            try program.write(text, to: name)
        }
        #expect(try program.run(["recipe", "trust", "mine.lua"]).status == 0)
        try FileManager.default.createSymbolicLink(atPath: path(".config/archive-lua/init.lua"), withDestinationPath: path("data/start.lua"))
    }

    private func path(_ name: String) -> String { program.home + "/" + name }

    private func run(_ header: [String], effects: String = #""read", "write", "delete""#, _ code: String, _ options: [String] = []) throws -> BuiltProgram.Outcome {
        try program.write(RecipeText.recipe(effects: effects, header: header, "local c = archive:find_container('MyContainer')\n" + code), to: "attack.lua")
        return try program.run(["--local=archive", "--quiet", "run", "--allow", "read,write,delete,files"] + options + ["attack.lua"])
    }

    /// A recipe makes no links; one that is there is not followed for that.
    @Test(arguments: [".config/archive-lua/recipes.lock", "state/archive-lua/history", ".local/share/archive-lua/agreed/x.lua", "data/start.lua"])
    func anotherNameOfAPrivateFile(_ name: String) throws {
        let content = try String(contentsOfFile: path(name), encoding: .utf8)
        try FileManager.default.linkItem(atPath: path(name), toPath: path("data/linked"))
        try FileManager.default.linkItem(atPath: path("data/a.txt"), toPath: path("data/b.txt"))
        let places = [#"reads = ["data"]"#, #"writes = ["data"]"#]
        for code in ["io.open('data/linked')", "io.open('data/linked', 'w')", "c:upload('data/linked')", "c:sync('data', {direction = 'up', include = 'linked'})"] {
            let outcome = try run(places, code)
            #expect(outcome.status == 1 && outcome.errors.contains("are not for recipes"), "\(outcome)")
        }
        #expect(try String(contentsOfFile: path(name), encoding: .utf8) == content)
        // Files with several names are as good as others.
        #expect(try run(places, "print(io.open('data/b.txt'):read('a')) c:upload('data/b.txt')").output == "inside\n\n")
    }

    /// Who leaves this process no descriptor to look with does not get what cannot be looked at.
    @Test func anotherNameOfAPrivateFileWhereNothingCanBeOpened() throws {
        try FileManager.default.linkItem(atPath: path("state/archive-lua/history"), toPath: path("data/linked"))
        let code = "local all = {} repeat all[#all + 1] = io.open('data/a.txt') until not io.open('data/a.txt') all[1]:close() print(io.open('data/linked'))"
        try program.write(RecipeText.recipe(header: [#"reads = ["data"]"#], code), to: "attack.lua")
        let outcome = try program.run(
            ["-c", "ulimit -n 200; exec '\(BuiltProgram.path)' --local=archive --quiet run --allow read attack.lua"], program: "/bin/bash", name: "bash")
        #expect(outcome.status == 1 && outcome.errors.contains("are not for recipes"), "\(outcome)")
    }

    // MARK: What a sync walks through

    private static let tell = """
        for _, action in ipairs(report.plan) do print(action.action, action.path, action.reason) end
        """

    private static func up(_ options: String) -> String {
        "local report = c:sync('tree', {direction = 'up', dry_run = true, \(options)})\n" + tell
    }

    /// A folder as a home may be, with private folders below it.
    private func makeTree() throws {
        for (name, target) in [("tree/.config", ".config"), ("tree/state", "state")] {
            try FileManager.default.createDirectory(atPath: path("tree"), withIntermediateDirectories: true)
            #expect(rename(path(target), path(name)) == 0)
            try FileManager.default.createSymbolicLink(atPath: path(target), withDestinationPath: name)
        }
        try FileManager.default.linkItem(atPath: path("state/archive-lua/history"), toPath: path("tree/linked"))
        try program.write("mine\n", to: "tree/a.txt")
    }

    @Test func aSyncListsNothingThatIsPrivate() throws {
        try makeTree()
        for (options, name) in [("raise = false", "tree/.config/archive-lua"), ("include = 'state/**'", "tree/state/archive-lua"), ("include = 'linked'", "tree/linked")] {
            let outcome = try run([#"reads = ["tree"]"#], Self.up(options))
            #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains("this recipe may not read '\(name)'"), "\(outcome)")
            let caught = try run([#"reads = ["tree"]"#], "pcall(function() \(Self.up(options)) end)")
            #expect(caught.status == 1 && caught.errors.contains("refused 1 ×: read '\(name)'\n"), "\(caught)")
        }
        // What nobody asks for is not refused.
        for options in ["exclude = {'archive-lua/', 'linked'}", "include = 'a.txt'"] {
            let outcome = try run([#"reads = ["tree"]"#], Self.up(options))
            #expect(outcome.status == 0 && outcome.output.hasSuffix("\nupload\ta.txt\tnew\n") && !outcome.output.contains("history"), "\(outcome)")
        }
    }

    @Test func nothingPrivateIsDeletedOrReplaced() throws {
        try makeTree()
        let header = [#"reads = ["tree"]"#, #"writes = ["tree"]"#]
        let outcome = try run(header, "local report = c:sync('tree', {delete = true, raise = false, exclude = '/r*/'})\n" + Self.tell)
        #expect(outcome.status == 1 && outcome.output.contains("\nleave\ttree/state/archive-lua/\tthis recipe may not read"), "\(outcome)")
        #expect(outcome.output.contains("\ndelete\ttree/a.txt\t") && outcome.output.contains("\nleave\ttree/linked\t"), "\(outcome.output)")
        let code = """
            c:copy('README.txt', 'state/archive-lua', 'history')
            print(pcall(c.sync, c, 'tree', {include = 'state/archive-lua/history'}))
            print(pcall(c.download_directory, c, 'state', 'tree', {overwrite = true}))
            """
        let again = try run(header, code)
        #expect(again.status == 1 && again.output.components(separatedBy: "may not have 'tree/state/archive-lua'").count == 3, "\(again)")
        #expect(try String(contentsOfFile: path("state/archive-lua/history"), encoding: .utf8) == "password\n")
    }

    @Test func aSyncDoesNotEnterWhatTheKernelTells() throws {
        let outcome = try run([#"reads = ["/"]"#], "c:sync('/', {direction = 'up', dry_run = true, exclude = {'/*', '!/proc/'}})")
        #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains("this recipe may not read '/proc'"), "\(outcome)")
        let other = try run([#"reads = ["/"]"#], "print(#c:sync('/', {direction = 'up', dry_run = true, include = '/proc/self/environ', exclude = '/[!p]*'}).plan)")
        #expect(other.status == 0 && other.output.hasSuffix("0\n") && !other.output.contains("environ"), "\(other)")
    }

    @Test func checksumsTellNothingOfPrivateFiles() throws {
        try makeTree()
        try program.write(String(repeating: "0", count: 64) + "  state/archive-lua/history\n", to: "tree/sums.sha256")
        let outcome = try run([#"reads = ["tree"]"#], "c:verify('tree', {manifest = 'tree/sums.sha256'})")
        #expect(outcome.status == 1 && outcome.errors.contains("this recipe may not have 'tree/state/archive-lua'"), "\(outcome)")
    }

    // MARK: What is told

    /// `delete` among the effects is of the archive; local files go by `writes`, which says so.
    @Test func whoMayWriteLocalFilesMayDeleteThem() throws {
        try program.write("mine\n", to: "out/own.txt")
        let outcome = try run([#"reads = ["out"]"#, #"writes = ["out"]"#], effects: #""read""#, "print(c:sync('out', {delete = true, include = 'own.txt'}).deleted[1])")
        #expect(outcome == BuiltProgram.Outcome(output: "out/own.txt\n", errors: "", status: 0))
        #expect(try program.run(["run", "attack.lua", "--help"]).output.contains(#"write and delete the local files "out""#))
    }

    /// A plan makes no archive either, nor does who only reads: a misspelt folder would pass for an empty mirror.
    @Test func archivesThatAreNamedAreMadeByWhoWritesOnly() throws {
        let header = ["[arguments.to]", "type = \"archive\""]
        let words = ["--to", "./second"]
        try program.write(RecipeText.recipe(effects: #""read", "write""#, header: header, "print(args.to:find_container('MyContainer').name)"), to: "second.lua")
        func second(_ options: [String]) throws -> BuiltProgram.Outcome {
            try program.run(["--local=archive", "--quiet", "run", "--allow", "read,write"] + options + ["second.lua"] + words)
        }
        let planned = try second(["--plan"])
        #expect(planned.status == 1 && planned.errors.contains("there is no archive in './second' yet, and this run makes none"), "\(planned)")
        try program.write(RecipeText.recipe(header: header, "print(args.to:find_container('MyContainer').name)"), to: "reader.lua")
        #expect(try program.run(["--local=archive", "run", "--allow", "read", "reader.lua"] + words).errors.contains("this run makes none"))
        #expect(!FileManager.default.fileExists(atPath: path("second")))
        #expect(try second([]).output == "MyContainer\n")
        #expect(try second(["--plan"]).output.hasPrefix("MyContainer\n"))
    }
}
