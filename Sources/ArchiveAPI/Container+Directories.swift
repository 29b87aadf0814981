/// What became of the files of a directory that was copied or moved.
public struct TreeReport: Sendable, Equatable {
    /// The names of the new files.
    public var copied: [String] = []
    /// The names that had a file already, which stayed.
    public var skipped: [String] = []
}

extension Container {
    /// Copies everything below a directory to `targetDirectory/(newName or the directory's own name)`,
    /// as it was when this began. Without `overwrite` what is there already stays.
    public func copyDirectory(
        _ directoryPath: String, to targetDirectory: String, newName: String? = nil, overwrite: Bool = false
    ) async throws -> TreeReport {
        try await transferDirectory(directoryPath, targetDirectory, newName, overwrite, moving: false)
    }

    /// As `copyDirectory`; each file that was copied is then deleted. A directory cannot be moved into itself.
    public func moveDirectory(
        _ directoryPath: String, to targetDirectory: String, newName: String? = nil, overwrite: Bool = false
    ) async throws -> TreeReport {
        try await transferDirectory(directoryPath, targetDirectory, newName, overwrite, moving: true)
    }

    private func transferDirectory(
        _ path: String, _ targetDirectory: String, _ newName: String?, _ overwrite: Bool, moving: Bool
    ) async throws -> TreeReport {
        let source = ObjectPath.directory(path)
        guard !source.isEmpty else { throw emptyDirectory(moving ? "move" : "copy") }
        let name = ObjectPath.directory(newName ?? ObjectPath.basename(source))
        guard !name.isEmpty else {
            throw ArchiveError(.usage, "the new name of the directory is empty", hint: "Leave new_name out to keep its own.")
        }
        let sourcePrefix = source + "/"
        let targetPrefix = ObjectPath.join(targetDirectory, name) + "/"
        let ontoItself = targetPrefix.hasSameBytes(as: sourcePrefix)
        if moving, !ontoItself, ObjectPath.hasPrefix(targetPrefix, sourcePrefix) {
            throw ArchiveError(
                .usage, "the directory '\(source)' cannot be moved into itself", hint: "Name another target directory.",
                path: source)
        }
        let files = try await list(ListFilter(directory: source))
        guard !files.isEmpty else { throw directoryNotFound(path) }
        let limits = try await store.limits()
        let present = Set(try await store.objects(in: self.name, prefix: targetPrefix).map { address($0.name) })

        let pairs = try files.map { file in
            let target = targetPrefix + ObjectPath.remainder(of: file.name, after: sourcePrefix)
            return (file: file, target: try ObjectPath.checked(target, limits))
        }
        // Onto itself there is nothing to do, and nothing may be lost by it.
        let skips = { (target: String) in (!overwrite || ontoItself) && present.contains(self.address(target)) }
        let wanted = pairs.filter { !skips($0.target) }
        for group in Self.independentGroups(wanted, from: sourcePrefix, to: targetPrefix) {
            _ = try await concurrentMap(group) { file, target in
                let replacing = present.contains(self.address(target))
                try await self.transfer(file, to: target, replacing: replacing, moving: moving)
            }
        }
        return TreeReport(copied: wanted.map(\.target), skipped: pairs.map(\.target).filter(skips))
    }

    /// The files in groups, one to be copied after the other; within a group the order does not matter.
    ///
    /// Where one of the directories lies in the other, a file's target may be another file's place. That one must
    /// have gone before: it has the longer name where the target is the deeper directory, else the shorter.
    private static func independentGroups(
        _ pairs: [(file: File, target: String)], from source: String, to target: String
    ) -> [[(file: File, target: String)]] {
        let goesDeeper = ObjectPath.hasPrefix(target, source)
        guard goesDeeper || ObjectPath.hasPrefix(source, target) else { return [pairs] }
        let byLength = Dictionary(grouping: pairs) { $0.file.name.utf8.count }
        return byLength.sorted { goesDeeper ? $0.key > $1.key : $0.key < $1.key }.map(\.value)
    }

    private func transfer(_ file: File, to target: String, replacing: Bool, moving: Bool) async throws {
        let source = try await info(file.name)
        let replaced = replacing ? try await kindIfPresent(target) : nil
        _ = try await copyVerified(file.name, source, to: target, replacing: replaced)
        if moving { try await store.delete(address(file.name)) }
    }
}
