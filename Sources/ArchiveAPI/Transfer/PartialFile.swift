import Foundation
import Locking

/// A file that is still arriving: hidden beside its target until it is whole.
///
/// Its name is `.archive-lua-….part`, made from the target's, so that whoever wants the same file next finds what
/// an earlier attempt left, with a `.journal` beside it that says what that is. Nothing shows under the final name
/// before `commit`. Without a commit the part file goes with this object, unless `keep` was called.
public final class PartialFile: Sendable {
    /// The final path as the user would write it.
    public let path: String
    private let place: DownloadPlace
    private let parent: LocalDescriptor
    private let name: PartName
    private let state: Locked<State>

    private struct State {
        /// nil once committed, kept or discarded.
        var file: LocalDescriptor?
        var position: Int64 = 0
        var hasJournal = false
        /// What an earlier attempt left in this file.
        var found: PartJournal?
    }

    init(place: DownloadPlace, parent: LocalDescriptor) throws {
        self.place = place
        self.parent = parent
        path = place.path
        let (name, file) = try LocalDisk.run("create", place.path) { try PartName.open(for: place, in: parent) }
        self.name = name
        let journal = name.isShared ? Self.readJournal(name, parent) : nil
        state = Locked(State(file: file, hasJournal: journal != nil, found: journal))
        if journal == nil { try rewind() }
    }

    deinit { discard() }

    /// How many bytes have been written in order since the start or the last `rewind`.
    public var bytesWritten: Int64 { state.withLock { $0.position } }

    /// What an earlier attempt left in this file, for the first who asks; nil where it is empty.
    func takeFound() -> PartJournal? {
        state.withLock { state in
            defer { state.found = nil }
            return state.found
        }
    }

    /// How many bytes the file has, those of an earlier attempt included.
    func length() throws -> Int64 {
        try state.withLock { state in
            try LocalDisk.run("read", path) { Int64(try LocalDisk.status(of: try current(state)).st_size) }
        }
    }

