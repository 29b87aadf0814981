import ArchiveAPI

/// What `--completions` prints: a script that completes this program's command line in a shell, or the names that
/// these scripts ask for.
enum Completions {
    enum Subject: Equatable {
        case bash, zsh, fish, clouds, recipes
        /// What may stand behind a recipe: its own options, and those of `run`.
        case options(recipe: String)

        static let names = ["bash", "zsh", "fish", "clouds", "recipes", "options:RECIPE"]

        init?(_ text: String) {
            switch text {
            case "bash": self = .bash
            case "zsh": self = .zsh
            case "fish": self = .fish
            case "clouds": self = .clouds
            case "recipes": self = .recipes
            default:
                guard text.hasPrefix("options:") else { return nil }
                self = .options(recipe: String(text.dropFirst(8)))
            }
        }
    }

    static func text(about subject: Subject) -> String {
        switch subject {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        case .clouds: clouds
        case .recipes: lines(RecipeFile.names.map(\.name))
        case .options(let recipe): lines(options(of: recipe))
        }
    }

    private static func options(of recipe: String) -> [String] {
        let declared = (try? RecipeFile(Array(recipe.utf8)))?.header.arguments ?? []
        return (declared.map(\.option) + RunLine.options.keys.filter { $0.hasPrefix("--") }).sorted()
    }

    /// What comes from outside and could not be one line is left out.
    private static func lines(_ names: [String]) -> String {
        names.filter { !$0.utf8.contains { $0 < 0x20 } }.map { $0 + "\n" }.joined()
    }

    private static let verbs = RecipeLine.Verb.allCases.map(\.rawValue).joined(separator: " ")
    private static let commands = CommandLine.Command.allCases.map(\.rawValue)

    /// One a line; none where there is no configuration, or a bad one: nobody reads errors while completing.
    private static var clouds: String {
        lines(CloudConfiguration.cloudNames(environment: Environment.all))
    }

    private static let shells = "bash zsh fish"

    /// The names that come from outside are compared and quoted, never handed to `compgen -W`, which would expand
    /// what they hold.
    private static var bash: String {
        let withValue = CommandLineOption.all.filter { $0.value != nil && $0.value != .optionalDirectory }.map(\.name)
        return """
            # Completion of archive-lua in bash: archive-lua --completions bash > \
            ~/.local/share/bash-completion/completions/archive-lua

            # What stands behind a command: the program, the word, and the words before it from the command on.
            _archive_lua_command() {
                local program=${1/#\\~/$HOME} word=$2 command=$3 asked= name
                shift 3
                case $command in
                    run)
                        if [[ $word == -* ]]; then asked=options:$1; elif (($# == 0)); then asked=recipes; fi ;;
                    recipe)
                        if (($# == 0)); then mapfile -t COMPREPLY < <(compgen -W '\(verbs)' -- "$word"); else asked=recipes; fi ;;
                esac
                [[ -z $asked ]] || while IFS= read -r name; do
                    [[ $name != "$word"* ]] || COMPREPLY+=("$(printf %q "$name")")
                done < <("$program" --completions "$asked" 2>/dev/null)
            }

            _archive_lua() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} index name
                COMPREPLY=()
                # bash takes --cloud=x for three words.
                if [[ $word == = ]]; then
                    word=
                elif [[ $before == = ]]; then
                    before=${COMP_WORDS[COMP_CWORD-2]}
                fi
                # What follows the script is the script's own: files.
                for ((index = 1; index < COMP_CWORD; index++)); do
                    case ${COMP_WORDS[index]} in
                        \(withValue.joined(separator: "|"))) [[ ${COMP_WORDS[index + 1]} == = ]] || ((++index)) ;;
                        =) ((++index)) ;;
                        --) return ;;
                        -?*|apply) ;;
                        \(commands.joined(separator: "|")))
                            _archive_lua_command "$1" "$word" "${COMP_WORDS[@]:index:COMP_CWORD-index}"
                            return ;;
                        *) [[ ${COMP_WORDS[index - 1]} == --local ]] || return ;;
                    esac
                done
                case $before in
                    --cloud)
                        while IFS= read -r name; do
                            [[ $name != "$word"* ]] || COMPREPLY+=("$(printf %q "$name")")
                        done < <("${1/#\\~/$HOME}" --completions clouds 2>/dev/null) ;;
                    --completions) mapfile -t COMPREPLY < <(compgen -W '\(shells)' -- "$word") ;;
                    -o|--output) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
                    --annotations) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
                    -e|-l) ;;
                    *)
                        [[ $word != -* ]] ||
                            mapfile -t COMPREPLY < <(compgen -W '\(CommandLineOption.all.map(\.name).joined(separator: " "))' -- "$word") ;;
                esac
            }

            complete -o bashdefault -o default -F _archive_lua archive-lua

            """
    }

