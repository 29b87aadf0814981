import Glibc

/// What a user has to know of a transfer besides its result.
enum TransferMessages {
    /// Says on standard error of which files not every byte was compared with a checksum.
    static func say(unchecked names: [String]) {
        for name in names {
            Screen.writeNow(
                "archive-lua: not every byte of \(TerminalText.luaLiteral(name)) could be compared: the service has no checksum of it\n",
                to: STDERR_FILENO)
        }
    }
}
