import Foundation
import Locking

/// The content files of a local archive.
///
/// Content arrives in `incoming/<id>` under a lock, is synced, and only then named by the index; after that
/// it moves to `objects/<xx>/<id>`. It never changes. A file that its process left behind in `incoming` is
/// told from one that is still arriving by its lock, and whole ones from the rest by the index.
struct LocalContent: Sendable {
    let directory: String

    private var incoming: String { directory + "/incoming" }
    private func incoming(_ id: String) -> String { incoming + "/" + id }
    private func shelf(_ id: String) -> String { directory + "/objects/" + String(id.prefix(2)) }
    private func stored(_ id: String) -> String { shelf(id) + "/" + id }

    func makeDirectories() throws {
        for path in [incoming, directory + "/objects"] {
            try LocalDisk.run("create", path) { try LocalDisk.makeDirectories(path, mode: 0o700) }
        }
    }

    /// A new file to write content into. It holds its lock as long as its descriptor is open.
    func begin() throws -> LocalContentFile {
        try LocalDisk.run("write into", incoming) {
            while true {
                let id = String((0..<32).map { _ in "0123456789abcdef".randomElement() ?? "0" })
                let file = try LocalDisk.open(incoming(id), O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
                try LocalDisk.lock(file)
                // Between its making and its lock, a sweep may have taken it for an orphan.
                if try LocalDisk.status(of: file).st_nlink > 0 { return LocalContentFile(id: id, file: file) }
            }
        }
    }

    /// Makes sure that files are on disk, under the names that the index is about to give.
    func sync(_ files: [LocalContentFile]) throws {
        let failure = Locked<LocalDiskFailure?>(nil)
        // At once, so that the file system can do them in one go.
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            do { try LocalDisk.sync(files[index].file) } catch {
                failure.withLock { $0 = error as? LocalDiskFailure ?? LocalDiskFailure(code: EIO) }
            }
        }
        try LocalDisk.run("write into", incoming) {
            if let failure = failure.withLock({ $0 }) { throw failure }
            try LocalDisk.sync(try LocalDisk.open(incoming, O_RDONLY | O_DIRECTORY))
        }
    }

    /// Moves a file that the index names to its place. Where that fails, it is found where it is.
    func publish(_ id: String) {
        if rename(incoming(id), stored(id)) != 0, errno == ENOENT {
            mkdir(shelf(id), 0o700)
            rename(incoming(id), stored(id))
        }
    }

    /// Removes a file that the index does not name. Files only ever move from `incoming` to `objects`.
    func remove(_ id: String) {
        unlink(incoming(id))
        unlink(stored(id))
    }

    /// Opens content; nil where there is none, which mostly means that its object was replaced just now.
    func open(_ id: String) throws -> LocalDescriptor? {
        for path in [stored(id), incoming(id), stored(id)] {
            do {
                return try LocalDisk.open(path, O_RDONLY)
            } catch let failure as LocalDiskFailure {
                if failure.code != ENOENT { throw failure.error("read", path) }
            }
        }
        return nil
    }

    /// Finishes what killed processes left in `incoming`.
    ///
    /// - Parameter isNamed: whether the index names that file, asked once nobody can be writing it.
    func sweep(isNamed: (String) throws -> Bool) throws {
        for id in (try? FileManager.default.contentsOfDirectory(atPath: incoming)) ?? [] {
            guard let file = try? LocalDisk.open(incoming(id), O_RDWR), flock(file.number, LOCK_EX | LOCK_NB) == 0 else { continue }
            if try isNamed(id) { publish(id) } else { remove(id) }
        }
    }
}

/// Content on its way into the archive.
struct LocalContentFile: Sendable {
    let id: String
    let file: LocalDescriptor
}
