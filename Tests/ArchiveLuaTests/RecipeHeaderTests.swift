import ArchiveAPI
import TestSupport
import Testing

@testable import archive_lua

/// What a recipe's header says, and how a bad one is refused: with line, column and reason.
@Suite struct RecipeHeaderTests {
    static let good = """
        #!/usr/bin/env archive-lua
        -- Copyright somebody
        -- /// recipe
        -- name = "verify-container"
        -- version = "1.2.0"
        -- summary = "Re-hash every object and write a report"
        -- authors = ["Ann", "Bob"]
        -- license = "Apache-2.0"
        -- requires = ">=1.0"
        -- effects = ["read", "delete"]
        -- containers = ["*/{container}", "My*/x*y"]
        -- reads = []
        -- writes = ["{report}"]
        --
        -- [arguments.container]
        -- type = "container"
        -- required = true
        -- help = "the container to check"
        -- [arguments.report]
        -- type = "path"
        -- default = "report.csv"
        -- [arguments.sizes]
        -- type = "bytes"
        -- repeated = true
        -- default = [10, "2 kB"]
        -- [arguments.mode]
        -- choices = ["fast", "slow"]
        -- ///
        print(1)
        """

    private static func header(_ text: String) throws(RecipeProblem) -> RecipeHeader { try RecipeHeader(of: Array(text.utf8)) }

    @Test func aGoodOne() throws {
        let header = try Self.header(Self.good)
        #expect(header.name == "verify-container" && header.version == "1.2.0" && header.authors == ["Ann", "Bob"])
        #expect(header.effects == [.read, .delete])
        #expect(header.containers.map(\.written) == ["*/{container}", "My*/x*y"])
        #expect(header.writes.map(\.written) == ["{report}"])
        #expect(header.arguments.map(\.name) == ["container", "report", "sizes", "mode"])
        #expect(header.arguments.map(\.isRequired) == [true, false, false, false])
        #expect(header.arguments[2].defaultText == "10 2 kB" && header.arguments[3].type == .choice(["fast", "slow"]))
    }

