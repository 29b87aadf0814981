import Glibc

/// The terminal that results are shown on, or the file they go to.
struct Screen: Equatable {
    var columns: Int
    /// Lines of the terminal; nil where there is no end: a file or a pipe.
    var rows: Int?

    init(columns: Int, rows: Int?) {
        self.columns = columns
        self.rows = rows
    }

    /// What standard output is right now; the size changes while the program runs.
    static func current() -> Screen {
        guard isatty(STDOUT_FILENO) == 1 else { return Screen(columns: 100, rows: nil) }
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Screen(columns: Int(size.ws_col), rows: size.ws_row > 0 ? Int(size.ws_row) : 24)
        }
        return Screen(columns: 80, rows: 24)
    }

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
