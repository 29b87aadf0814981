import ArchiveAPI
import TOMLKit

/// What a recipe says of itself: what it is, what it takes, and what it may do.
struct RecipeHeader {
    var name = ""
    var version = ""
    var summary = ""
    var authors: [String] = []
    var license = ""
    /// Which versions of this program it needs.
    var requires: RecipeVersion.Requirement?
    /// In the order of the header.
    var arguments: [ArgumentDeclaration] = []
    var effects: Set<Effect> = []
    /// None: no container at all.
    var containers: [ContainerPattern] = []
    /// Local files and directories.
    var reads: [HeaderText] = []
    var writes: [HeaderText] = []

    static let keys = [
        "name", "version", "summary", "authors", "license", "requires", "effects", "containers", "reads", "writes", "arguments",
    ]

    private static let mostArguments = 100

    /// Reads a recipe's header, without running anything.
    /// - Throws: `RecipeProblem`.
    init(of source: [UInt8]) throws(RecipeProblem) {
        let block = try HeaderBlock(of: source)
        let places = HeaderPlaces(block)
        let table: TOMLTable
        do {
            try TOMLShape.check(block.toml, longest: TOMLShape.longestLine)
            table = try TOMLTable(string: block.toml)
        } catch let error as TOMLShape.Problem {
            throw RecipeProblem(line: block.line(error.line), column: error.column + HeaderBlock.indent, error.reason)
        } catch let error as TOMLParseError {
            throw RecipeProblem(
                line: block.line(error.source.begin.line), column: error.source.begin.column + HeaderBlock.indent,
                Self.firstLine(error.description))
        } catch {
            throw RecipeProblem(line: block.firstLine, "the header cannot be read: \(error)")
        }
        let reader = HeaderReader(table, places: places)
        try reader.checkKeys(Self.keys)
        name = try reader.required("name", "small letters, digits, - and _") { $0.string.flatMap { Self.isName($0) ? $0 : nil } }
        version = try reader.required("version", "a version such as \"1.2.0\"") { $0.string.flatMap { RecipeVersion($0)?.description } }
        summary = try reader.required("summary", "a line of text") { $0.string.flatMap { $0.isEmpty || $0.contains("\n") ? nil : $0 } }
        authors = try reader.list("authors", "a list of strings") { $0.string }
        license = try reader.optional("license", "a string") { $0.string } ?? ""
        requires = try reader.optional("requires", "versions such as \">=1.0\" or \">=1.0, <2\"") { value in
            value.string.flatMap { RecipeVersion.Requirement($0) }
        }
        effects = Set(try reader.listOfNames("effects", of: Effect.allCases.map(\.rawValue)).compactMap(Effect.init))
        arguments = try reader.arguments()
        guard arguments.count <= Self.mostArguments else {
            throw reader.problem("arguments", "\(arguments.count) arguments, and \(Self.mostArguments) are allowed")
        }
        containers = try reader.list("containers", "a list of \"project/container\", in which * stands for anything") { value in
            value.string.flatMap { ContainerPattern($0) }
        }
        reads = try reader.paths("reads")
        writes = try reader.paths("writes")
        try reader.checkReferences(containers.flatMap(\.arguments), in: "containers", to: arguments)
        try reader.checkReferences(reads.flatMap(\.arguments), in: "reads", to: arguments)
        try reader.checkReferences(writes.flatMap(\.arguments), in: "writes", to: arguments)
        let patterns = [("containers", containers.map(\.pieces)), ("reads", reads.map(\.pieces)), ("writes", writes.map(\.pieces))]
        for (key, patterns) in patterns { try checkNumbers(patterns, in: key, reader) }
    }

    /// Whether the patterns stand for so few texts that they can be put together, and by themselves for what can be shown.
    private func checkNumbers(_ patterns: [[HeaderText.Piece]], in key: String, _ reader: HeaderReader) throws(RecipeProblem) {
        let repeated = Set(arguments.filter(\.isRepeated).map(\.name))
        let values = HeaderValues(self, given: nil)
        var shown = 0
        for pieces in patterns {
            let count = pieces.count { piece in if case .argument(let name) = piece { repeated.contains(name) } else { false } }
            guard count <= 2 else { throw reader.problem(key, "a pattern of '\(key)' takes repeated arguments more than twice") }
            let (texts, number) = values.filled(pieces, limit: HeaderText.mostShown)
            guard number <= HeaderText.mostShown - shown else {
                throw reader.problem(key, "'\(key)' stands for more than \(HeaderText.mostShown) texts by default: they could not be shown")
            }
            shown += number
            guard texts.allSatisfy({ $0.count <= HeaderText.longestShown }) else {
                throw reader.problem(key, "a text of '\(key)' has more than \(HeaderText.longestShown) characters: it could not be shown")
            }
        }
    }

    /// A name is a file's name everywhere, and one word for a shell.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
        func isPlain(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        return isPlain(first) && text.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    private static func firstLine(_ text: String) -> String {
        String(text.prefix { $0 != "\n" })
    }

    /// Throws `usage` where this program is too old, or too new.
    func checkRequirement() throws {
        guard let requires, let own = RecipeVersion(Usage.version), !requires.accepts(own) else { return }
        throw ArchiveError(
            .usage, "the recipe '\(name)' requires archive-lua \(requires), and this is \(Usage.version)",
            hint: "Install such a version of archive-lua, or ask for a version of the recipe that runs with this one.")
    }

    /// Throws `usage` where a pattern, with these arguments put in, stands for more than can be told from each other.
    func checkFilling(_ values: (String) -> [String]) throws {
        let patterns = containers.map { ($0.written, $0.arguments) } + (reads + writes).map { ($0.written, $0.arguments) }
        for (written, arguments) in patterns {
            let count = arguments.reduce(1.0) { $0 * Double(values($1).count) }
            guard count > Double(HeaderText.mostFilled) else { continue }
            throw ArchiveError(
                .usage, "'\(written)' stands for \(Int(min(count, 1e15))) places, and \(HeaderText.mostFilled) are allowed",
                hint: "Give it fewer values at a time.")
        }
    }
}