    /// A line of the good header, what stands in its place, and what is said: line, column, beginning of the reason.
    static let bad: [(line: String, instead: String, place: (Int, Int), reason: String)] = [
        ("-- name = \"verify-container\"", "-- nam = \"x\"", (4, 4), "unknown key 'nam'"),
        ("-- name = \"verify-container\"", "-- name = \"Verify\"", (4, 4), "'name' must be small letters"),
        ("-- name = \"verify-container\"", "-- name = \"../x\"", (4, 4), "'name' must be small letters"),
        ("-- name = \"verify-container\"", "--", (4, 4), "the key 'name' is missing"),
        ("-- version = \"1.2.0\"", "-- version = \"one\"", (5, 4), "'version' must be a version"),
        ("-- version = \"1.2.0\"", "-- version = 1.2", (5, 4), "'version' must be a version"),
        ("-- version = \"1.2.0\"", "-- name = \"again\"", (5, 11), "Error while parsing key-value pair: cannot redefine"),
        ("-- version = \"1.2.0\"", "-- version = \"1.2.0", (5, 20), "Error while parsing string"),
        ("-- version = \"1.2.0\"", "version = \"1.2.0\"", (5, 1), "a line of the header must begin with '-- '"),
        ("-- version = \"1.2.0\"", "--version = \"1.2.0\"", (5, 1), "a line of the header must begin with '-- '"),
        ("-- requires = \">=1.0\"", "-- requires = \"1.0\"", (9, 4), "'requires' must be versions"),
        ("-- effects = [\"read\", \"delete\"]", "-- effects = [\"read\", \"erase\"]", (10, 4), "'erase' is none of read, write"),
        ("-- effects = [\"read\", \"delete\"]", "-- effects = [\"read\", \"read\"]", (10, 4), "'read' stands in 'effects' twice"),
        ("-- effects = [\"read\", \"delete\"]", "-- effects = \"read\"", (10, 4), "'effects' must be a list"),
        ("-- containers = [\"*/{container}\", \"My*/x*y\"]", "-- containers = [\"x\"]", (11, 4), "'containers' must be a list of \"project/container\""),
        ("-- containers = [\"*/{container}\", \"My*/x*y\"]", "-- containers = [\"*/{contaner}\"]", (11, 4), "'containers' mentions {contaner}"),
        ("-- reads = []", "-- reads = [\"{oops\"]", (12, 4), "'reads' must be a list of local files"),
        ("-- type = \"container\"", "-- type = \"bucket\"", (16, 4), "'bucket' is no type"),
        ("-- required = true", "-- required = \"yes\"", (17, 4), "'arguments.container.required' must be true or false"),
        ("-- help = \"the container to check\"", "-- default = \"x\"", (18, 4), "a default is of no use"),
        ("-- help = \"the container to check\"", "-- hlep = \"x\"", (18, 4), "unknown key 'arguments.container.hlep'"),
        ("-- [arguments.report]", "-- [arguments.container]", (19, 4), "Error while parsing table header: cannot redefine"),
        ("-- [arguments.report]", "-- [arguments.json]", (19, 4), "an argument cannot be called 'json'"),
        ("-- [arguments.report]", "-- [arguments.my-report]", (19, 4), "'my-report' is no name of Lua"),
        ("-- default = \"report.csv\"", "-- default = 3", (21, 4), "'arguments.report.default' must be a path"),
        ("-- type = \"path\"", "-- type = \"archive\"", (21, 4), "an archive has no default"),
        ("-- choices = [\"fast\", \"slow\"]", "-- type = \"choice\"", (26, 4), "a choice needs 'choices'"),
        // What would end the process inside of the library.
        ("-- help = \"the container to check\"", "-- [[[", (18, 4), "a '[' at the beginning of a line"),
        ("-- help = \"the container to check\"", "--   [.x]", (18, 6), "a '[' at the beginning of a line"),
        ("-- help = \"the container to check\"", "-- [[ [x]]]", (18, 4), "a '[' at the beginning of a line"),
        ("-- help = \"the container to check\"", "-- [=", (18, 4), "a '[' at the beginning of a line"),
        ("-- help = \"the container to check\"", "-- b = [}", (18, 9), "a '}' that closes nothing"),
        ("-- help = \"the container to check\"", "-- d = 1979-05-27T:3", (18, 21), "a date or time that is none"),
        ("-- help = \"the container to check\"", "-- d = [2000-01-01 1,2]", (18, 21), "a date or time that is none"),
        ("-- help = \"the container to check\"", "-- d = 2000-01-0k 1", (18, 20), "a date or time that is none"),
        ("-- help = \"the container to check\"", "-- \u{FEFF}[[[", (18, 4), "a letter or sign that may stand in strings"),
        ("-- help = \"the container to check\"", "-- e = [\u{2028}", (18, 9), "a letter or sign that may stand in strings"),
        ("-- help = \"the container to check\"", "-- e = {a = [1,\u{85}", (18, 16), "a letter or sign that may stand in strings"),
        ("-- help = \"the container to check\"", "-- x" + String(repeating: ".a", count: 100_000) + " = 1", (3, 1), "the header is larger than 64 kB"),
        ("-- help = \"the container to check\"", "-- x" + String(repeating: ".a", count: 5000) + " = 1", (18, 4), "a line of more than 8192 bytes"),
        ("-- help = \"the container to check\"", "-- help = \"a\0b\"", (18, 4), "a zero byte"),
        ("print(1)", "-- /// recipe", (29, 1), "a second header; the first is in line 3"),
        ("-- Copyright somebody", "local x = 1", (3, 1), "the header stands below the first line of code, which is line 2"),
        ("-- Copyright somebody", "--[[ a comment", (3, 1), "the header stands below the first line of code"),
    ]

    @Test(arguments: bad.indices) func aBadOne(_ index: Int) throws {
        let (line, instead, place, reason) = Self.bad[index]
        let text = Self.good.replacing(line, with: instead, maxReplacements: 1)
        #expect(text != Self.good)
        let problem = #expect(throws: RecipeProblem.self) { try Self.header(text) }
        #expect(problem.map { ($0.line, $0.column) } ?? (0, 0) == place, "\(problem.map(\.description) ?? "")")
        #expect(problem?.reason.hasPrefix(reason) == true, "\(problem?.reason ?? "")")
    }

