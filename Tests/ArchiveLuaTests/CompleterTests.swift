import ArchiveAPI
import Foundation
import LuaBridge
import Testing

@testable import archive_lua

/// What may be put in, asked of the completer itself: a line, and the candidates. On the main thread, as in the program:
/// who waits for the archive must not hold up those who ask it.
@MainActor @Suite struct CompleterTests {
    private let state: LuaState
    private let completer: Completer

    init() throws {
        let folder = NSTemporaryDirectory() + "archive-lua-completer-\(UUID())"
        let session = Session(choice: .local(directory: folder), readOnly: false, environment: ["HOME": folder])
        state = try LuaState { ArchiveError(anything: $0) }
        try state.register(module: Globals.module(archive: session.archive))
        completer = Completer(state, session: session)
    }

    private func complete(_ line: String, after earlier: String = "", ignoringCase: Bool = false) -> Completion {
        completer.completion(of: Array(line.utf8), at: line.utf8.count, after: earlier, ignoringCase: ignoringCase)
    }

    private func candidates(_ line: String, after earlier: String = "") -> [String] { complete(line, after: earlier).candidates }

    /// Candidates that come from the archive: asked for until they are there.
    private func names(_ line: String) -> [String] {
        while true {
            let found = complete(line)
            if !found.isPending { return found.candidates.sorted() }
        }
    }

    @Test(arguments: [
        ("Contai", ["Container"]), ("coll", ["collectgarbage"]), ("x = whi", ["while"]), ("func", ["function"]),
        ("string.fo", ["format"]), ("(\"x\"):up", ["upper"]), ("_VER", ["_VERSION"]), ("nothing_like_it", []),
        ("local variable = 1 print(vari", ["variable"]), ("archive:find", ["find_container"]), ("archive.user", ["user_id", "username"]),
        ("Container.downl", ["download", "download_directory"]), ("Container(\"x\"):grant", ["grant_access"]),
        ("archive:find_container(\"x\"):get(\"y\").last", ["last_modified"]), ("Container('x'):list()[1]:ren", ["rename"]),
        ("for f in Container('x'):files() do f.content", ["content_type"]), ("Container('x'):open('y'):see", ["seek"]),
        ("archive.projects.MyProject.containers.x.proj", ["project"]), ("Project('x').arch", ["archive"]),
        ("Container('x').project.archive.proje", ["projects"]), ("Container('x').name:up", ["upper"]), ("archive.projects:", []),
        ("PublicContainer('x'):upl", []), ("spawn(f):wa", ["wait"]), ("io.write(1):", []), ("Container('x'):get('y'):size(\"k", ["kB\""]),
        ("Container('x'):get('y'):head().enc", ["encoding"]), ("Container('x'):tree().om", ["omitted"]),
        ("Container('x'):usage().by_e", ["by_extension"]),
    ]) func membersByDocumentation(_ line: String, _ expected: [String]) {
        #expect(candidates(line) == expected)
    }

    @Test func membersOfValuesAtHand() throws {
        try state.run("""
            t = {one = 1, ["two words"] = {three = 3}, f = function() end, _hidden = 1, [4] = {five = 5}, ["end"] = 1, ["it's"] = 1}
            object = setmetatable({own = 1}, {__index = setmetatable({behind = 2}, {__index = {further = 3}})})
            s = "text"
            """)
        #expect(complete("t.").candidates == ["f", "one", "[\"end\"]", "[\"it's\"]", "[\"two words\"]"])
        #expect(complete("t.tw") == Completion(start: 2, candidates: ["\"two words\"]"], isIndex: true))
        #expect(complete("t._") == Completion(start: 2, candidates: ["_hidden"]))
        #expect(candidates("t:") == ["f"])
        #expect(candidates("t[\"two words\"].") == ["three"])
        #expect(candidates("t['tw") == ["two words']"])
        #expect(candidates("t[\"it") == ["it's\"]"] && candidates("t['it") == ["it\\'s']"])
        #expect(candidates("t[4].") == ["five"])
        #expect(candidates("object.") == ["behind", "further", "own"])
        #expect(candidates("s:low") == ["lower"])
        #expect(candidates("io.stdout:fl") == ["flush"])
        #expect(complete("T", ignoringCase: true).candidates.contains("t"))
        #expect(complete("t.ON", ignoringCase: true).candidates == ["one"])
    }

