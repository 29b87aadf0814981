import LuaBridge

/// What the words on the command line ask for.
///
/// The options are those of the `lua` command and a few of our own. They are read by hand because `-e` and
/// `-l` run in the order in which they stand, may have their value attached (`-lmodule`), and everything
/// after the script belongs to the script: an argument parser that groups options by name cannot keep that.
/// Words are bytes, as the system passes them, so that a script gets file names of any encoding.
struct CommandLine: Equatable {
    typealias Word = [UInt8]

    /// What runs before the script, in order.
    enum Step: Equatable {
        case execute(Word)
        case library(global: Word, module: Word)
        case warningsOn
    }

    /// Which archive the global `archive` is.
    enum ArchiveChoice: Equatable {
        case configured
        case cloud(String)
        case local(directory: String?)
    }

    /// What is made instead of running anything.
    enum Request: Equatable {
        case annotations(directory: String)
        case completions(Completions.Subject)
        case reference
    }

    /// What is done in place of running a script: the first word that is no option says so, and what follows is for it.
    enum Command: String, CaseIterable { case run, recipe }

    /// Wrong usage: what to say about it.
    struct UsageError: Error, Equatable {
        let message: String
        var hint: String?
    }

    var steps: [Step] = []
    var archive = ArchiveChoice.configured
    var readOnly = false
    /// Whether changes are planned and not made, and where the plan is kept.
    var plansChanges = false
    var planOutput: String?
    /// A plan that is to be applied, instead of running anything.
    var application: Application?
    var quiet = false
    var interactive = false
    var showVersion = false
    var ignoreEnvironment = false
    var printHelp = false
    var printVersion = false
    var request: Request?
    var command: Command?
    /// What stands behind the command, without the options of the program itself.
    var commandWords: [Word] = []
    /// Where the script stands among the words; their number where there is none.
    var scriptIndex = 0
    var words: [Word] = []

    var hasScript: Bool { scriptIndex < words.count }
    var hasStatement: Bool { steps.contains { if case .execute = $0 { true } else { false } } }

    /// The script `-` is the standard input, unless `--` stands before it: then it is a file of that name.
    var scriptIsStandardInput: Bool {
        hasScript && words[scriptIndex] == Word("-".utf8) && words[scriptIndex - 1] != Word("--".utf8)
    }

    init(_ strings: [String]) throws(UsageError) {
        try self.init(words: strings.map { Word($0.utf8) })
    }

    /// Reads the words of a command line, the program's name first. `kind` says what a path is: it decides
    /// whether the word after `--local` is its folder.
    init(words: [Word], kind: (String) -> PathKind = PathKind.init(of:)) throws(UsageError) {
        self.words = words
        var index = 1
        scan: while index < words.count {
            let word = words[index]
            guard word.first == UInt8(ascii: "-"), word.count > 1 else {
                guard command == nil else { break }
                if word.elementsEqual("apply".utf8) { try readApplication(&index, kind: kind) }
                guard index < words.count, let found = Command(rawValue: Self.text(words[index])) else { break }
                command = found
                index += 1
                continue
            }
            if command != nil, Self.isForCommand(word) {
                commandWords.append(word)
                index += 1
                if Self.takesValue(word), index < words.count {
                    commandWords.append(words[index])
                    index += 1
                }
                continue
            }
            switch UnicodeScalar(word[1]) {
            case "-":
                if word.count == 2 {
                    index += 1
                    break scan
                }
                try readLongOption(&index, kind: kind)
            case "e", "l":
                try readValueOption(&index)
            case "o": planOutput = Self.text(try value(of: word, &index))
            case "i" where word.count == 2:
                interactive = true
                showVersion = true
            case "v" where word.count == 2:
                showVersion = true
            case "E" where word.count == 2:
                ignoreEnvironment = true
            case "W" where word.count == 2:
                steps.append(.warningsOn)
            default:
                throw unrecognized(word)
            }
            index += 1
        }
        scriptIndex = min(index, words.count)
        if command != nil {
            commandWords += words[scriptIndex...]
            scriptIndex = words.count
        }
        try checkPlanning()
    }

    private func checkPlanning() throws(UsageError) {
        if !plansChanges, planOutput != nil {
            throw UsageError(message: "'-o' names the file for a plan, and needs '--plan'")
        }
        if plansChanges, interactive {
            throw UsageError(message: "'--plan' is for scripts", hint: "In a session, plan(function() … end) plans what is in the function.")
        }
    }

    /// Whether an option between the command and its first word is the command's own.
    private static func isForCommand(_ word: Word) -> Bool { RunLine.options[text(word.prefix { $0 != UInt8(ascii: "=") })] != nil }

    private static func takesValue(_ word: Word) -> Bool { RunLine.options[text(word)] == true }

