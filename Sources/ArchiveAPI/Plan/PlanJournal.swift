import Foundation
import Locking

/// What of a plan is made, in a file beside it: whoever applies it goes on there after a cut. Its lock keeps a second one out.
///
/// A line says up to which change some may have been begun, on disk before the first of them is; one for each that is
/// made; and one once all are.
public final class PlanJournal: Sendable {
    let path: String
    private let file: LocalDescriptor
    private let state: Locked<State>

    private struct State {
        var done: Set<Int> = []
        var begun = 0
        var isFinished = false
        /// Where the next line goes; 0 as long as the file is empty.
        var end: Int64 = 0
        let header: String
    }

    private static let mark = "archive-lua plan journal 1 "

    /// Where the journal of a plan lies.
    public static func path(besidePlan plan: String) -> String { plan + ".done" }

    /// - Parameter sum: what tells the plan from any other. What another one left is forgotten.
    /// - Throws: `conflict` where somebody else applies the plan right now; `local_file`.
    init(besidePlan plan: String, sum: String) throws {
        path = Self.path(besidePlan: plan)
        file = try Self.open(path, plan)
        let content = try Self.content(file, path)
        let header = Self.mark + sum + "\n"
        guard content.isEmpty || content.starts(with: Self.mark.utf8) else {
            throw ArchiveError(
                .exists, "'\(path)' is not what archive-lua keeps there: how far a plan is applied",
                hint: "Move that file away.", path: path)
        }
        state = Locked(State(header: header))
        // A line without an end was cut off.
        let whole = content.starts(with: header.utf8) ? (content.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1 : 0
        for line in content[..<whole].split(separator: UInt8(ascii: "\n")).dropFirst() { read(String(decoding: line, as: UTF8.self)) }
        try truncate(Int64(whole))
    }

    private static func open(_ path: String, _ plan: String) throws -> LocalDescriptor {
        try LocalDisk.run("write", path) {
            while true {
                let file = try LocalDisk.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
                while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
                    let code = errno
                    if code == EINTR { continue }
                    guard code == EWOULDBLOCK else { throw LocalDiskFailure(code: code) }
                    throw ArchiveError(
                        .conflict, "'\(plan)' is being applied by another archive-lua", hint: "Wait until it is done.", path: plan,
                        retryable: true)
                }
                // Between its opening and its lock, whoever had it may have removed it.
                if try LocalDisk.status(of: file).st_nlink > 0 { return file }
            }
        }
    }

    private static func content(_ file: LocalDescriptor, _ path: String) throws -> [UInt8] {
        try LocalDisk.run("read", path) {
            var content = [UInt8](repeating: 0, count: Int(try LocalDisk.status(of: file).st_size))
            let count = try content.withUnsafeMutableBytes { try LocalDisk.read(into: $0, from: file, at: 0) }
            return Array(content[..<count])
        }
    }

    private func read(_ line: String) {
        let words = line.split(separator: " ")
        state.withLock { state in
            switch (words.first, words.count > 1 ? Int(words[1]) : nil) {
            case ("begun"?, let number?): state.begun = max(state.begun, number)
            case ("done"?, let number?): state.done.insert(number)
            case ("applied"?, _): state.isFinished = true
            default: break
            }
        }
    }

    /// The changes that are made.
    var done: Set<Int> { state.withLock(\.done) }
    /// Those before this one may have been begun.
    var begun: Int { state.withLock(\.begun) }
    /// Whether all of the plan was applied, but for what was left out.
    var isFinished: Bool { state.withLock(\.isFinished) }

    /// Says that changes before `number` may be begun from now on. Returns once that is on disk.
    func begin(upTo number: Int) throws {
        try state.withLock { state in
            guard number > state.begun else { return }
            let isNew = state.end == 0
            try append((isNew ? state.header : "") + "begun \(number)\n", &state)
            try sync()
            if isNew { try syncDirectory() }
            state.begun = number
        }
    }

    func finish(change: Int) throws {
        try state.withLock { state in
            try append("done \(change)\n", &state)
            state.done.insert(change)
        }
    }

    func finish() throws {
        try state.withLock { state in
            try append((state.end == 0 ? state.header : "") + "applied\n", &state)
            state.isFinished = true
            try sync()
        }
    }

    /// Removes the file where nothing of the plan was begun.
    func discardIfUnused() {
        state.withLock { if $0.end == 0 { unlink(path) } }
    }

    private func append(_ text: String, _ state: inout State) throws {
        try LocalDisk.run("write", path) {
            try Array(text.utf8).withUnsafeBytes { try LocalDisk.write($0, to: file, at: state.end) }
        }
        state.end += Int64(text.utf8.count)
        LocalStep.reached?("noted")
    }

    private func truncate(_ length: Int64) throws {
        try LocalDisk.run("write", path) {
            if ftruncate(file.number, off_t(length)) != 0 { throw LocalDiskFailure(code: errno) }
        }
        state.withLock { $0.end = length }
    }

    private func sync() throws { try LocalDisk.run("write", path) { try LocalDisk.sync(file) } }

    private func syncDirectory() throws {
        let directory = ObjectPath.dirname(LocalDisk.absolute(path))
        try LocalDisk.run("write into", directory) {
            try LocalDisk.sync(try LocalDisk.open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY))
        }
    }
}
