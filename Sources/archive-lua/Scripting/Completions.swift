import ArchiveAPI

/// What `--completions` prints: a script that completes this program's command line in a shell, or the words that
/// these scripts ask for.
enum Completions {
    enum Subject: Equatable {
        case bash, zsh, fish, clouds, recipes
        /// What may stand behind a recipe: its own options, and those of `run`.
        case options(recipe: String)
        /// What may stand behind one of its own options.
        case values(recipe: String, option: String)

        static let names = ["bash", "zsh", "fish", "clouds", "recipes", "options:RECIPE", "values:RECIPE:OPTION"]

        init?(_ text: String) {
            switch text {
            case "bash": self = .bash
            case "zsh": self = .zsh
            case "fish": self = .fish
            case "clouds": self = .clouds
            case "recipes": self = .recipes
            case _ where text.hasPrefix("options:"): self = .options(recipe: String(text.dropFirst(8)))
            default:
                guard text.hasPrefix("values:"), let colon = text.dropFirst(7).lastIndex(of: ":") else { return nil }
                self = .values(recipe: String(text[..<colon].dropFirst(7)), option: String(text[text.index(after: colon)...]))
            }
        }
    }

    static func text(about subject: Subject) -> String {
        switch subject {
        case .bash: CompletionScripts.bash
        case .zsh: CompletionScripts.zsh
        case .fish: CompletionScripts.fish
        case .clouds: lines(clouds)
        case .recipes: lines(RecipeFile.names.map(\.name))
        case .options(let recipe): lines(options(of: recipe))
        case .values(let recipe, let option): lines(values(of: option, recipe))
        }
    }

    private static func arguments(of recipe: String) -> [ArgumentDeclaration] {
        (try? RecipeFile(Array(recipe.utf8)))?.header.arguments ?? []
    }

    private static func options(of recipe: String) -> [String] {
        (arguments(of: recipe).map(\.option) + RunLine.options.keys.filter { $0.hasPrefix("--") }).sorted()
    }

    /// Nothing for a path and for what only an archive knows: no shell waits for a network.
    private static func values(of option: String, _ recipe: String) -> [String] {
        switch arguments(of: recipe).first(where: { $0.option == option })?.type {
        case .choice(let choices)?: choices
        case .archive?: clouds
        default: []
        }
    }

    /// What comes from outside and could not be one line, or not be shown, is left out.
    private static func lines(_ names: [String]) -> String {
        names.filter { $0.unicodeScalars.allSatisfy(TerminalText.isSafe) }.map { $0 + "\n" }.joined()
    }

    /// None where there is no configuration, or a bad one: nobody reads errors while completing.
    private static var clouds: [String] { CloudConfiguration.cloudNames(environment: Environment.all) }
}
