import Foundation
import Glibc
import Locking

/// The block of lines on the terminal that shows what is under way, of all calls together; elsewhere a line every few
/// seconds.
///
/// The cursor always stands at the block's beginning: whatever is printed takes its place, and the block is drawn again
/// below.
final class ProgressDisplay: Sendable {
    static let shared = ProgressDisplay()

    private struct State {
        var calls: [(id: ObjectIdentifier, progress: TransferProgress, shown: ContinuousClock.Instant)] = []
        var isDrawn = false
        var isSilenced = false
    }

    private let state = Locked(State())

    /// Short calls show nothing: this long they have to last.
    private static let patience = Duration.milliseconds(400)
    /// How often there is a line where there is no terminal.
    private static let logInterval = Duration.seconds(5)
    /// How often a block is drawn.
    static let interval = Duration.milliseconds(100)

    func add(_ progress: TransferProgress) {
        let first = ContinuousClock.now + (Self.isTerminal ? Self.patience : Self.logInterval)
        state.withLock { $0.calls.append((ObjectIdentifier(progress), progress, first)) }
    }

    func remove(_ progress: TransferProgress) {
        state.withLock { state in
            state.calls.removeAll { $0.id == ObjectIdentifier(progress) }
            Self.clear(&state)
        }
    }

    /// Takes the block away, since something else is about to be written.
    func hide() { state.withLock { Self.clear(&$0) } }

    /// Shows nothing on a terminal meanwhile: somebody types there, and what goes on does so in the background.
    func silenced<Result>(_ work: () -> Result) -> Result {
        state.withLock { state in
            Self.clear(&state)
            state.isSilenced = true
        }
        defer { state.withLock { $0.isSilenced = false } }
        return work()
    }

    /// Shows how far everything is now.
    func draw() {
        let now = ContinuousClock.now
        state.withLock { state in
            if Self.isTerminal {
                guard !state.isSilenced else { return }
                let shown = state.calls.filter { $0.shown <= now }.map { $0.progress.look() }.filter { $0.files > 0 }
                guard !shown.isEmpty else { return }
                let columns = Self.columns
                let lines = shown.flatMap { ProgressText.lines($0, columns: columns) }
                Self.write("\r\u{1B}[J" + lines.joined(separator: "\r\n") + (lines.count > 1 ? "\u{1B}[\(lines.count - 1)A" : "") + "\r")
                state.isDrawn = true
            } else {
                for index in state.calls.indices where state.calls[index].shown <= now {
                    let snapshot = state.calls[index].progress.look()
                    if snapshot.files > 0 { Self.write(ProgressText.sentence(snapshot) + "\n") }
                    state.calls[index].shown = now + Self.logInterval
                }
            }
        }
    }

    private static func clear(_ state: inout State) {
        guard state.isDrawn else { return }
        write("\r\u{1B}[J")
        state.isDrawn = false
    }

    private static func write(_ text: String) { Screen.writeNow(text, to: STDERR_FILENO) }

    /// A terminal that knows how to move its cursor.
    private static var isTerminal: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