    /// Whatever a stranger writes, it is a header or a problem.
    @Test func noTextEndsTheProcess() {
        var dice = Dice(seed: 20_261_125)
        let pieces = [
            "[", "]", "[[", "]]", ".", "=", "\"", "'", "\"\"\"", "\u{27}\u{27}\u{27}", "{", "}", ",", "#", "\\", "\\u12", "\n-- ", "\t", "-", "+", "1e",
            "0x", "nan", "1979-05-27T", "1979-05-27 1", "07:3", "\u{FEFF}", "a.b", "é", "\u{FFFF}", "\u{2028}", "\u{2029}", "\u{85}", "= [\u{2028}", "{a = \u{2029}",
        ]
        var good = 0
        for _ in 0..<6000 {
            var text = Array(Self.good)
            for _ in 0..<Int.random(in: 1...6, using: &dice) {
                let place = Int.random(in: 0..<text.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: text.remove(at: place)
                case 1: text.insert(contentsOf: pieces.randomElement(using: &dice) ?? "", at: place)
                default: text.removeSubrange(place..<min(text.count, place + Int.random(in: 1...20, using: &dice)))
                }
            }
            if (try? Self.header(String(text))) != nil { good += 1 }
        }
        #expect(good > 100)
    }

    // MARK: What it comes to

    /// A header with an argument of each kind: given ones, ones with a default, and ones that are missing.
    private static func header(reads: String, arguments: String) throws -> RecipeHeader {
        try header(RecipeText.recipe(effects: "", containers: "", header: ["reads = [\(reads)]"] + arguments.split(separator: "\n").map(String.init), ""))
    }

    private static let arguments = """
        [arguments.input]
        type = "path"
        default = "/etc/passwd"
        [arguments.here]
        type = "path"
        default = "data.csv"
        [arguments.up]
        default = "."
        [arguments.given]
        type = "path"
        [arguments.open]
        type = "path"
        """

    private static func given(_ header: RecipeHeader) throws -> RecipeArguments? {
        try RecipeArguments.given([Array("--given=/home/me/data".utf8)], as: header)
    }

    /// What needs the word `files` of `--allow`: what the recipe itself chose, and not below the current directory.
    @Test(arguments: [
        ("/home/me", true), ("..", true), ("a/../../b", true), ("data", false), ("./a..b/c.", false), ("data/.hidden", true), (".profile", true), ("{given}/.profile", true), ("{given}.d/x", true), ("{input}", true),
        ("{here}", false), ("{given}", false), ("{open}", false), ("{given}/sub", false), ("{given}.tmp", false), ("{given}/../x", true), ("{given}{up}", true),
        ("{given}{up}./x", true), ("{given}{input}", false), ("{up}{up}/x", true), ("{up}/{given}", false), ("/{given}", true), ("x{open}", false),
    ]) func pathsThatARecipeChooses(_ path: String, _ isChosen: Bool) throws {
        let header = try Self.header(reads: "\"\(path)\"", arguments: Self.arguments)
        #expect(ChosenPaths(header, given: try Self.given(header)).isEmpty == !isChosen)
    }

