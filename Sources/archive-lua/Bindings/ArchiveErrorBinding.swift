import ArchiveAPI
import LuaBridge

extension ArchiveError: LuaClass {
    public static var luaName: String { "ArchiveError" }
    public static var luaSummary: String { "What every failure is raised as. tostring gives the message and the hint." }

    public static var luaMembers: [LuaMember<ArchiveError>] {
        [
            .property("code", { $0.code.rawValue }, "a stable word for the kind of failure, such as \"not_found\""),
            .property("message", { $0.message }, "what failed and why"),
            .property("hint", { $0.hint }, "what to do next, or nil"),
            .property("status", { $0.status }, "the HTTP status, or nil"),
            .property("path", { $0.path }, "the object, container or local path that it is about, or nil"),
            .property("transaction", { $0.transaction }, "the server's X-Trans-Id, or nil"),
            .property("retryable", { $0.retryable }, "whether the same call may succeed later"),
            .property("report", { $0.report }, "what became of all files, where the call was for several; else nil"),
            .equal { $0 == $1 },
        ]
    }

    /// What `print` shows. Names in it are quoted as everywhere; `message`, `hint` and `path` have their true bytes.
    public var luaTostring: String {
        TerminalText.line(message) + (hint.map { "\n" + TerminalText.block($0) } ?? "")
    }

    public var luaRepr: String {
        var fields = ["code = \(TerminalText.luaLiteral(code.rawValue))", "message = \(TerminalText.luaLiteral(message))"]
        if let hint { fields.append("hint = \(TerminalText.luaLiteral(hint))") }
        return "ArchiveError({\(fields.joined(separator: ", "))})"
    }

    /// Whatever a function threw, as the one error that Lua sees.
    init(anything error: any Error) {
        switch error {
        case let error as ArchiveError: self = error
        case let error as LuaUsageError: self.init(.usage, error.message, hint: error.hint)
        case is LuaInterrupted, is CancellationError: self.init(.interrupted, "interrupted")
        default: self.init(.server, "unexpected failure: \(error)", hint: "Please report this.")
        }
    }
}
