import ArchiveAPI
import Glibc
import Locking
import Logging

/// Where log lines go, which `set_logger` changes while loggers exist already.
final class LogDestination: Sendable {
    static let shared = LogDestination()

    private struct State {
        /// nil: logging is off.
        var descriptor: Int32?
        var level = Logger.Level.info
    }

    private let state = Locked(State())

    /// Makes every logger of this process write here; call it once, at the start.
    func install() {
        LoggingSystem.bootstrap { SwitchedLogHandler(label: $0, destination: self) }
    }

    var level: Logger.Level { state.withLock(\.level) }

    func setOff() { replace(nil, level: nil) }

    func setScreen(level: Logger.Level) { replace(STDERR_FILENO, level: level) }

    func setFile(_ path: String, level: Logger.Level) throws {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ArchiveError(
                .localFile, "cannot open the log file '\(path)': \(String(cString: strerror(errno)))", path: path)
        }
        replace(descriptor, level: level)
    }

    private func replace(_ descriptor: Int32?, level: Logger.Level?) {
        let old = state.withLock { state in
            defer {
                state.descriptor = descriptor
                if let level { state.level = level }
            }
            return state.descriptor
        }
        if let old, old != STDERR_FILENO { close(old) }
    }

    func write(level: Logger.Level, _ line: @autoclosure () -> String) {
        state.withLock { state in
            guard let descriptor = state.descriptor, level >= state.level else { return }
            let bytes = Array((line() + "\n").utf8)
            _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        }
    }

    /// The reference's names of levels.
    static func level(named name: String) -> Logger.Level? {
        switch name {
        case "DEBUG": .debug
        case "INFO": .info
        case "WARNING": .warning
        case "ERROR": .error
        case "CRITICAL": .critical
        default: nil
        }
    }
}
