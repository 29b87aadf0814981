import Foundation
import Locking

/// Ends a child with `kill -9` once so many bytes have passed a proxy: the moment is one of its work, not of a clock.
final class KillSwitch: Sendable {
    private struct State {
        /// nil: never.
        var left: Int?
        var child: pid_t?
    }

    private let state = Locked(State())

    /// Before the child is started.
    func prepare(after bytes: Int?) { state.withLock { $0 = State(left: bytes) } }

    func moved(_ bytes: Int) {
        state.withLock { state in
            state.left = state.left.map { $0 - bytes }
            Self.strike(&state)
        }
    }

    /// Waits for the end of the child, and returns its exit status, or 128 and the signal's number.
    func watch(_ child: Child) -> Int32 {
        state.withLock { state in
            state.child = child.id
            Self.strike(&state)
        }
        // Its number is its own for as long as its status was not asked for.
        var end = siginfo_t()
        while waitid(P_PID, id_t(child.id), &end, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        state.withLock { $0.child = nil }
        return child.wait()
    }

    private static func strike(_ state: inout State) {
        guard let left = state.left, left < 0, let child = state.child else { return }
        kill(child, SIGKILL)
        state.child = nil
    }
}
