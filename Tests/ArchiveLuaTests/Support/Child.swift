import CTestProcess
import Foundation

/// A child process in a session of its own, so that a terminal it opens becomes its controlling one.
struct Child {
    struct CannotStart: Error { let code: Int32 }

    let id: pid_t

    init(
        program: String, arguments: [String], environment: [String: String], directory: String,
        streams: [(path: String, flags: Int32)]
    ) throws {
        let words = arguments.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        let paths = streams.map { strdup($0.path) }
        defer { for text in words + variables + paths { free(text) } }
        var id: pid_t = 0
        let code = ctest_spawn(
            &id, program, words, variables, directory, paths.map { UnsafePointer($0) }, streams.map(\.flags))
        guard code == 0 else { throw CannotStart(code: code) }
        self.id = id
    }

    /// The exit status, or 128 and the signal's number.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    /// Waits until it waits for standard input: what it said before does not prove that it does.
    func waitUntilItReads(seconds: Double) -> Bool {
        let deadline = Date().addingTimeInterval(seconds)
        while Date() < deadline {
            guard let call = try? String(contentsOfFile: "/proc/\(id)/syscall", encoding: .utf8) else { return false }
            if call.hasPrefix("\(ctest_number_of_read()) 0x0 ") { return true }
            sched_yield()
        }
        return false
    }

    /// Waits until it has used the processor for some ticks more.
    func waitUntilItComputes(seconds: Double) -> Bool {
        let deadline = Date().addingTimeInterval(seconds)
        guard let start = processorTicks else { return false }
        while Date() < deadline {
            guard let now = processorTicks else { return false }
            if now >= start + 10 { return true }
            sched_yield()
        }
        return false
    }

    /// In user mode, as /proc counts them.
    private var processorTicks: Int? {
        let fields = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8).split(separator: " ")
        return fields.flatMap { $0.count > 13 ? Int($0[13]) : nil }
    }

    func signal(_ number: Int32) { kill(id, number) }
}
