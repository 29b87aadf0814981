/// What stands behind `archive-lua run`: the recipe, how it is to be run, and the words that are the recipe's own.
struct RunLine: Equatable {
    /// The recipe's name, or a file.
    var recipe: CommandLine.Word?
    /// What it may do without a question; nil where nothing was said.
    var allowed: Allowance?
    var json = false
    var plan = false
    /// Where the plan is kept.
    var output: String?
    var help = false
    var limits = RecipeLimits()
    /// The recipe's own words.
    var words: [CommandLine.Word] = []

    /// Options of `run`, which may stand before and behind the recipe; true: with a value.
    static let options = [
        "--allow": true, "--json": false, "--plan": false, "--output": true, "-o": true, "--max-memory": true,
        "--max-processor-time": true, "--help": false, "-h": false,
    ]
    /// Lua and the classes of the archive take some of it.
    private static let leastMemory = 1 << 20
    /// What no argument of a recipe can be called.
    static let reserved: Set<String> = ["allow", "json", "plan", "output", "max_memory", "max_processor_time", "help"]

    /// - Parameter all: what stands behind `run`, without the options of the program itself.
    init(_ all: [CommandLine.Word]) throws(CommandLine.UsageError) {
        var rest = all[...]
        while let word = rest.popFirst() {
            let text = CommandLine.text(word)
            if text == "--" {
                words.append(word)
                words += rest
                break
            }
            let name = String(text.prefix { $0 != "=" })
            guard let takesValue = Self.options[name], takesValue || name == text else {
                if recipe == nil, !text.hasPrefix("-") { recipe = word } else { words.append(word) }
                continue
            }
            guard takesValue else {
                set(name)
                continue
            }
            let value: String? = name == text ? rest.popFirst().map(CommandLine.text) : String(text.dropFirst(name.count + 1))
            guard let value, !value.isEmpty else { throw CommandLine.UsageError(message: "'\(name)' needs a value") }
            try set(name, value)
        }
        guard recipe != nil || help else {
            throw CommandLine.UsageError(
                message: "'run' needs the name of a recipe, or a file", hint: "'archive-lua recipe list' has the names.")
        }
        guard output == nil || plan else { throw CommandLine.UsageError(message: "'--output' keeps a plan: it needs '--plan'") }
    }

    private mutating func set(_ name: String) {
        switch name {
        case "--json": json = true
        case "--plan": plan = true
        default: help = true
        }
    }

    private mutating func set(_ name: String, _ value: String) throws(CommandLine.UsageError) {
        switch name {
        case "--allow": allowed = try Allowance(value).union(allowed)
        case "--max-memory":
            guard case .integer(let bytes)? = ArgumentType.bytes.value(of: Array(value.utf8)), bytes >= Self.leastMemory else {
                throw CommandLine.UsageError(message: "'--max-memory' must be \(ArgumentType.bytes.expected), and at least 1 MB, got '\(value)'")
            }
            limits.memory = bytes
        case "--max-processor-time":
            guard let seconds = ArgumentType.number.value(of: Array(value.utf8))?.number, seconds > 0 else {
                throw CommandLine.UsageError(message: "'--max-processor-time' must be a number of seconds, got '\(value)'")
            }
            limits.processorSeconds = seconds
        default: output = value
        }
    }
}