    @Test func nothingOfTheUserRuns() throws {
        try state.run("""
            ran = 0
            local function run() ran = ran + 1 return {} end
            trap = setmetatable({own = 1}, {
              __index = run, __newindex = run, __pairs = run, __len = run, __call = run, __tostring = run, __eq = run, __name = run})
            setmetatable(_G, {__index = run, __pairs = run})
            behind = setmetatable({}, {__index = trap})
            loop = {} setmetatable(loop, {__index = loop})
            for i = 1, 1000 do setmetatable({}, {__gc = run}) end
            """)
        let before = state.withoutCollecting { state.rawField("ran", of: state.globals).integer }
        for line in ["trap.", "trap:", "trap.x.", "trap[1].", "trap[\"", "trap(\"", "trap{", "trap{x = ", "trap().", "trap:own(", "behind.", "loop.",
                     "undefined.x", "undefined(", "#trap.", "trap.own.", "_G.", "for x in trap do x.", "?trap.", "und"] {
            for _ in 0..<20 { _ = complete(line) }
        }
        #expect(candidates("trap.") == ["own"] && candidates("behind.") == ["own"])
        #expect(state.withoutCollecting { state.rawField("ran", of: state.globals).integer } == before)
    }

    @Test func boundsAreKept() throws {
        try state.run("""
            large = {} for i = 1, 20000 do large["key" .. i] = i end
            long = {} for i = 1, 200000 do long[i] = i end long.last = 1
            """)
        #expect(candidates("large.").count == 5_000)
        #expect(candidates("long.").isEmpty)
        let used = state.memoryUsed
        state.memoryLimit = used + 100
        _ = complete("large.") ; _ = complete("t.x.y:z(\"") ; _ = complete("archive.")
        state.memoryLimit = nil
        #expect(candidates("archive.user") == ["user_id", "username"])
    }

    @Test func optionsAndTheirValues() throws {
        try state.run("c = archive:find_container('MyContainer')")
        #expect(candidates("c:list{ext") == ["extension = "])
        #expect(candidates("c:download('x', {over") == ["overwrite = "])
        #expect(candidates("c:download('x', {overwrite = true, w") == ["with_tree = "])
        #expect(!candidates("c:download('x', {overwrite = true, ").contains("overwrite"))
        #expect(!candidates("c:download('x', {").contains("file_path") && candidates("c:download{").contains("file_path"))
        #expect(candidates("overwrite = true, with", after: "c:download('x', {") == ["with_tree = "])
        #expect(candidates("c:download('x', {overwrite = ") == ["true", "false"])
        #expect(candidates("c:sync('x', {direction = ") == ["\"down\"", "\"up\""])
        #expect(candidates("c:sync('x', {direction = \"d") == ["down\""])
        #expect(candidates("c:sync('x', {direction = 'u") == ["up'"])
        #expect(candidates("c:size(") == ["\"bytes\"", "\"kB\"", "\"MB\"", "\"GB\"", "\"TB\""])
        #expect(candidates("c.size(c, 'M") == ["MB'"])
        #expect(candidates("scale_bytes(1, {units = \"T") == ["TB\""])
        #expect(complete("c:list{dir_path = ").note.contains("only what is below this directory"))
        #expect(candidates("print{pri") == ["print", "print_table"])
    }