    private static var zsh: String {
        let lines = CommandLineOption.all.map { option in
            let equals = option.name.hasPrefix("--") && option.value != nil ? "=" : ""
            let value = switch option.value {
            case .cloud?: ":cloud:_archive_lua_clouds"
            case .directory?: ":directory:_directories"
            case .file?: ":file:_files"
            case .optionalDirectory?: "::directory:_directories"
            case .shell?: ":shell:(\(shells))"
            case .code?: ":\(option.help): "
            case nil: ""
            }
            let times = option.value == .code ? "*" : ""
            return "        '\(times)\(option.name)\(equals)[\(option.help)]\(value)'"
        }
        return """
            #compdef archive-lua
            # Completion of archive-lua in zsh: archive-lua --completions zsh > DIRECTORY/_archive-lua, with a
            # DIRECTORY of $fpath.

            _archive_lua_clouds() {
                local -a clouds
                clouds=(${(f)"$($words[1] --completions clouds 2>/dev/null)"})
                compadd -a clouds
            }

            _archive_lua_script() {
                compadd \(commands.joined(separator: " "))
                _files
            }

            # Behind a command, or a script's own.
            _archive_lua_argument() {
                local -a found
                local place=${words[(i)(\(commands.joined(separator: "|")))]}
                case $words[place] in
                    run)
                        if [[ $words[CURRENT] == -* ]]; then
                            found=(${(f)"$($words[1] --completions options:$words[place+1] 2>/dev/null)"})
                        elif ((CURRENT == place + 1)); then
                            found=(${(f)"$($words[1] --completions recipes 2>/dev/null)"})
                        fi ;;
                    recipe)
                        if ((CURRENT == place + 1)); then
                            found=(\(verbs))
                        else
                            found=(${(f)"$($words[1] --completions recipes 2>/dev/null)"})
                        fi ;;
                esac
                compadd -a found
                _files
            }

            _archive_lua() {
                # Options are those before the script.
                _arguments -S -A '-*' \\
            \(lines.map { $0 + " \\" }.joined(separator: "\n"))
                    '1:script:_archive_lua_script' \\
                    '*:argument:_archive_lua_argument'
            }

            if [[ $funcstack[1] == _archive-lua ]]; then _archive_lua "$@"; else compdef _archive_lua archive-lua; fi

            """
    }

    private static var fish: String {
        let lines = CommandLineOption.all.map { option in
            let name = option.name.hasPrefix("--") ? "-l \(option.name.dropFirst(2))" : "-s \(option.name.dropFirst())"
            let value = switch option.value {
            case .cloud?: " -x -a '(archive-lua --completions clouds 2>/dev/null)'"
            case .directory?: " -x -a '(__fish_complete_directories)'"
            case .file?: " -r"
            case .optionalDirectory?, nil: ""
            case .shell?: " -x -a '\(shells)'"
            case .code?: " -x"
            }
            return "complete -c archive-lua \(name)\(value) -d '\(option.help)'"
        }
        return """
            # Completion of archive-lua in fish: archive-lua --completions fish > \
            ~/.config/fish/completions/archive-lua.fish

            \(lines.joined(separator: "\n"))
            complete -c archive-lua -n __fish_use_subcommand -a '\(commands.joined(separator: " "))'
            complete -c archive-lua -n '__fish_seen_subcommand_from run' -a '(archive-lua --completions recipes 2>/dev/null)'
            complete -c archive-lua -n '__fish_seen_subcommand_from run' -a '(string match -q -- "-*" (commandline -ct); and archive-lua --completions options:(__fish_archive_lua_recipe) 2>/dev/null)'
            complete -c archive-lua -n '__fish_seen_subcommand_from recipe' -a '\(verbs) (archive-lua --completions recipes 2>/dev/null)'

            function __fish_archive_lua_recipe
                set -l words (commandline -opc)
                set -l place (contains -i run $words); and echo $words[(math $place + 1)]
            end

            """
    }
}
