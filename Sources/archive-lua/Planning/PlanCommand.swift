import ArchiveAPI
import Glibc
import LuaBridge

/// `archive-lua apply PLAN.json`: makes the changes of a plan that was kept; with `--plan`, only shows them.
struct PlanCommand {
    let request: CommandLine.Application
    let program: String

    /// The exit status. Ctrl-C ends it in order, and the same command goes on.
    func run() throws -> Int32 {
        if request.onlyShows {
            Screen.write(PlanMessages.text(try Plan.read(request.plan).plan))
            return Program.Status.success
        }
        // A Lua state for its way of waiting, in which Ctrl-C gets through.
        let state = try LuaState { ArchiveError(anything: $0) }
        state.willRun = { ProgressDisplay.shared.hide() }
        LineEditor.rememberTerminal()
        state.installInterruptHandler(restoreTerminal: LineEditor.restoreTerminal, advice: "")
        try state.register(.function("apply", { () in try await apply() }, help: ""))
        do {
            try state.call(state.global("apply"))
            return Program.Status.success
        } catch let error as LuaError {
            if error.kind == .interrupted {
                Screen.write("\(program): interrupted; the same command goes on where it was\n", to: STDERR_FILENO)
                return Program.Status.interrupted
            }
            let failure = error.underlying.map { ArchiveError(anything: $0) }
            let text = failure.map { TerminalText.line($0.message) + ($0.hint.map { "\n" + TerminalText.block($0) } ?? "") }
            Screen.write("\(program): \(text ?? TerminalText.block(error.message))\n", to: STDERR_FILENO)
            return Program.Status.failure
        }
    }

    private func apply() async throws {
        let outcome = try await TransferArguments(TransferOptions.usualConcurrency, nil, .shown, true).run { options in
            var application = PlanApplication(of: request.plan, to: Session.current.archive)
            application.skipsChanged = request.skipsChanged
            application.concurrency = options.concurrency
            application.observer = options.observer
            return try await application.run()
        }
        Screen.write(Self.text(outcome, request.plan))
    }

    private static func text(_ outcome: PlanOutcome, _ plan: String) -> String {
        if outcome.wasApplied {
            let left = outcome.left > 0 ? ", but for \(HumanCount.text(Int64(outcome.left), "change")) that had to be left out" : ""
            return "\(TerminalText.luaLiteral(plan)) was applied already\(left); nothing was changed\n"
        }
        var text = outcome.differences.map { "left out: \(TerminalText.luaLiteral($0.path)) \(TerminalText.line($0.what))\n" }.joined()
        text += outcome.dependents.map { "left out: \(PlanMessages.subject($0)), which depends on that\n" }.joined()
        text += "\(HumanCount.text(Int64(outcome.made), "change")) made"
        if outcome.madeBefore > 0 { text += ", \(HumanCount.grouped(Int64(outcome.madeBefore))) before" }
        if outcome.left > 0 { text += ", \(HumanCount.grouped(Int64(outcome.left))) left out" }
        return text + "\n"
    }
}
