import ArchiveAPI
import Glibc
import LuaBridge

/// Functions for who works at the prompt.
enum SessionFunctions {
    static var all: [LuaFunction] { [more, time, whoami, readOnly, PlanFunction.plan] }

    private static var more: LuaFunction {
        .function(
            "more",
            withState: { (state: LuaState, count: Int?) in
                if let count, count < 1 { throw LuaUsageError("more: 'count' must be positive, got \(count)") }
                let text = try Pager.shared.next(count, in: state, on: .current())
                Screen.write(text ?? "nothing is left to show\n")
            },
            .optional("count", "how many rows; nil for as many as the screen has"),
            help: """
            Shows on where the last result that was longer than the screen was cut: the next files of a list or of
            container:files(), from the very next one.

            Example:
                container:files()
                more()
            """)
    }

    private static var time: LuaFunction {
        .function(
            "time",
            withState: { (state: LuaState, function: LuaCallable, arguments: LuaMultiple) in
                let start = Stopwatch()
                defer { Screen.write(start.sentence + "\n", to: STDERR_FILENO) }
                return LuaMultiple(try state.call(function.value, arguments.values))
            },
            .required("fn", "what is timed"), .rest("arguments", "for fn"), returns: "any values",
            """
            Calls a function, says on standard error how long that took, in seconds by the clock and of the processor,
            and returns what the function returned.

            Errors: those of the function.
            Example:
                files = time(function() return container:list() end)
            """)
    }

    private static var whoami: LuaFunction {
        .function(
            "whoami", { () in try await Session.current.archive.whoami() }, returns: "table",
            """
            Who is signed in to the archive of this session, and how long the token still lasts: user, user_id, project,
            roles, expires, seconds_left and left, the same in words. As archive:whoami().

            Errors: unauthorized; network.
            Example:
                print(whoami().seconds_left)
            """)
    }

    private static var readOnly: LuaFunction {
        .function(
            "read_only", { () in Session.current.permit.becomeReadOnly() },
            help: """
            From here on nothing in an archive can be changed, until the program ends: what would raises a
            not_permitted error. There is no way back.

            Example:
                read_only()
            """)
    }
}
