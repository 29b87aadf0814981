import ArchiveAPI
import Dispatch
import Glibc
import Locking

/// This program once more, as a process of its own, on the same terminal, and what it writes to standard output.
struct ChildRun: Sendable {
    /// Behind the program's name.
    let words: [String]
    /// Whether standard error is read too, and standard input empty.
    var isCaptured = false
    /// Its environment; nil for that of this process.
    var environment: [String: String]?

    struct End: Sendable {
        /// The exit status; 128 and the signal where one ended it.
        var status: Int32
        var output: [UInt8]
        var errors: [UInt8]
    }

    /// Waits for its end. Where the task is cancelled the child is interrupted, and waited for all the same.
    /// - Throws: `local_file` where it cannot be started; `too_large` where it writes more than `most`.
    func run() async throws -> End {
        let (number, output, errors) = try start()
        // Once it was waited for, its number may be another's.
        let child = Locked<pid_t?>(number)
        let end = await withTaskCancellationHandler {
            async let output = Self.read(output)
            async let errors = Self.read(errors)
            let (text, errorText) = await (output, errors)
            return End(status: await Self.wait(for: number, child), output: text, errors: errorText)
        } onCancel: {
            child.withLock { if let number = $0 { kill(number, SIGINT) } }
        }
        guard max(end.output.count, end.errors.count) <= Self.most else {
            throw ArchiveError(.tooLarge, "archive-lua, started once more, wrote more than \(HumanSize.text(Int64(Self.most)))")
        }
        return end
    }

    /// How many bytes of each stream are kept, since whoever reads them takes many times that: a report with the largest result.
    private static let most = RecipeRun.largestResult + 1 << 20

    /// One at a time: a sibling that is started between two steps of this would keep the other ends of the pipes open.
    private static let starting = Locked(())

    private func start() throws -> (child: pid_t, output: Int32, errors: Int32) { try Self.starting.withLock { _ in try startAlone() } }

    private func startAlone() throws -> (child: pid_t, output: Int32, errors: Int32) {
        func failure(_ code: Int32) -> ArchiveError {
            ArchiveError(.localFile, "could not start archive-lua once more: \(String(cString: strerror(code)))")
        }
        func check(_ code: Int32) throws {
            if code != 0 { throw failure(code) }
        }
        var output: [Int32] = [-1, -1]
        var errors: [Int32] = [-1, -1]
        try check(pipe(&output) == 0 ? 0 : errno)
        guard pipe(&errors) == 0 else {
            let code = errno
            for end in output { close(end) }
            throw failure(code)
        }
        for end in output + errors { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer {
            close(output[1])
            close(errors[1])
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO)
        if isCaptured {
            posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO)
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // As the program finds them from a shell.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var child = pid_t()
        let arguments = (["archive-lua"] + words).map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        let code: Int32
        if let environment {
            let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
            defer { variables.forEach { free($0) } }
            code = posix_spawn(&child, "/proc/self/exe", &actions, &attributes, arguments, variables)
        } else {
            code = posix_spawn(&child, "/proc/self/exe", &actions, &attributes, arguments, environ)
        }
        if code != 0 {
            close(output[0])
            close(errors[0])
        }
        try check(code)
        return (child, output[0], errors[0])
    }

    private static func read(_ descriptor: Int32) async -> [UInt8] {
        await onThread {
            defer { close(descriptor) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = Glibc.read(descriptor, &buffer, buffer.count)
                if count > 0 {
                    // The rest is read, for the child waits until somebody does, and not kept.
                    if bytes.count <= most { bytes += buffer.prefix(count) }
                } else if count == 0 || errno != EINTR { return bytes }
            }
        }
    }

    private static func wait(for number: pid_t, _ child: Locked<pid_t?>) async -> Int32 {
        await onThread {
            var ended = siginfo_t()
            while waitid(P_PID, id_t(number), &ended, WEXITED | WNOWAIT) < 0 { if errno != EINTR { return 127 } }
            return child.withLock { child in
                child = nil
                var status: Int32 = 0
                waitpid(number, &status, 0)
                return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
            }
        }
    }

    /// What blocks has no place among the tasks.
    private static func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}
