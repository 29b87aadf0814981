import Glibc

/// Input, output and errors of this process.
enum StandardStreams {
    /// Gives each stream that is closed a place that refuses: a file that is opened later would get its number,
    /// and what is printed would end in that file.
    static func occupyClosed() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
            _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
