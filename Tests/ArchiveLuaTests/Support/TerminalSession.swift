import CTestProcess
import Foundation

/// The built program on a terminal, with somebody at the keyboard.
///
/// Nothing here sleeps: what is typed next waits for what is expected on the screen.
final class TerminalSession {
    struct Unexpected: Error, CustomStringConvertible {
        let waitedFor: String
        let screen: String
        var description: String { "waited for \(waitedFor.debugDescription), saw \(screen.debugDescription)" }
    }

    private let master: Int32
    private let child: Child
    /// What came since the last `wait`.
    private var pending: [UInt8] = []
    /// All that came.
    private(set) var transcript = ""
    /// What stands before what is typed.
    private(set) var prompt = "practice> "
    private var finished = false

    init(
        _ arguments: [String] = [], in program: BuiltProgram, environment: [String: String] = [:], columns: Int = 80,
        rows: Int = 24, command: String = BuiltProgram.path
    ) throws {
        var name = [CChar](repeating: 0, count: 256)
        master = ctest_open_terminal(&name, name.count, Int32(columns), Int32(rows))
        guard master >= 0 else { throw Child.CannotStart(code: errno) }
        let terminal = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        child = try Child(
            program: command, arguments: [command == BuiltProgram.path ? "archive-lua" : command] + arguments,
            environment: program.environment.merging(["TERM": "dumb"]) { $1 }.merging(environment) { $1 },
            directory: program.home, streams: [(terminal, O_RDWR), (terminal, O_RDWR), (terminal, O_RDWR)])
    }

    deinit {
        if !finished {
            child.signal(SIGKILL)
            _ = child.wait()
        }
        close(master)
    }

    func type(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Types a line and Enter, and waits for a text after it: the next prompt, unless another is named.
    @discardableResult
    func enter(_ line: String, expect text: String? = nil) throws -> String {
        type(line + "\r")
        return try wait(for: text ?? "\n" + prompt)
    }

    /// Waits for the first prompt, whatever it is.
    func learnPrompt() throws {
        try wait(for: "> ")
        prompt = transcript.components(separatedBy: "\n").last ?? prompt
    }

    static let controlC = "\u{3}"
    static let controlD = "\u{4}"
    static let controlR = "\u{12}"
    static let controlZ = "\u{1A}"
    static let up = "\u{1B}[A"

    /// Reads until a text appears, and returns what came up to its end.
    @discardableResult
    func wait(for text: String, seconds: Double = 60) throws -> String {
        let wanted = Array(text.utf8)
        let deadline = Date().addingTimeInterval(seconds)
        while true {
            if let end = position(of: wanted) {
                let result = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeFirst(end)
                return result
            }
            guard readMore(until: deadline) else {
                throw Unexpected(waitedFor: text, screen: String(decoding: pending, as: UTF8.self))
            }
        }
    }

    /// Reads until the program has ended; its exit status.
    func end(seconds: Double = 60) throws -> Int32 {
        let deadline = Date().addingTimeInterval(seconds)
        while readMore(until: deadline) {}
        guard Date() < deadline else {
            throw Unexpected(waitedFor: "the end", screen: String(decoding: pending, as: UTF8.self))
        }
        finished = true
        return child.wait()
    }

    /// Gives the terminal another size, and the program the signal that says so.
    func resize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    func interrupt() { type(Self.controlC) }

    /// Ctrl-C once the program is in the middle of reading from the terminal.
    func interruptReading() throws {
        guard child.waitUntilItReads(seconds: 60) else {
            throw Unexpected(waitedFor: "the program to read", screen: String(decoding: pending, as: UTF8.self))
        }
        interrupt()
    }

    /// Ctrl-C once the program has been computing for a while.
    func interruptComputing() throws {
        guard child.waitUntilItComputes(seconds: 60) else {
            throw Unexpected(waitedFor: "the program to compute", screen: String(decoding: pending, as: UTF8.self))
        }
        interrupt()
    }

    /// The rest of what came, for looking at after the end.
    var rest: String { String(decoding: pending, as: UTF8.self) }

    private func position(of wanted: [UInt8]) -> Int? {
        guard pending.count >= wanted.count else { return nil }
        return (0...(pending.count - wanted.count)).first {
            pending[$0..<($0 + wanted.count)].elementsEqual(wanted)
        }.map { $0 + wanted.count }
    }

    /// False at the end of the output and after the deadline. Carriage returns are left out.
    private func readMore(until deadline: Date) -> Bool {
        var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        let left = Int32(max(0, deadline.timeIntervalSinceNow * 1000))
        guard poll(&descriptor, 1, left) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(master, &buffer, buffer.count)
        guard count > 0 else { return false }
        let bytes = buffer[..<count].filter { $0 != UInt8(ascii: "\r") }
        pending += bytes
        transcript += String(decoding: bytes, as: UTF8.self)
        return true
    }
}
