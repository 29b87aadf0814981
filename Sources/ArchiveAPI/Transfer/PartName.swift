import Foundation

/// The names of a part file and its journal.
struct PartName {
    /// Whether the name follows from the target's, so that the next attempt finds it.
    let isShared: Bool
    let part: String
    let journal: String
    let newJournal: String

    /// The names that whoever wants a file of this name looks for.
    init(_ target: String) { self.init(stem: Self.stem(of: target), isShared: true) }

    private init(stem: String, isShared: Bool) {
        self.isShared = isShared
        part = ".archive-lua-\(stem).part"
        journal = ".archive-lua-\(stem).journal"
        newJournal = ".archive-lua-\(stem).journal-new"
    }

    /// A part file's name that nobody can know before.
    static func unknowable() -> String { PartName(stem: UUID().uuidString, isShared: false).part }

    /// Whether a file's name is one of those that unfinished downloads have.
    static func isOne(_ name: [UInt8]) -> Bool {
        name.starts(with: ".archive-lua-".utf8) && [".part", ".journal", ".journal-new"].contains { ending in
            name.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        }
    }

    /// Whether one of these names of files is among them.
    func isAny(of names: Set<[UInt8]>) -> Bool {
        [part, journal, newJournal].contains { names.contains(Array($0.utf8)) }
    }

    /// Opens the part file of a target, or one of its own where another process or task has that one.
    ///
    /// Who has it holds its lock. What is no file of ours, or has another name as well, is not written to.
    static func open(for place: DownloadPlace, in parent: LocalDescriptor) throws -> (PartName, LocalDescriptor) {
        let shared = PartName(place.name)
        for _ in 0..<3 {
            let file: LocalDescriptor
            do {
                file = try LocalDisk.open(shared.part, at: parent.number, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
            } catch let failure as LocalDiskFailure where [ELOOP, EISDIR, ENXIO, EACCES].contains(failure.code) {
                break
            }
            guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else { break }
            let own = try LocalDisk.status(of: file)
            guard own.st_mode & S_IFMT == S_IFREG, own.st_uid == geteuid() else { break }
            if own.st_nlink > 1 {
                // Whoever wrote it was killed between giving it its final name and taking this one away.
                unlinkat(parent.number, shared.part, 0)
                continue
            }
            // Whoever had the lock may have put the file under its final name, or removed it.
            if let named = try LocalDisk.status(at: shared.part, in: parent.number), named.st_ino == own.st_ino, named.st_dev == own.st_dev {
                return (shared, file)
            }
        }
        while true {
            let name = PartName(stem: String(UInt64.random(in: .min ... .max), radix: 36), isShared: false)
            do {
                return (name, try LocalDisk.open(name.part, at: parent.number, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW))
            } catch let failure as LocalDiskFailure where failure.code == EEXIST {}
        }
    }

    /// Removes what an attempt that was killed left beside a file that is whole, unless somebody is at work there.
    static func removeLeftovers(of target: String, in parent: LocalDescriptor) {
        let name = PartName(target)
        let part = try? LocalDisk.open(name.part, at: parent.number, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        if let part, flock(part.number, LOCK_EX | LOCK_NB) != 0 { return }
        withExtendedLifetime(part) {
            for left in [name.newJournal, name.journal, name.part] { unlinkat(parent.number, left, 0) }
        }
    }

    /// 64 bits of the name's FNV-1a hash: short, and the same in every process.
    private static func stem(of name: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
