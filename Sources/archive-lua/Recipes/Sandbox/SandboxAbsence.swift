import LuaBridge

/// What a recipe has not, and what it has instead: for who ports a script.
enum SandboxAbsence {
    private static let advice: [(names: [String], instead: String)] = [
        (["require", "package", "dofile", "loadfile"], "it is one file; 'load' takes text."),
        (["debug"], "error messages come with a traceback."),
        (["os.execute", "os.exit", "io.popen"], "it starts no program, and ends by 'return' or 'error'."),
        (["os.getenv", "os.tmpname", "os.setlocale"], "what it needs to know is an argument, which its header declares."),
        (["os.remove", "os.rename"], "it writes the files that its header declares in 'writes', and only a sync with delete = true removes some."),
        (["io.read", "io.stdin", "io.input"], "what it needs to know is an argument, which its header declares."),
        (["io.stdout", "io.stderr", "io.output", "io.close", "io.tmpfile", "io.type"], "there are io.write, io.open and io.lines."),
        (["string.dump"], "'load' takes text only."),
        (["LocalArchive"], "a second archive is an argument of the type \"archive\"."),
        (["set_logger", "warn"], "it prints with 'print'."),
        (["read_only", "whoami", "time", "more", "help", "dir", "run"], "that is for sessions."),
    ]

    /// What to say of an error such as `attempt to call a nil value (field 'execute')`.
    static func hint(for message: String, in state: LuaState) -> String? {
        guard state.constructorRefusal != nil, message.contains("a nil value (") else { return nil }
        for (names, instead) in advice {
            for name in names {
                let bare = name.split(separator: ".").last.map(String.init) ?? name
                let kind = name == bare ? "global" : "field"
                if message.contains("(\(kind) '\(bare)')") { return "A recipe has no \(name): \(instead)" }
            }
        }
        return nil
    }
}
