/// What `--help`, `--version` and wrong usage print.
enum Usage {
    static let version = "1.0.0"
    static let luaCopyright = "Lua 5.4"

    static func help(program: String) -> String {
        """
        usage: \(program) [options] [script [args]]
               \(program) [options] run RECIPE [--arg value ...]
               \(program) [options] recipe list | search | show | new | check |
                                          test | trust | add | update | remove |
                                          publish
               \(program) [options] apply PLAN [--skip-changed]

        Runs a Lua 5.4 script, or starts a session, with an object archive at hand: the
        global 'archive'.

        Which archive:
          --cloud NAME   the cloud of that name in clouds.yaml
          --local [DIR]  an archive in a local folder; without DIR, your own practice
                         archive. The next word is DIR unless it is an option, an
                         existing file or ends in '.lua'; '--local=DIR' is always the
                         folder
          --read-only    refuse every operation that would change something
          (neither: OS_CLOUD, OS_* variables; without any, the practice archive)

        Planning:
          --plan         do what the script reads, and print what it would change
                         instead of changing it
          -o FILE        with --plan: keep the plan
          --output FILE  the same
          apply PLAN     make the changes of a plan that was kept, if everything is
                         still what it was; after a cut the same command goes on
                         ('./apply' is a script). '--plan apply PLAN' prints it
          --skip-changed behind apply: leave out what is not what it was, and what
                         depends on it

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
          --annotations DIR    write DIR/archive_lua.lua, by which editors complete and
                               check scripts
          --completions SHELL  print completions of this command line for bash, zsh or
                               fish
          --reference          print the reference of all that scripts find, in
                               Markdown

          --quiet        no banner, no progress
          --help         this text
          --version      the version

        In a session, help() says more. Exit status: 0, 1 after an error, 2 for wrong
        usage, 130 after Ctrl-C.

        """
    }

    /// What `run --help` prints.
    static func run(program: String) -> String {
        """
        usage: \(program) [options] run RECIPE [--arg value ...]

        Runs a recipe: a script that says in its header what it takes and what it may
        do, and is held to it. RECIPE is a name, or a file: what has a slash or ends
        in '.lua'.

          --help             after RECIPE: what it does, and its arguments
          --allow EFFECTS    agree to read,write,delete,access,share without a question;
                             with 'files' among them, also to local files that the
                             recipe chooses by itself, if they are hidden or outside
                             the current directory
          --json             one JSON object on standard output; what the recipe
                             prints goes to standard error
          --plan             record the changes instead of making them, and print them
          --output FILE, -o FILE
                             with --plan: keep the plan for 'archive-lua apply FILE'
          --max-memory SIZE  1 GB
          --max-processor-time SECONDS
                             between two calls of the archive: 60

        Exit status: 0, 1 after an error or where anything was refused, 2 for wrong
        usage, 130 after Ctrl-C.

        """
    }

    /// What `recipe --help` prints, whatever the verb.
    static let recipe = """
        usage: archive-lua [options] recipe VERB ...

        Recipes: scripts that can be shared, and are held to what they say of
        themselves. RECIPE is a name, or a file: what has a slash or ends in '.lua'.
        PLACE is archive:CONTAINER/NAME, the URL of a public container and the name,
        or a file.

        What there is:
          list                    those that can be run by name
          search WORD ...         those that mention all these words
          show RECIPE|PLACE       what it is, takes and may do
              --source            its text

        Your own:
          new NAME                write NAME.lua and NAME_test.lua
          check RECIPE ...        whether header and text are good
          test RECIPE ...         run its tests, each on an archive of its own
              --here              on the archive that is configured: only for recipes
                                  that are your own, or came with the program
          trust FILE ...          mark as your own: it runs without a question, also
                                  when it changes

        Sharing:
          publish RECIPE          put it on a shelf
              --to SHELF          archive:CONTAINER, or a folder
          add PLACE ...           take it from there
          update [NAME ...]       take what has changed there since it was added
              --allow EFFECTS     of add and update: agree to read,write,delete,access,
                                  share without a question; with 'files' among them,
                                  also to local files that it chooses by itself
          remove NAME|FILE ...    forget what was added, or that a file is your own

        Exit status: 0, 1 after an error, 2 for wrong usage, 130 after Ctrl-C.
        """

    /// What follows the message about wrong usage.
    static func hint(program: String, command: CommandLine.Command?) -> String {
        guard let command else { return "usage: \(program) [options] [script [args]]\nTry '\(program) --help' for the options.\n" }
        return "Try '\(program) \(command.rawValue) --help'.\n"
    }
}
