import ArchiveAPI
import Glibc

/// What a sync says on the terminal.
enum SyncMessages {
    /// Prints a plan on standard output, a line for each action.
    static func print(_ plan: [SyncAction]) { Screen.show(plan.map { line($0) + "\n" }.joined()) }

    static func line(_ action: SyncAction) -> String {
        let name = TerminalText.luaLiteral(action.path)
        return switch action.kind {
        case .download, .upload: "\(action.kind.rawValue) \(name) (\(action.reason), \(HumanSize.text(action.bytes)))"
        case .delete, .deleteDirectory: "\(action.kind.rawValue) \(name)"
        case .leave, .fail: "\(action.kind.rawValue) \(name): \(TerminalText.line(action.reason))"
        }
    }

    /// Runs work, and says on standard error which patterns matched nothing, also where it fails.
    static func sayingUnmatched(_ work: () async throws -> TransferReport) async throws -> TransferReport {
        do {
            let report = try await work()
            say(unmatchedIn: report)
            return report
        } catch let error as ArchiveError {
            if let report = error.report { say(unmatchedIn: report) }
            throw error
        }
    }

    private static func say(unmatchedIn report: TransferReport) {
        for pattern in (report.sync?.unmatched ?? []) + (report.fixity?.unmatched ?? []) {
            Screen.write("archive-lua: the pattern \(TerminalText.luaLiteral(pattern)) matched nothing\n", to: STDERR_FILENO)
        }
    }
}
