import ArchiveAPI

/// What `--completions` prints: a script that completes this program's command line in a shell, or the names that
/// these scripts ask for.
enum Completions {
    enum Subject: String, CaseIterable { case bash, zsh, fish, clouds }

    static func text(about subject: Subject) -> String {
        switch subject {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        case .clouds: clouds
        }
    }

    /// One a line; none where there is no configuration, or a bad one: nobody reads errors while completing.
    private static var clouds: String {
        let names = CloudConfiguration.cloudNames(environment: Environment.all)
        return names.filter { !$0.utf8.contains { $0 < 0x20 } }.map { $0 + "\n" }.joined()
    }

    private static let shells = [Subject.bash, .zsh, .fish].map(\.rawValue).joined(separator: " ")

    /// The names that come from outside are compared and quoted, never handed to `compgen -W`, which would expand
    /// what they hold.
    private static var bash: String {
        let withValue = CommandLineOption.all.filter { $0.value != nil && $0.value != .optionalDirectory }.map(\.name)
        return """
            # Completion of archive-lua in bash: archive-lua --completions bash > \
            ~/.local/share/bash-completion/completions/archive-lua

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

            _archive_lua() {
                # Options are those before the script.
                _arguments -S -A '-*' \\
            \(lines.map { $0 + " \\" }.joined(separator: "\n"))
                    '1:script:_files' \\
                    '*:argument:_files'
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

            """
    }
}