    @Test func promisesShowWhatIsMeant() throws {
        let header = try Self.header(reads: #""{input}", "{given}/x", "{open}", "plain", "a\", and nothing else""#, arguments: Self.arguments)
        #expect(RecipePromise(header).lines == [
            #"read the local files "{input}" (default "/etc/passwd"), "{given}/x", "{open}", "plain", "a\", and nothing else""#, "nothing in the archive",
        ])
        #expect(RecipePromise(header, given: try Self.given(header)).lines[0] ==
            #"read the local files "/etc/passwd" ({input}, the recipe's default), "/home/me/data/x" ({given}), "{open}", "plain", "a\", and nothing else""#)
    }

    @Test func promisesDoNotFillTheScreen() throws {
        let header = try Self.header(RecipeText.recipe(
            effects: #""read", "delete""#, containers: #""*/{many}""#,
            header: [#"reads = ["{file}"]"#, "[arguments.many]", "repeated = true", "[arguments.file]", "type = \"path\""], ""))
        let words = (1...700).map { "--many=c\($0)" } + ["--file=" + String(repeating: "x", count: 8000)]
        let lines = RecipePromise(header, given: try RecipeArguments.given(words.map { Array($0.utf8) }, as: header)).lines
        #expect(lines[0].count < 300 && lines[1].hasPrefix(#"in the containers "*/c1" ({many}), "*/c2" ({many}), "#))
        #expect(lines[1].hasSuffix(#""*/c20" ({many}) and 680 more: list, read and download objects; DELETE objects and containers"#))
        let archives = (1...30).map { "[arguments.a\($0)]\ntype = \"archive\"" }.joined(separator: "\n")
        #expect(RecipePromise(try Self.header(reads: "", arguments: archives)).lines[0].hasSuffix("--a20 names and 10 more, and send them requests"))
    }

    /// A pattern is put together for every value: a header is no way to make that take forever.
    @Test func patternsStandForSoManyTexts() throws {
        func header(_ path: String, _ count: Int) throws -> RecipeHeader {
            let values = (1...count).map { "\"/\($0)\"" }.joined(separator: ", ")
            return try Self.header(reads: "\"\(path)\"", arguments: "[arguments.many]\nrepeated = true\ndefault = [\(values)]")
        }
        #expect(!ChosenPaths(try header("{many}{many}", 4), given: nil).isEmpty)
        let problem = #expect(throws: RecipeProblem.self) { try header("{many}{many}", 5) }
        #expect(problem?.reason == "'reads' stands for more than 20 texts by default: they could not be shown" && problem?.line == 7)
        #expect(throws: RecipeProblem.self) { try header("{many}{many}", 10_000) }
        #expect(throws: RecipeProblem.self) { try header("{many}{many}{many}", 1) }
    }

    @Test func noneAndOneWithoutEnd() {
        #expect(throws: RecipeProblem.self) { try Self.header("print(1)") }
        let open = #expect(throws: RecipeProblem.self) { try Self.header(Self.good.replacing("-- ///\n", with: "")) }
        #expect(open?.line == 3 && open?.reason == "the header does not end")
    }

    @Test func linesMayEndAsOnWindows() throws {
        #expect(try Self.header(Self.good.replacing("\n", with: "\r\n")).name == "verify-container")
    }

    @Test func argumentsInPatternsAreText() throws {
        let pattern = try #require(ContainerPattern("{project}/{container}*"))
        let filled = pattern.filled { $0 == "project" ? ["My*"] : ["a", "b"] }
        #expect(filled.count == 2)
        #expect(filled[0].matches(project: "My*", container: "abc"))
        #expect(!filled[0].matches(project: "MyProject", container: "abc"))
        #expect(!filled[0].matches(project: "My*", container: "b"))
        #expect(pattern.filled { _ in [] }.isEmpty)
        #expect(!pattern.matches(project: "{project}", container: "{container}"))
    }

    @Test(arguments: [
        ("*", "", true), ("*", "anything", true), ("a*", "a", true), ("a*", "ba", false), ("*a", "ba", true), ("*a", "ab", false),
        ("a*b*c", "a-b-c", true), ("a*b*c", "acb", false), ("a*a", "a", false), ("a*a", "aa", true), ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false),
        ("é*", "e\u{301}x", false),
    ])
    func starsMatch(_ pattern: String, _ name: String, _ isMatch: Bool) throws {
        #expect(try #require(HeaderText(pattern, wildcards: true)).matches(name) == isMatch)
    }

    @Test func segmentsBelongToTheirContainer() throws {
        let pattern = try #require(ContainerPattern("*/data"))
        #expect(pattern.matches(project: "p", container: "data_segments") && !pattern.matches(project: "p", container: "data_versions"))
    }

    @Test(arguments: [
        (">=1.0", "1.0.0", true), (">=1.0", "0.9.9", false), (">=1.0, <2", "1.9", true), (">=1.0,<2", "2.0.0", false), ("==1.2", "1.2.0", true),
        (">=1.0.0", "1.0.0-rc.1", false), (">1.0.0-rc.1", "1.0.0-rc.2", true), (">1.0.0-rc.2", "1.0.0-rc.10", true),
    ])
    func versions(_ requirement: String, _ version: String, _ accepts: Bool) throws {
        let requirement = try #require(RecipeVersion.Requirement(requirement))
        #expect(requirement.accepts(try #require(RecipeVersion(version))) == accepts)
    }

    @Test(arguments: ["", "1.2.3.4", "1..2", "v1", "1.2-", "-1", "1.99999999999"]) func noVersion(_ text: String) {
        #expect(RecipeVersion(text) == nil)
    }
}
