import ArchiveAPI
import Glibc
import LuaBridge

/// What a recipe was given: each argument that its header declares, checked.
struct RecipeArguments {
    let values: [(name: String, value: ArgumentValue)]

    /// Reads the recipe's words; what is missing is asked for on the terminal, where there is one.
    /// - Returns: nil where the words ask for help.
    /// - Throws: `ArgumentLine.Misuse`.
    static func read(_ words: [CommandLine.Word], as header: RecipeHeader) async throws -> RecipeArguments? {
        let declared = ScriptDeclaration(summary: header.summary, options: header.arguments)
        var words = words
        while true {
            let misuse: ArgumentLine.Misuse
            switch read(words, declared) {
            case .success(.help): return nil
            case .success(.values(let values)): return RecipeArguments(values: values)
            case .failure(let failure): misuse = failure
            }
            guard let missing = misuse.missing, let answer = try await ask(for: missing) else { throw misuse }
            words.insert(Array("\(missing.option)=\(answer)".utf8), at: 0)
        }
    }

    /// What the words give, without defaults, and whatever is still missing: as much as is known before anything is
    /// agreed to.
    /// - Returns: nil where the words ask for help.
    /// - Throws: `ArgumentLine.Misuse`.
    static func given(_ words: [CommandLine.Word], as header: RecipeHeader) throws -> RecipeArguments? {
        let options = header.arguments.map { argument in
            ArgumentDeclaration(
                name: argument.name, type: argument.type, isRequired: false, isRepeated: argument.isRepeated, help: "", given: nil)
        }
        guard case .values(let values) = try ArgumentLine.read(words, as: ScriptDeclaration(options: options)) else { return nil }
        return RecipeArguments(values: values)
    }

    private static func read(
        _ words: [CommandLine.Word], _ declared: ScriptDeclaration
    ) -> Result<ArgumentLine.Outcome, ArgumentLine.Misuse> {
        do throws(ArgumentLine.Misuse) { return .success(try ArgumentLine.read(words, as: declared)) } catch { return .failure(error) }
    }

    private static func ask(for argument: ArgumentDeclaration) async throws -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        // A stranger's words: on one line, and too short to push what asks out of sight.
        let help = argument.help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let about = help.isEmpty ? argument.type.expected : ShortText.cut(help, to: 60)
        let text = "The recipe asks for \(ShortText.cut(argument.dashed, to: 40)) (\(about)): "
        while true {
            guard let answer = try await TerminalQuestion(text: text, echo: true).ask() else { return nil }
            if argument.type.value(of: Array(answer.utf8)) != nil { return answer }
            Screen.writeNow("\(TerminalText.line(argument.shown)) must be \(TerminalText.line(argument.type.expected))\n", to: STDERR_FILENO)
        }
    }

    /// What stands for `{name}` in the header: each value as text.
    func texts(of name: String) -> [String] {
        values.first { $0.name == name }.map { Self.texts(of: $0.value) } ?? []
    }

    static func texts(of value: ArgumentValue) -> [String] {
        switch value {
        case .one(let value): text(of: value).map { [$0] } ?? []
        case .many(let values): values.compactMap(text)
        }
    }

    private static func text(of value: LuaValue) -> String? {
        switch value {
        case .string(let bytes): bytes.repaired
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .boolean(let value): String(value)
        default: nil
        }
    }

    /// The table `args`: archives are opened.
    func table(in state: LuaState, _ header: RecipeHeader, open: (String) throws -> any LuaResult) throws -> LuaValue {
        let archives = Set(header.arguments.filter { $0.type == .archive }.map(\.name))
        return try state.makeTable(
            fields: values.map { name, value in
                guard archives.contains(name) else { return (name, value) }
                let opened = try texts(of: name).map(open)
                if case .many = value { return (name, try state.makeTable(opened)) }
                return (name, opened.first ?? LuaValue.nil)
            })
    }
}
