/// The scripts that complete this program's command line in bash, zsh and fish. They know the options; recipes, what these
/// take, and clouds they ask the program for.
enum CompletionScripts {
    private static let verbs = RecipeLine.Verb.allCases.map(\.rawValue).joined(separator: " ")
    private static let commands = CommandLine.Command.allCases.map(\.rawValue)
    /// What may stand in place of a script.
    private static let firstWords = (commands + ["apply"]).joined(separator: " ")
    /// Options of `run` that are followed by a value.
    private static let runOptions = RunLine.options.filter(\.value).keys.sorted()
    private static let allowWords = Allowance.words.joined(separator: " ")
    private static let verbOptions = RecipeLine.Verb.allCases.map { verb in
        (verb: verb.rawValue, options: RecipeLine.options(of: verb).keys.sorted().joined(separator: " "))
    }.filter { !$0.options.isEmpty }
    private static let shells = "bash zsh fish"

    /// The names that come from outside are compared and quoted, never handed to `compgen -W`, which would expand
    /// what they hold.
    static var bash: String {
        let withValue = CommandLineOption.all.filter { $0.value != nil && $0.value != .optionalDirectory }.map(\.name)
        return """
            # Completion of archive-lua in bash: archive-lua --completions bash > \
            ~/.local/share/bash-completion/completions/archive-lua

            # What stands behind a command: the program, the word, the word before it, and the words from the command on.
            _archive_lua_command() {
                local program=${1/#\\~/$HOME} word=$2 before=$3 command=$4 asked= recipe= name
                shift 4
                if [[ $before == --allow ]]; then
                    compopt -o nospace 2>/dev/null    # Another word may follow.
                    mapfile -t COMPREPLY < <(compgen -P "${word%"${word##*,}"}" -W '\(allowWords)' -- "${word##*,}")
                    return
                fi
                case $command in
                    run)
                        # The first word that is neither an option nor the value of one.
                        while (($#)) && [[ -z $recipe ]]; do
                            case $1 in
                                \(runOptions.joined(separator: "|"))) [[ ${2-} != = ]] || shift; shift ;;
                                -*) ;;
                                *) recipe=${1/#\\~/$HOME} ;;
                            esac
                            shift
                        done
                        if [[ $word == -* ]]; then
                            asked=options:$recipe
                        elif [[ -z $recipe && $before != @(\(runOptions.joined(separator: "|"))) ]]; then
                            asked=recipes
                        elif [[ $before == -* ]]; then
                            asked=values:$recipe:$before
                        fi ;;
                    recipe)
                        if (($# == 0)); then
                            mapfile -t COMPREPLY < <(compgen -W '\(verbs)' -- "$word")
                        elif [[ $word == -* ]]; then
                            case $1 in
            \(verbOptions.map { "                    \($0.verb)) mapfile -t COMPREPLY < <(compgen -W '\($0.options)' -- \"$word\") ;;" }.joined(separator: "\n"))
                            esac
                        elif [[ $before != -* ]]; then
                            asked=recipes
                        fi ;;
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
                            _archive_lua_command "$1" "$word" "$before" "${COMP_WORDS[@]:index:COMP_CWORD-index}"
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
                        if [[ $word == -* ]]; then
                            mapfile -t COMPREPLY < <(compgen -W '\(CommandLineOption.all.map(\.name).joined(separator: " "))' -- "$word")
                        elif [[ -n $word ]]; then
                            mapfile -t COMPREPLY < <(compgen -W '\(firstWords)' -- "$word"; compgen -f -- "$word")
                            compopt -o filenames 2>/dev/null
                        fi ;;
                esac
            }

            complete -o bashdefault -o default -F _archive_lua archive-lua

            """
    }

    static var zsh: String {
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
                compadd \(firstWords)
                _files
            }