    /// Appends bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            try LocalDisk.run("write", path) { try LocalDisk.write(bytes, to: try current(state), at: state.position) }
            state.position += Int64(bytes.count)
        }
    }

    /// Writes bytes where they belong; several may do so side by side.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        let file = try state.withLock { state in try LocalDisk.run("write", path) { try current(state) } }
        try LocalDisk.run("write", path) { try LocalDisk.write(bytes, to: file, at: offset) }
    }

    /// Hands over a stretch of what is there already, and appends behind it from then on.
    func replay(_ stretch: Range<Int64>, to receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        let file = try state.withLock { state in try LocalDisk.run("read", path) { try current(state) } }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        var offset = stretch.lowerBound
        while offset < stretch.upperBound {
            try Task.checkCancellation()
            let space = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(Int64(buffer.count), stretch.upperBound - offset))])
            let count = try LocalDisk.run("read", path) { try LocalDisk.read(into: space, from: file, at: offset) }
            guard count > 0 else { break }
            try receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
        }
        state.withLock { $0.position = offset }
    }

    /// Forgets what came so far: the next bytes are the first.
    public func rewind() throws {
        try state.withLock { state in
            try LocalDisk.run("write", path) {
                if ftruncate(try current(state).number, 0) != 0 { throw LocalDiskFailure(code: errno) }
            }
            state.position = 0
            removeJournal(&state)
        }
    }

    /// Writes down what the file holds, for another attempt.
    func note(_ journal: PartJournal) throws {
        guard name.isShared else { return }
        let content = [UInt8](try JSONEncoder().encode(journal))
        try state.withLock { state in
            try LocalDisk.run("write", path) {
                // Under another name first: a journal that is cut short must not be taken for one.
                let file = try LocalDisk.open(name.newJournal, at: parent.number, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
                try content.withUnsafeBytes { try LocalDisk.write($0, to: file, at: 0) }
                if renameat(parent.number, name.newJournal, parent.number, name.journal) != 0 { throw LocalDiskFailure(code: errno) }
            }
            state.hasJournal = true
        }
    }

    /// Puts the file under its final name, whole and on disk.
    ///
    /// - Parameters:
    ///   - overwrite: may replace a file that is there; otherwise it never does, even in a race.
    ///   - modified: the modification time to give it, in seconds since 1970; nil for now.
    /// - Returns: the final path.
    /// - Throws: `exists`; `unsafe_path` where a directory is in its place; `local_file`. The part file is gone then.
    public func commit(overwrite: Bool, modified: Double? = nil) throws -> String {
        defer { discard() }
        try state.withLock { state in
            try LocalDisk.run("write", path) {
                let file = try current(state)
                if let modified { Self.setTime(modified, of: file) }
                try LocalDisk.sync(file)
                try place.checkTarget(in: parent, overwrite: overwrite)
                try overwrite ? replace() : putWhereNothingIs()
                try LocalDisk.sync(parent)
            }
            removeJournal(&state)
            state.file = nil
        }
        return path
    }

    /// Leaves the part file where it is, for the next attempt, if it has a journal.
    func keep() {
        let kept = state.withLock { state in
            guard state.hasJournal else { return false }
            state.file = nil
            return true
        }
        if !kept { discard() }
    }

    /// Removes the part file. Does nothing after `commit` or a second time.
    public func discard() {
        state.withLock { state in
            guard state.file != nil else { return }
            removeJournal(&state)
            unlinkat(parent.number, name.part, 0)
            // Only now may somebody else have the lock: what they make under this name is theirs.
            state.file = nil
        }
    }

    private func removeJournal(_ state: inout State) {
        guard state.hasJournal else { return }
        unlinkat(parent.number, name.journal, 0)
        state.hasJournal = false
    }

    private static func readJournal(_ name: PartName, _ parent: LocalDescriptor) -> PartJournal? {
        guard let file = try? LocalDisk.open(name.journal, at: parent.number, O_RDONLY | O_NOFOLLOW) else { return nil }
        var content = [UInt8](repeating: 0, count: 1 << 20)
        guard let count = try? content.withUnsafeMutableBytes({ try LocalDisk.read(into: $0, from: file, at: 0) }) else { return nil }
        return try? JSONDecoder().decode(PartJournal.self, from: Data(content[..<count]))
    }

    private func current(_ state: borrowing State) throws -> LocalDescriptor {
        guard let file = state.file else { throw LocalDiskFailure(code: EBADF) }
        return file
    }

    private func replace() throws {
        if renameat(parent.number, name.part, parent.number, place.name) == 0 { return }
        let code = errno
        throw code == EISDIR ? place.directoryInTheWay : LocalDiskFailure(code: code)
    }

    /// A link never replaces. Where the file system has none, an empty file of ours claims the name first.
    private func putWhereNothingIs() throws {
        if linkat(parent.number, name.part, parent.number, place.name, 0) == 0 {
            unlinkat(parent.number, name.part, 0)
            return
        }
        switch errno {
        case EEXIST: throw place.existsError
        case EPERM, ENOTSUP, ENOSYS, EMLINK, EACCES:
            do {
                _ = try LocalDisk.open(place.name, at: parent.number, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
            } catch let failure as LocalDiskFailure where failure.code == EEXIST {
                throw place.existsError
            }
            do { try replace() } catch {
                unlinkat(parent.number, place.name, 0)
                throw error
            }
        case let code: throw LocalDiskFailure(code: code)
        }
    }

    /// A time that the file system cannot hold is not worth losing the file for.
    private static func setTime(_ seconds: Double, of file: LocalDescriptor) {
        guard seconds.isFinite, abs(seconds) < 1e15 else { return }
        let whole = seconds.rounded(.down)
        let time = timespec(tv_sec: Int(whole), tv_nsec: min(999_999_999, Int((seconds - whole) * 1e9)))
        let both = [time, time]
        _ = futimens(file.number, both)
    }
}
