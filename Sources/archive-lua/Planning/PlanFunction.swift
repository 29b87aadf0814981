import ArchiveAPI
import LuaBridge

/// `plan(fn)`: a block whose changes are planned and not made.
enum PlanFunction {
    static var plan: LuaFunction {
        .function(
            "plan",
            withState: { (state: LuaState, function: LuaCallable, output: String?) in
                try requireNoPlan(in: state)
                let target = try output.map(PlanTarget.init)
                let (plan, results) = try run(function.value, in: state)
                let table = try state.value(PlanResult(plan: plan))
                if Session.current.isInteractive {
                    // All of it was planned for somebody who reads: a screen at a time.
                    let lines = PlanMessages.lines(plan)[...]
                    Screen.write(try Pager.shared.begin(.lines(lines), in: state, on: .current()))
                } else {
                    Screen.write(PlanMessages.text(plan))
                }
                if let output, let target {
                    try target.keep(plan)
                    Screen.write(PlanMessages.kept(plan, in: output))
                }
                return LuaMultiple([table] + results)
            },
            .required("fn", "what is planned"),
            .optional("output", "a file that keeps the plan, for 'archive-lua apply'", names: .localPath),
            returns: "list of tables",
            """
            Calls a function with what it reads read, and what it would change in an archive planned instead: later reads
            in it see that. Prints the plan, and returns a list of its changes, each with effect, operation, project,
            container, object and bytes, and with the fields counts and bytes, tables by effect; then what the function
            returned. Nothing in an archive is changed. Local files are written and deleted as usual.

            Errors: those of the function; exists where output is a file that is no plan; usage within a plan, or while
            tasks are running.
            Example:
                changes = plan(function() container:delete_directory("scratch") end, {output = "plan.json"})
                print(changes.counts.delete, changes.bytes.delete)
            """)
    }

    private static func requireNoPlan(in state: LuaState) throws {
        guard PlanSwitch.recorder == nil else {
            throw LuaUsageError("plan: a plan is being made already", hint: "What is changed in here is planned as it is.")
        }
        let tasks = state.unfinishedTasks
        guard tasks.isEmpty else {
            throw LuaUsageError(
                "plan: \(tasks[0]) is running, and would be planned from its middle on", hint: "Wait for it first: task:wait().")
        }
    }

    private static func run(_ function: LuaValue, in state: LuaState) throws -> (Plan, [LuaValue]) {
        let recorder = PlanRecorder()
        let earlier = state.lastTask
        return try PlanSwitch.planning(into: recorder) {
            do {
                let results = try state.call(function)
                // What the function began belongs to the plan, and must not go on without it.
                if let failure = try state.finishTasks(after: earlier).first { throw failure }
                return (recorder.plan, results)
            } catch {
                state.stopTasks()
                throw error
            }
        }
    }
}
