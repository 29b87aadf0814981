import ArchiveAPI
import Dispatch
import Glibc

/// Asks on the terminal, without echo where it is for a secret, on a thread of its own.
///
/// It asks `/dev/tty`, so that it works where standard input is a script. Cancelling the task ends the wait
/// at once; the terminal is as it was before, whatever happened.
struct TerminalQuestion: Sendable {
    let text: String
    let echo: Bool
    /// Whether the text has several lines.
    var isBlock = false

    /// The answer without its line break; nil where there is no terminal to ask on.
    func ask() async throws -> String? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        let (cancelled, cancel) = (ends[0], ends[1])
        defer {
            close(cancelled)
            close(cancel)
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(with: Result { try waitForAnswer(cancelled) })
                }
            }
        } onCancel: {
            var byte: UInt8 = 0
            write(cancel, &byte, 1)
        }
    }

    private func waitForAnswer(_ cancelled: Int32) throws -> String? {
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { return nil }
        if !echo {
            var silent = before
            silent.c_lflag &= ~tcflag_t(ECHO)
            silent.c_lflag |= tcflag_t(ECHONL | ICANON | ISIG)
            tcsetattr(terminal, TCSAFLUSH, &silent)
        }
        defer { if !echo { tcsetattr(terminal, TCSADRAIN, &before) } }
        let shown = isBlock ? WrappedText.text(TerminalText.block(text), columns: Screen.current(terminal).columns) : TerminalText.line(text)
        Screen.writeNow(shown, to: terminal)
        var answer: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            var descriptors = [
                pollfd(fd: terminal, events: Int16(POLLIN), revents: 0),
                pollfd(fd: cancelled, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&descriptors, 2, -1) < 0 {
                if errno == EINTR { continue }
                return nil
            }
            if descriptors[1].revents != 0 {
                Screen.writeNow("\n", to: terminal)
                throw ArchiveError(.interrupted, "interrupted")
            }
            let count = read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0 || byte == UInt8(ascii: "\n") {
                if count <= 0 { Screen.writeNow("\n", to: terminal) }
                if count <= 0, answer.isEmpty { throw ArchiveError(.interrupted, "no answer was given") }
                return String(decoding: answer, as: UTF8.self)
            }
            answer.append(byte)
        }
    }
}
