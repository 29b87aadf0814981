/// What `--help`, `--version` and wrong usage print.
enum Usage {
    static let version = "0.1.0"
    static let luaCopyright = "Lua 5.4"

    static func help(program: String) -> String {
        """
        usage: \(program) [options] [script [args]]
               \(program) [options] apply PLAN [--skip-changed]

        Runs a Lua 5.4 script, or starts a session, with an object archive at hand: the global 'archive'.

        Which archive:
          --cloud NAME   the cloud of that name in clouds.yaml
          --local [DIR]  an archive in a local folder; without DIR, your own practice archive.
                         The next word is DIR unless it is an option, an existing file or ends in
                         '.lua'; '--local=DIR' is always the folder
          --read-only    refuse every operation that would change something
          (neither: OS_CLOUD, OS_* variables; without any, the practice archive)

        Planning:
          --plan         do what the script reads, and print what it would change instead of
                         changing it
          -o FILE, --output FILE
                         with --plan: keep the plan
          apply PLAN     make the changes of a plan that was kept, if everything is still what it
                         was; after a cut the same command goes on. --skip-changed leaves out
                         what is not, and what depends on it. ('./apply' is a script.)

        As in 'lua':
          -e stat        execute string 'stat'
          -i             enter interactive mode after executing 'script'
          -l mod         require library 'mod' into global 'mod'
          -l g=mod       require library 'mod' into global 'g'
          -v             show version information
          -E             ignore environment variables
          -W             turn warnings on
          --             stop handling options
          -              stop handling options and execute stdin

        For scripts and editors:
          --annotations DIR    write DIR/archive_lua.lua, by which editors complete and check scripts
          --completions SHELL  print completions of this command line for bash, zsh or fish
          --reference          print the reference of all that scripts find, in Markdown

          --quiet        no banner, no progress
          --help         this text
          --version      the version

        In a session, help() says more. Exit status: 0, 1 after an error, 2 for wrong usage,
        130 after Ctrl-C.

        """
    }

    /// What follows the message about wrong usage.
    static func hint(program: String) -> String {
        "usage: \(program) [options] [script [args]]\nTry '\(program) --help' for the options.\n"
    }
}
