import Glibc
import Locking

/// The terminal that results are shown on, or the file they go to.
struct Screen: Equatable {
    var columns: Int
    /// Lines of the terminal; nil where there is no end: a file or a pipe.
    var rows: Int?

    /// Whether text may have colours.
    var hasColours = false

    init(columns: Int, rows: Int?, hasColours: Bool = false) {
        self.columns = columns
        self.rows = rows
        self.hasColours = hasColours
    }

    /// What standard output, or standard error, is right now; the size changes while the program runs.
    static func current(_ descriptor: Int32 = STDOUT_FILENO) -> Screen {
        guard isatty(descriptor) == 1 else { return Screen(columns: 100, rows: nil) }
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Screen(
            columns: isKnown ? Int(size.ws_col) : 80, rows: isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24,
            hasColours: terminalHasColours)
    }

    /// As https://no-color.org has it: any text in NO_COLOR means none.
    private static var terminalHasColours: Bool {
        let terminal = Environment.all["TERM"] ?? "dumb"
        return terminal != "dumb" && !terminal.isEmpty && (Environment.all["NO_COLOR"] ?? "").isEmpty
    }

    /// A text broken between words where the terminal ends; what goes elsewhere stays as it is.
    func wrapped(_ text: String) -> String { rows == nil ? text : WrappedText.text(text, columns: columns) }

    /// Where results are shown: a recipe's standard output may belong to its report.
    static let results = Locked(STDOUT_FILENO)

    /// Shows a result.
    static func show(_ text: String) { write(text, to: results.withLock(\.self)) }

    /// Writes after whatever Lua's `print` and `io.write` have not written yet.
    static func write(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
        fflush(nil)
        writeNow(text, to: descriptor)
    }

    /// Writes past the buffers of C's streams, from any thread.
    static func writeNow(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
