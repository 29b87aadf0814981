/// An option of the command line, as completions and suggestions know it.
struct CommandLineOption {
    /// What stands after the option, as far as a shell can complete it.
    enum Value { case cloud, directory, optionalDirectory, file, shell, code }

    let name: String
    var value: Value?
    let help: String

    static let all = [
        CommandLineOption(name: "--cloud", value: .cloud, help: "the cloud of that name in clouds.yaml"),
        CommandLineOption(name: "--local", value: .optionalDirectory, help: "an archive in a local folder"),
        CommandLineOption(name: "--read-only", help: "refuse every operation that would change something"),
        CommandLineOption(name: "--plan", help: "plan what a script would change, and change nothing"),
        CommandLineOption(name: "--output", value: .file, help: "with --plan: the file that keeps the plan"),
        CommandLineOption(name: "--skip-changed", help: "with apply: leave out what changed since the plan was made"),
        CommandLineOption(name: "--annotations", value: .directory, help: "write annotations for editors"),
        CommandLineOption(name: "--completions", value: .shell, help: "print completions for a shell"),
        CommandLineOption(name: "--reference", help: "print the reference of the Lua API"),
        CommandLineOption(name: "--quiet", help: "no banner, no progress"),
        CommandLineOption(name: "--help", help: "list the options"),
        CommandLineOption(name: "--version", help: "print the version"),
        CommandLineOption(name: "-o", value: .file, help: "with --plan: the file that keeps the plan"),
        CommandLineOption(name: "-e", value: .code, help: "execute a string"),
        CommandLineOption(name: "-i", help: "enter interactive mode after the script"),
        CommandLineOption(name: "-l", value: .code, help: "require a library"),
        CommandLineOption(name: "-v", help: "show version information"),
        CommandLineOption(name: "-E", help: "ignore environment variables"),
        CommandLineOption(name: "-W", help: "turn warnings on"),
    ]
}
