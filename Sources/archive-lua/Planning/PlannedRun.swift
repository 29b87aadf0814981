import ArchiveAPI
import Glibc
import Locking

/// A run of the program with `--plan`: what it would change is printed at its end, and kept where that was asked for.
final class PlannedRun: Sendable {
    private let recorder = PlanRecorder()
    private let output: String?
    private let target: PlanTarget?
    private let program: String
    private let isOver = Locked(false)

    private static let current = Locked<PlannedRun?>(nil)

    init(keeping output: String?, program: String) throws {
        self.output = output
        target = try output.map(PlanTarget.init)
        self.program = program
    }

    /// Does the work, and returns its exit status.
    func run(_ work: () throws -> Int32) throws -> Int32 {
        Self.current.withLock { $0 = self }
        // A script may end by os.exit().
        _ = on_exit({ status, _ in PlannedRun.current.withLock(\.self)?.ended(byExit: status) }, nil)
        return finish(try PlanSwitch.planning(into: recorder, work))
    }

    private func ended(byExit status: Int32) {
        guard !isOver.withLock(\.self) else { return }
        let changed = finish(status)
        guard changed != status else { return }
        fflush(nil)
        _exit(changed)
    }

    /// Prints and keeps the plan of a run that succeeded; the exit status.
    private func finish(_ status: Int32) -> Int32 {
        isOver.withLock { $0 = true }
        guard status == Program.Status.success else {
            Screen.write("\(program): there is no plan, since the run failed\n", to: STDERR_FILENO)
            return status
        }
        let plan = recorder.plan
        Screen.write(PlanMessages.text(plan))
        guard let output, let target else { return status }
        do {
            try target.keep(plan)
            Screen.write(PlanMessages.kept(plan, in: output))
            return status
        } catch {
            Screen.write("\(program): \(TerminalText.block("\(error)"))\n", to: STDERR_FILENO)
            return Program.Status.failure
        }
    }
}
