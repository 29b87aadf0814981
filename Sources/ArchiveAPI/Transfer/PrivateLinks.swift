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

    func hold(_ status: stat) -> Bool {
        guard status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 1 else { return false }
        return found.withLock { found in
            let known = found ?? search()
            found = known
            guard case .all(let files) = known else { return true }
            return files.contains(LocalExceptions.Identity(status))
        }
    }

    private func search() -> Found {
        var files: Set<LocalExceptions.Identity> = []
        var looked = 0
        var directories = roots.compactMap { try? LocalDisk.open(LocalConfinement.path($0), O_RDONLY | O_DIRECTORY) }
        while let directory = directories.popLast() {
            for name in (try? LocalDisk.names(in: directory)) ?? [] {
                looked += 1
                guard looked <= Self.most else { return .tooMany }
                guard let status = try? LocalDisk.status(at: name, in: directory.number) else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    if let below = try? LocalDisk.open(name, at: directory.number, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) { directories.append(below) }
                } else if status.st_nlink > 1 {
                    files.insert(LocalExceptions.Identity(status))
                }
            }
        }
        return .all(files)
    }
}
