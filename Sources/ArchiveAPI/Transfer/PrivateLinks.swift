import Foundation
import Locking

/// The files below private directories that have another name as well, which may lie anywhere: looked for once, when a file
/// with several names is met.
final class PrivateLinks: Sendable {
    private let roots: [LocalConfinement.Names]
    private let found = Locked<Found?>(nil)

    private enum Found {
        case all(Set<LocalExceptions.Identity>)
        /// There are more files than anybody waits for: each with several names may be one of them.
        case tooMany
    }

    /// How many names are looked at.
    private static let most = 200_000

    init(_ roots: [LocalConfinement.Names]) { self.roots = roots }

    /// What cannot be found out is taken for private.
    func hold(_ status: stat) -> Bool {
        guard status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 1 else { return false }
        return found.withLock { found in
            guard let known = found ?? (try? search()) else { return true }
            found = known
            guard case .all(let files) = known else { return true }
            return files.contains(LocalExceptions.Identity(status))
        }
    }

    /// Holds one directory open at a time: whoever has used up this process's descriptors must not hide anything by that.
    private func search() throws -> Found {
        var files: Set<LocalExceptions.Identity> = []
        var looked = 0
        var ways = roots.map { Array(LocalConfinement.path($0).utf8) }
        while let way = ways.popLast() {
            do {
                let directory = try LocalDisk.open(way, at: AT_FDCWD, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                for name in try LocalDisk.names(in: directory) {
                    looked += 1
                    guard looked <= Self.most else { return .tooMany }
                    guard let status = try LocalDisk.status(at: name, in: directory.number) else { continue }
                    if status.st_mode & S_IFMT == S_IFDIR {
                        ways.append(way + [UInt8(ascii: "/")] + name)
                    } else if status.st_nlink > 1 {
                        files.insert(LocalExceptions.Identity(status))
                    }
                }
            } catch let failure as LocalDiskFailure where [ENOENT, ENOTDIR, ELOOP, EACCES].contains(failure.code) {
                // Gone meanwhile, a file, or not for whoever runs this at all.
                continue
            }
        }
        return .all(files)
    }
}