    @Test func argumentsOfRecipes() throws {
        let header = ["[arguments.container]", "type = \"container\"", "[arguments.mode]", "choices = [\"fast\", \"slow\"]", "[arguments.report]", "type = \"path\"",
            "[arguments.to]", "type = \"directory\"", "[arguments.readme]", "type = \"object\"", "[arguments.reader]", "type = \"user\""]
        let program = try BuiltProgram()
        let path = try program.write(RecipeText.recipe(header: header, "print(1)"), to: "trial.lua")
        #expect(names("run(\"backup-c") == ["backup-container\""])
        #expect(candidates("run(\"\(path)\", {con") == ["container = "])
        #expect(candidates("run('\(path)', {container = 'x', ").sorted() == ["mode", "reader", "readme", "report", "to"])
        #expect(candidates("run(\"\(path)\", {mode = \"sl") == ["slow\""])
        #expect(names("run(\"\(path)\", {container = \"MyCon") == ["MyContainer\""])
        #expect(names("run('\(path)', {container = 'MyContainer', to = 'rec") == ["recordings/"])
        #expect(names("run(\"\(path)\", {container='MyContainer', readme = \"REA") == ["README.txt\""])
        #expect(names("run('\(path)', {reader = 'x', container = \"MyContainer\", reader = 'gol") == ["golgi'"])
        #expect(names("run('\(path)', {to = 'rec").isEmpty)
        #expect(candidates("run(\"./no-such.lua\", {con").isEmpty)
    }

    @Test func signatures() throws {
        try state.run("c = archive:find_container('MyContainer') function own(a) end")
        let note = complete("c:download(").note
        #expect(note.hasPrefix("Container:download(file_path, local_directory=\".\"") && note.contains("\n  overwrite        boolean: "))
        #expect(note.hasSuffix("\n") && note.split(separator: "\n").allSatisfy { $0.count < 100 })
        #expect(complete("c:copy('a', ").note.hasPrefix("Container:copy("))
        #expect(complete("Container(").note.hasPrefix("Container(container"))
        #expect(complete("own(").note.isEmpty && !complete("own(").candidates.isEmpty)
        #expect(complete("Archive(").note.split(separator: "\n").count <= 24)
    }

    @Test func helpCompletesWhateverItTakes() {
        #expect(candidates("?Contai").contains("Container"))
        #expect(candidates("?downl") == ["download", "download_directory"])
        #expect(candidates("?archive.find") == ["find_container"])
        #expect(candidates("help \"downl") == ["download", "download_directory"])
        #expect(candidates("help('scale") == ["scale_bytes'"])
        #expect(candidates("help(Contai").contains("Container"))
    }

    @Test func theArchivesNames() throws {
        try state.run("c = archive:find_container('MyContainer') p = archive.projects.MyProject")
        #expect(names("archive.projects.MyP") == ["MyProject"])
        #expect(names("archive.projects[\"") == ["MyProject", "OtherProject"])
        #expect(names("Project('MyP") == ["MyProject'"])
        #expect(names("Container(\"MyCon") == ["MyContainer\""])
        #expect(names("p:get_container('MyC") == ["MyContainer'"])
        #expect(names("p.containers.MyC") == ["MyContainer"])
        #expect(names("archive.projects.MyProject.containers.MyC") == ["MyContainer"])
        #expect(names("Container('x', {project = 'Oth") == ["OtherProject'"])
        #expect(names("c:get('READ") == ["README.txt'"])
        #expect(names("c:get(\"rec") == ["recordings/"])
        #expect(names("archive:find_container('MyContainer'):get(\"rec") == ["recordings/"])
        #expect(names("archive.projects.MyProject:get_container('MyContainer'):read('READ") == ["README.txt'"])
        #expect(names("c:list{dir_path = \"") == ["notes/", "recordings/", "results/"])
        #expect(names("c:tree(\"re") == ["recordings/", "results/"] && names("c:usage('rec") == ["recordings/"])
        #expect(names("c:tree{dir_path=\"rec") == ["recordings/"])
        #expect(names("c:download({'README.txt', 'conf") == ["config.json'"])
        #expect(names("c:get('README.txt'):move('res") == ["results/"])
        #expect(names("c:grant_access('PUB") == ["PUBLIC'"])
        #expect(names("c:grant_access('gol") == ["golgi'"])
        #expect(names("Container('absent'):get('").isEmpty)
    }

