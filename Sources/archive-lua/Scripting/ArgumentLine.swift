import LuaBridge

/// Reads the words after a script's name as the script declares them.
struct ArgumentLine {
    /// Wrong usage: what to say about it.
    struct Misuse: Error {
        let message: String
        var hint: String?
        /// What was not given, where it is that.
        var missing: ArgumentDeclaration?
    }

    enum Outcome {
        case values([(name: String, value: ArgumentValue)])
        /// `--help` stands among the words.
        case help
    }

    private let options: [ArgumentDeclaration]
    private let positions: [ArgumentDeclaration]
    private var given: [String: [LuaValue]] = [:]

    static func read(_ words: [[UInt8]], as declared: ScriptDeclaration) throws(Misuse) -> Outcome {
        var line = ArgumentLine(declared)
        return try line.read(words)
    }

    private init(_ declared: ScriptDeclaration) {
        options = declared.options
        positions = declared.positions
    }

    private mutating func read(_ words: [[UInt8]]) throws(Misuse) -> Outcome {
        var rest = words[...]
        var onlyPositions = false
        var place = 0
        while let word = rest.popFirst() {
            if onlyPositions || !Self.looksLikeOption(word) {
                guard place < positions.count else { throw Misuse(message: "one argument too many: '\(Self.text(word))'") }
                try add(word, to: positions[place])
                if !positions[place].isRepeated { place += 1 }
            } else if word == Array("--".utf8) {
                onlyPositions = true
            } else if word == Array("--help".utf8) || word == Array("-h".utf8) {
                return .help
            } else {
                try readOption(word, &rest)
            }
        }
        for declaration in positions + options where declaration.isRequired && given[declaration.name] == nil {
            throw Misuse(message: "\(declaration.shown) is missing", missing: declaration)
        }
        return .values((positions + options).map { ($0.name, value(of: $0)) })
    }

    private func value(of declaration: ArgumentDeclaration) -> ArgumentValue {
        guard let values = given[declaration.name], let last = values.last else { return declaration.fallback }
        return declaration.isRepeated ? .many(values) : .one(last)
    }

    /// A dash alone is a word like others, and so is a number below zero.
    private static func looksLikeOption(_ word: [UInt8]) -> Bool {
        guard word.count > 1, word[0] == UInt8(ascii: "-") else { return false }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(word[1]) && word[1] != UInt8(ascii: ".")
    }

    private mutating func readOption(_ word: [UInt8], _ rest: inout ArraySlice<[UInt8]>) throws(Misuse) {
        let equals = word.firstIndex(of: UInt8(ascii: "="))
        let name = Self.text(Array(word[..<(equals ?? word.count)]))
        let attached = equals.map { Array(word[($0 + 1)...]) }
        if let option = option(named: name) {
            if let attached { return try add(attached, to: option) }
            if option.type == .boolean { return given[option.name] = [.boolean(true)] }
            // What begins with two dashes is the next option: the value was forgotten.
            guard let value = rest.first, !value.starts(with: "--".utf8) else {
                throw Misuse(message: "\(option.shown) needs a value: \(option.type.expected)")
            }
            rest.removeFirst()
            return try add(value, to: option)
        }
        if name.hasPrefix("--no-") || name.hasPrefix("--no_"), let option = option(named: "--" + name.dropFirst(5)), option.type == .boolean {
            guard attached == nil else { throw Misuse(message: "'\(name)' takes no value") }
            return given[option.name] = [.boolean(false)]
        }
        throw Misuse(
            message: "unknown option '\(name)'",
            hint: NearestName.hint(for: name, among: options.map(\.option) + ["--help"]))
    }

    /// By its name with dashes, or as Lua spells it.
    private func option(named name: String) -> ArgumentDeclaration? {
        options.first { $0.option == name || "--" + $0.name == name }
    }

    private mutating func add(_ word: [UInt8], to declaration: ArgumentDeclaration) throws(Misuse) {
        guard let value = declaration.type.value(of: word) else {
            var hint: String?
            if case .choice(let choices) = declaration.type { hint = NearestName.hint(for: Self.text(word), among: choices) }
            throw Misuse(message: "\(declaration.shown) must be \(declaration.type.expected), got '\(Self.text(word))'", hint: hint)
        }
        given[declaration.name, default: []].append(value)
    }

    private static func text(_ word: [UInt8]) -> String { String(decoding: word, as: UTF8.self) }
}
