import Foundation
import Locking

/// A file that is still arriving: hidden beside its target until it is whole.
///
/// Its temporary name is `.archive-lua-….part`. Nothing shows under the final name before `commit`; without
/// one, the temporary file goes with this object. Only a killed process leaves one behind.
public final class PartialFile: Sendable {
    /// The final path as the user would write it.
    public let path: String
    private let place: DownloadPlace
    private let parent: LocalDescriptor
    private let temporaryName: String
    private let state: Locked<State>

    private struct State {
        /// nil once committed or discarded.
        var file: LocalDescriptor?
        var position: Int64 = 0
    }

    init(place: DownloadPlace, parent: LocalDescriptor) throws {
        self.place = place
        self.parent = parent
        path = place.path
        let (name, file) = try LocalDisk.run("create", place.path) { try Self.create(in: parent) }
        temporaryName = name
        state = Locked(State(file: file))
    }

    deinit { discard() }

    /// How many bytes have been written since the start or the last `rewind`.
    public var bytesWritten: Int64 { state.withLock { $0.position } }

    /// Appends bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            try LocalDisk.run("write", path) { try LocalDisk.write(bytes, to: try current(state), at: state.position) }
            state.position += Int64(bytes.count)
        }
    }

    /// Forgets what came so far: the next bytes are the first.
    public func rewind() throws {
        try state.withLock { state in
            try LocalDisk.run("write", path) {
                if ftruncate(try current(state).number, 0) != 0 { throw LocalDiskFailure(code: errno) }
            }
            state.position = 0
        }
    }

    /// Puts the file under its final name, whole and on disk.
    ///
    /// - Parameters:
    ///   - overwrite: may replace a file that is there; otherwise it never does, even in a race.
    ///   - modified: the modification time to give it, in seconds since 1970; nil for now.
    /// - Returns: the final path.
    /// - Throws: `exists`; `unsafe_path` where a directory is in its place; `local_file`. The temporary file is gone then.
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
            state.file = nil
        }
        return path
    }

    /// Removes the temporary file. Does nothing after `commit` or a second time.
    public func discard() {
        state.withLock { state in
            guard state.file != nil else { return }
            state.file = nil
            unlinkat(parent.number, temporaryName, 0)
        }
    }

    private static func create(in parent: LocalDescriptor) throws -> (String, LocalDescriptor) {
        while true {
            let name = ".archive-lua-\(String(UInt64.random(in: .min ... .max), radix: 36)).part"
            do {
                return (name, try LocalDisk.open(name, at: parent.number, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW))
            } catch let failure as LocalDiskFailure where failure.code == EEXIST {}
        }
    }

    private func current(_ state: borrowing State) throws -> LocalDescriptor {
        guard let file = state.file else { throw LocalDiskFailure(code: EBADF) }
        return file
    }

    private func replace() throws {
        if renameat(parent.number, temporaryName, parent.number, place.name) == 0 { return }
        let code = errno
        throw code == EISDIR ? place.directoryInTheWay : LocalDiskFailure(code: code)
    }

    /// A link never replaces. Where the file system has none, an empty file of ours claims the name first.
    private func putWhereNothingIs() throws {
        if linkat(parent.number, temporaryName, parent.number, place.name, 0) == 0 {
            unlinkat(parent.number, temporaryName, 0)
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
