import ArchiveAPI
import Foundation
import Glibc
import Locking

/// Ends the process where a recipe takes more of the machine than it may.
///
/// A thread that looks a few times a second, whatever the recipe is in: a loop of Lua, one call of C, a finalizer, a
/// `pcall` that catches everything. There is nothing to be asked and nothing to be caught: the process says why, and
/// ends with status 1.
enum RecipeWatch {
    typealias WhenEnding = @Sendable (_ message: String, _ hint: String) -> Void

    private struct State {
        var limits = RecipeLimits()
        /// Of the thread that runs Lua.
        var clock = clockid_t()
        /// Of that thread when the archive last answered.
        var processorAtAnswer = 0.0
        var calls = 0
        var callsAtAnswer = 0
    }

    private static let state = Locked(State())
    /// In millionths of a second.
    private static let interval: useconds_t = 50_000

    /// Begins to look after the thread that calls it.
    ///
    /// - Parameters:
    ///   - name: the recipe's.
    ///   - whenEnding: called on the watch's thread before the process ends.
    static func start(limits: RecipeLimits, name: String, whenEnding: @escaping WhenEnding = { _, _ in }) {
        state.withLock { state in
            state.limits = limits
            pthread_getcpuclockid(pthread_self(), &state.clock)
            state.processorAtAnswer = seconds(of: state.clock)
        }
        RecipeCrash.contain(name: name)
        let memory = ResidentMemory()
        let atStart = memory?.bytes ?? 0
        detach {
            var helpers = Helpers()
            while true {
                usleep(interval)
                if let excess = processorExcess(limits) ?? helpers.excess(limits) ?? memoryExcess(memory, atStart, limits) {
                    end(excess, name, whenEnding)
                }
            }
        }
    }

    /// An operation of the archive was allowed: on any thread.
    static func archiveCallWasMade() { state.withLock { $0.calls += 1 } }

    /// Lua goes on with an answer. Time counts from here where it is one of the archive.
    static func hasAnswer() {
        state.withLock { state in
            guard state.calls != state.callsAtAnswer else { return }
            state.callsAtAnswer = state.calls
            state.processorAtAnswer = seconds(of: state.clock)
        }
    }

    private static func seconds(of clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    // MARK: What is too much

    private struct Excess {
        let what: String
        let hint: String
    }

    private static func processorExcess(_ limits: RecipeLimits) -> Excess? {
        let used = state.withLock { seconds(of: $0.clock) - $0.processorAtAnswer }
        guard used > limits.processorSeconds else { return nil }
        return Excess(
            what: "it took more than \(text(limits.processorSeconds)) s of processor time without a call of the archive",
            hint: "--max-processor-time SECONDS allows it more.")
    }

    /// What the other threads do for the recipe: patterns compared with names, files hashed. Nobody waits for them in
    /// vain as long as something comes of it.
    private struct Helpers {
        private var signs = -1
        private var processorAtSign = 0.0

        mutating func excess(_ limits: RecipeLimits) -> Excess? {
            let (clock, calls) = state.withLock { ($0.clock, $0.calls) }
            let processor = seconds(of: CLOCK_PROCESS_CPUTIME_ID) - seconds(of: clock) - seconds(of: CLOCK_THREAD_CPUTIME_ID)
            let now = calls &+ LocalActivity.count
            if now != signs { (signs, processorAtSign) = (now, processor) }
            guard processor - processorAtSign > limits.processorSeconds else { return nil }
            return Excess(
                what: "a call took more than \(text(limits.processorSeconds)) s of processor time, and nothing came of it",
                hint: "--max-processor-time SECONDS allows it more.")
        }
    }

    /// Lua's own limit is strict. This one is of all that the process has on the recipe's behalf, and leaves room for
    /// what a result takes on its way to Lua.
    private static func memoryExcess(_ memory: ResidentMemory?, _ atStart: Int, _ limits: RecipeLimits) -> Excess? {
        guard let memory, memory.bytes - atStart > limits.memory + limits.memory / 4 + 32 << 20 else { return nil }
        return tooMuchMemory(limits)
    }

    private static func tooMuchMemory(_ limits: RecipeLimits) -> Excess {
        Excess(what: "it took more than \(HumanSize.text(Int64(limits.memory))) of memory", hint: "--max-memory SIZE allows it more.")
    }

    /// What to say where Lua itself had no memory left.
    static func noMemory(_ limits: RecipeLimits, _ name: String) -> ArchiveError {
        let excess = tooMuchMemory(limits)
        return ArchiveError(.tooLarge, "the recipe '\(name)' was ended: \(excess.what)", hint: excess.hint)
    }

    private static func text(_ seconds: Double) -> String {
        seconds == seconds.rounded() && seconds < 1e9 ? String(Int(seconds)) : String(seconds)
    }

    private static func end(_ excess: Excess, _ name: String, _ whenEnding: WhenEnding) -> Never {
        // Whoever reads the message may have stopped reading.
        detach {
            sleep(5)
            LineEditor.restoreTerminal()
            _exit(Program.Status.failure)
        }
        ProgressDisplay.shared.hide()
        let message = "the recipe '\(name)' was ended: \(excess.what)"
        Screen.writeNow("archive-lua: \(TerminalText.line(message))\n\(excess.hint)\n", to: STDERR_FILENO)
        whenEnding(message, excess.hint)
        LineEditor.restoreTerminal()
        _exit(Program.Status.failure)
    }

    /// Runs something on a thread of its own, to which no signal comes.
    private static func detach(_ body: @escaping @Sendable () -> Void) {
        var all = sigset_t(), before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        Thread.detachNewThread(body)
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }
}

/// How much memory this process has that belongs to no file.
private struct ResidentMemory: Sendable {
    private let status: Int32

    init?() {
        status = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        if status < 0 { return nil }
    }

    /// In memory, and put out of it to the disk.
    var bytes: Int {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { pread(status, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return 0 }
        var bytes = 0
        for line in buffer[..<count].split(separator: UInt8(ascii: "\n")) {
            guard line.starts(with: "RssAnon:".utf8) || line.starts(with: "VmSwap:".utf8) else { continue }
            bytes += line.filter { (0x30...0x39).contains($0) }.reduce(0) { $0 * 10 + Int($1 - 0x30) } << 10
        }
        return bytes
    }
}