    /// `-e stat`, `-l mod`, `-l g=mod`, with the value attached or in the next word.
    private mutating func readValueOption(_ index: inout Int) throws(UsageError) {
        let word = words[index]
        let value = try value(of: word, &index)
        if word[1] == UInt8(ascii: "e") {
            steps.append(.execute(value))
        } else if let equals = value.firstIndex(of: UInt8(ascii: "=")) {
            steps.append(.library(global: Word(value[..<equals]), module: Word(value[(equals + 1)...])))
        } else {
            steps.append(.library(global: value, module: value))
        }
    }

    /// What is attached to a short option, or is the next word.
    private func value(of word: Word, _ index: inout Int) throws(UsageError) -> Word {
        let value = Word(word.dropFirst(2))
        guard value.isEmpty else { return value }
        guard index + 1 < words.count, words[index + 1].first != UInt8(ascii: "-") else {
            throw UsageError(message: "'\(Self.text(word))' needs argument")
        }
        index += 1
        return words[index]
    }

    mutating func readLongOption(_ index: inout Int, kind: (String) -> PathKind) throws(UsageError) {
        let word = words[index]
        let text = Self.text(word)
        let name = String(text.prefix { $0 != "=" })
        let attached: String? = name == text ? nil : String(text.dropFirst(name.count + 1))
        switch (name, attached) {
        case ("--cloud", let value):
            guard let cloud = value ?? nextWord(&index), !cloud.isEmpty else {
                throw UsageError(message: "'--cloud' needs the name of a cloud in clouds.yaml")
            }
            try choose(.cloud(cloud))
        case ("--local", let value?):
            guard !value.isEmpty else { throw UsageError(message: "'--local=' needs a directory") }
            try choose(.local(directory: value))
        case ("--local", nil):
            var directory: String?
            if index + 1 < words.count, Self.isDirectory(words[index + 1], kind) {
                index += 1
                directory = Self.text(words[index])
            }
            try choose(.local(directory: directory))
        case ("--read-only", nil): readOnly = true
        case ("--plan", nil): plansChanges = true
        case ("--output", let value):
            guard let path = value ?? nextWord(&index), !path.isEmpty else { throw UsageError(message: "'--output' needs a file") }
            planOutput = path
        case ("--skip-changed", nil): throw UsageError(message: "'--skip-changed' stands behind 'apply'")
        case ("--quiet", nil): quiet = true
        case ("--annotations", let value):
            guard let directory = value ?? nextWord(&index), !directory.isEmpty else {
                throw UsageError(message: "'--annotations' needs a directory")
            }
            request = .annotations(directory: directory)
        case ("--completions", let value):
            request = .completions(try Self.subject(value ?? nextWord(&index)))
        case ("--reference", nil): request = .reference
        case ("--help", nil): printHelp = true
        case ("--version", nil): printVersion = true
        default: throw unrecognized(word)
        }
    }

    /// The value of an option in the word after it, unless this is an option itself.
    private func nextWord(_ index: inout Int) -> String? {
        guard index + 1 < words.count, words[index + 1].first != UInt8(ascii: "-") else { return nil }
        index += 1
        return Self.text(words[index])
    }

    private static func subject(_ name: String?) throws(UsageError) -> Completions.Subject {
        let names = Completions.Subject.names
        guard let name, let subject = Completions.Subject(name) else {
            throw UsageError(
                message: "'--completions' needs one of: \(names.joined(separator: ", "))",
                hint: name.flatMap { NearestName.hint(for: $0, among: names) })
        }
        return subject
    }

    /// The word after a bare `--local` is its folder unless it is an option, an existing file, or ends in
    /// `.lua`, or is a command: those are what they are without `--local`. (`--local=DIR` is never ambiguous.)
    private static func isDirectory(_ word: Word, _ kind: (String) -> PathKind) -> Bool {
        guard let first = word.first, first != UInt8(ascii: "-") else { return false }
        let text = Self.text(word)
        switch kind(text) {
        case .directory: return true
        case .other: return false
        case .absent: return !text.hasSuffix(".lua") && text != "apply" && Command(rawValue: text) == nil
        }
    }

    private mutating func choose(_ choice: ArchiveChoice) throws(UsageError) {
        guard archive == .configured || archive == choice else {
            throw UsageError(message: "only one '--cloud' or '--local' can be given")
        }
        archive = choice
    }

    func unrecognized(_ word: Word) -> UsageError {
        let text = Self.text(word)
        let name = String(text.prefix { $0 != "=" })
        return UsageError(
            message: "unrecognized option '\(text)'",
            hint: name.utf8.count > 2 ? NearestName.hint(for: name, among: CommandLineOption.all.map(\.name).filter { $0.hasPrefix("--") }) : nil)
    }

    static func text(_ word: some Sequence<UInt8>) -> String { String(decoding: Array(word), as: UTF8.self) }
}