            # Behind a command, or a script's own.
            _archive_lua_argument() {
                local -a found options
                local place=${words[(i)(\(commands.joined(separator: "|")))]} option= asked= recipe= index
                options=(\(runOptions.joined(separator: " ")))
                # The first word that is neither an option nor the value of one.
                for ((index = place + 1; index < CURRENT; index++)); do
                    if ((options[(Ie)$words[index]])); then ((++index)); continue; fi
                    if [[ $words[index] != -* ]]; then recipe=${~words[index]}; break; fi
                done
                if [[ $words[CURRENT] == -*=* ]]; then
                    option=${words[CURRENT]%%=*}
                    compset -P 1 '*='
                elif [[ $words[CURRENT-1] == -* ]]; then
                    option=$words[CURRENT-1]
                fi
                case $words[place] in
                    run)
                        if [[ -z $option && $words[CURRENT] == -* ]]; then
                            asked=options:$recipe
                        elif [[ -z $recipe ]] && ((!options[(Ie)$option])); then
                            asked=recipes
                        elif [[ -n $option ]]; then
                            asked=values:$recipe:$option
                        fi ;;
                    recipe)
                        if ((CURRENT == place + 1)); then
                            found=(\(verbs))
                        elif [[ -z $option && $words[CURRENT] == -* ]]; then
                            case $words[place+1] in
            \(verbOptions.map { "                    \($0.verb)) found=(\($0.options)) ;;" }.joined(separator: "\n"))
                            esac
                        elif [[ -z $option ]]; then
                            asked=recipes
                        fi ;;
                esac
                if [[ $option == --allow ]]; then
                    compset -P '*,'
                    found=(\(allowWords)) asked=
                fi
                [[ -z $asked ]] || found=(${(f)"$($words[1] --completions $asked 2>/dev/null)"})
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

    static var fish: String {
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
            complete -c archive-lua -n __fish_use_subcommand -a '\(firstWords)'
            complete -c archive-lua -n '__fish_seen_subcommand_from run' -a '(__fish_archive_lua_run)'
            complete -c archive-lua -n '__fish_seen_subcommand_from recipe' -a '(__fish_archive_lua_recipe)'

            # The words of a list that the program has, behind what stands of this one already.
            function __fish_archive_lua_words
                archive-lua --completions $argv[1] 2>/dev/null | string replace -r '^' -- "$argv[2]"
            end

            # The words of --allow, behind those that are there.
            function __fish_archive_lua_allowed
                string split ' ' '\(allowWords)' | string replace -r '^' -- "$argv[1]"
            end

            # The option whose value is being typed, and what stands of the word before its last part.
            function __fish_archive_lua_option
                set -l word (commandline -ct)
                set -l option (commandline -opc)[-1]
                set -l kept ''
                if string match -qr -- '^-[^=]*=' $word
                    set option (string split -m 1 = -- $word)[1]
                    set kept $option=
                else if string match -q -- '-*' $word; or not string match -q -- '-*' $option
                    return 1
                end
                if test $option = --allow
                    set -l list (string match -r -- '^.*,' (string replace -- "$kept" '' $word))
                    set kept "$kept$list"
                end
                echo -- $option
                echo -- $kept
            end

            function __fish_archive_lua_run
                set -l words (commandline -opc)
                set -l place (contains -i run $words); or return
                set -l recipe
                # The first word that is neither an option nor the value of one.
                while set -q words[(math $place + 1)]
                    set place (math $place + 1)
                    if contains -- $words[$place] \(runOptions.joined(separator: " "))
                        set place (math $place + 1)
                    else if not string match -q -- '-*' $words[$place]
                        set recipe $words[$place]
                        break
                    end
                end
                set -l option (__fish_archive_lua_option)
                if test "$option[1]" = --allow
                    __fish_archive_lua_allowed $option[2]
                else if test -z "$option"; and string match -q -- '-*' (commandline -ct)
                    __fish_archive_lua_words "options:$recipe"
                else if test -z "$recipe"; and not contains -- "$option[1]" \(runOptions.joined(separator: " "))
                    __fish_archive_lua_words recipes
                else if test -n "$option"
                    __fish_archive_lua_words "values:$recipe:$option[1]" $option[2]
                end
            end

            function __fish_archive_lua_recipe
                set -l words (commandline -opc)
                set -l verb $words[(math (contains -i recipe $words) + 1)]
                set -l option (__fish_archive_lua_option)
                if test -z "$verb"
                    string split ' ' '\(verbs)'
                else if test "$option[1]" = --allow
                    __fish_archive_lua_allowed $option[2]
                else if string match -q -- '-*' (commandline -ct)
                    switch $verb
            \(verbOptions.map { "            case \($0.verb)\n                    string split ' ' -- '\($0.options)'" }.joined(separator: "\n"))
                    end
                else if test -z "$option"
                    __fish_archive_lua_words recipes
                end
            end

            """
    }
}