    @Test func levelsOfNames() throws {
        try state.run("""
            c = archive.projects.MyProject:create_container("levels")
            local f = io.open(os.tmpname(), "w+") f:close()
            """)
        let file = NSTemporaryDirectory() + "archive-lua-level-\(UUID())"
        try Data("x".utf8).write(to: URL(fileURLWithPath: file))
        let base = (file as NSString).lastPathComponent
        try state.run("""
            local file, base = ...
            c:upload(file, "a/b c")
            for _, name in ipairs{'say "hi"', "it's", "back\\\\slash", "two\\nlines", "\\27[31mred", "\\27]0;x", "é", "plain"} do
              c:copy("a/b c/" .. base, "odd", name)
            end
            c:delete("a/b c/" .. base)
            c:copy("odd/plain", "a/b c", "file")
            """, name: "=test", file, base)
        #expect(names("c:get(\"") == ["a/", "odd/"])
        #expect(names("c:get(\"a/") == ["b c/"])
        #expect(names("c:get(\"a/b c/f") == ["file\""])
        #expect(names("c:get('\\97/b\\x20c/f") == ["file'"])
        #expect(complete("c:get(\"a/b c/f").start == 13)
        #expect(names("c:get(\"odd/s") == ["say \\\"hi\\\"\""] && names("c:get('odd/s") == ["say \"hi\"'"])
        #expect(names("c:get(\"odd/say \\\"h") == ["hi\\\"\""])
        #expect(names("c:get('odd/i") == ["it\\'s'"] && names("c:get(\"odd/i") == ["it's\""])
        #expect(names("c:get(\"odd/b") == ["back\\\\slash\""] && names("c:get(\"odd/t") == ["two\\nlines\""])
        #expect(names("c:get(\"odd/\\27") == ["\\x1B[31mred", "\\x1B]0;x"])
        #expect(names("c:get(\"odd/\\x1") == ["\\x1B[31mred", "\\x1B]0;x"] && names("c:get(\"odd/\\x1B[") == ["\\x1B[31mred\""])
        #expect(names("c:get(\"odd/é") == ["é\""])
        let followed = completer.completion(of: Array("c:get(\"odd/pl\")".utf8), at: 13)
        #expect(followed.candidates == ["plain"])
    }

    @Test func localPaths() throws {
        let folder = NSTemporaryDirectory() + "archive-lua-paths-\(UUID())"
        for name in ["inner", ".hidden", "inner/more"] {
            try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        for name in ["inner/a\"b.txt", "inner/other.txt"] { try Data().write(to: URL(fileURLWithPath: folder + "/" + name)) }
        let odd = Array((folder + "/inner/bad").utf8).map(CChar.init(bitPattern:)) + [-1, 0]
        close(open(odd, O_CREAT | O_WRONLY, 0o600))
        let session = Session(choice: .local(directory: folder + "/archive"), readOnly: false, environment: ["HOME": folder])
        let completer = Completer(state, session: session)
        func names(_ line: String) -> [String] {
            while true {
                let found = completer.completion(of: Array(line.utf8), at: line.utf8.count)
                if !found.isPending { return found.candidates.sorted() }
            }
        }
        try state.run("c = archive:find_container('MyContainer')")
        #expect(names("c:upload(\"\(folder)/") == ["inner/"])
        #expect(names("c:upload(\"\(folder)/.h") == [".hidden/"])
        #expect(names("c:upload(\"\(folder)/inner/a") == ["a\\\"b.txt\""])
        #expect(names("c:upload({'\(folder)/inner/a") == ["a\"b.txt'"])
        #expect(names("c:upload(\"\(folder)/inner/b") == ["bad\\xFF\""])
        #expect(names("c:download('x', \"\(folder)/inner/") == ["more/"])
        #expect(names("io.open('\(folder)/inner/o") == ["other.txt'"])
        #expect(names("dofile '\(folder)/inner/o") == ["other.txt'"])
        #expect(names("c:upload('~/inner/o") == ["\(folder)/inner/other.txt'"])
        #expect(names("c:upload('\(folder)/absent/").isEmpty)
    }

    @Test func tabAtTheBeginningOfALineIndents() {
        #expect(complete("", after: "do") == Completion(start: 0, candidates: ["\t"]))
        #expect(complete("  ") == Completion(start: 2, candidates: ["\t"]))
        #expect(candidates("").contains("Container") && !candidates("").contains("while"))
    }
}
