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

        let outcomes = try await concurrentMap(files) { file -> (target: String, copied: Bool) in
            let target = try ObjectPath.checked(
                targetPrefix + ObjectPath.remainder(of: file.name, after: sourcePrefix), limits)
            let isPresent = present.contains(self.address(target))
            // Onto itself there is nothing to do, and nothing may be lost by it.
            if isPresent, !overwrite || ontoItself { return (target, false) }
            try await self.transfer(file, to: target, replacing: isPresent, moving: moving)
            return (target, true)
        }
        var report = TreeReport()
        for outcome in outcomes {
            if outcome.copied { report.copied.append(outcome.target) } else { report.skipped.append(outcome.target) }
        }
        return report
    }

    private func transfer(_ file: File, to target: String, replacing: Bool, moving: Bool) async throws {
        let source = try await info(file.name)
        let replaced = replacing ? try await infoIfPresent(target) : nil
        _ = try await copyVerified(file.name, source, to: target, replacing: replaced)
        if moving { try await store.delete(address(file.name)) }
    }
}
