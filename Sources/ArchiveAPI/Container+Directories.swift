extension Container {
    /// Copies everything below a directory to `targetDirectory/(newName or the directory's own name)`,
    /// as it was when this began. Without `overwrite` what is there already stays, and counts as skipped. One
    /// failure does not stop the rest.
    public func copyDirectory(
        _ directoryPath: String, to targetDirectory: String, newName: String? = nil, overwrite: Bool = false,
        _ options: TransferOptions = TransferOptions()
    ) async throws -> TransferReport {
        try await transferDirectory(directoryPath, targetDirectory, newName, overwrite, options, moving: false)
    }

    /// As `copyDirectory`; each file that was copied is then deleted. A directory cannot be moved into itself. What a
    /// large object of this container is made of stays, and fails with `conflict`.
    public func moveDirectory(
        _ directoryPath: String, to targetDirectory: String, newName: String? = nil, overwrite: Bool = false,
        _ options: TransferOptions = TransferOptions()
    ) async throws -> TransferReport {
        try await transferDirectory(directoryPath, targetDirectory, newName, overwrite, options, moving: true)
    }

    private func transferDirectory(
        _ path: String, _ targetDirectory: String, _ newName: String?, _ overwrite: Bool, _ options: TransferOptions,
        moving: Bool
    ) async throws -> TransferReport {
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
        let references = moving ? try await self.references() : nil
        let limits = try await store.limits()
        let present = Set(try await store.objects(in: self.name, prefix: targetPrefix).map { address($0.name) })

        let pairs = try files.map { file in
            let target = targetPrefix + ObjectPath.remainder(of: file.name, after: sourcePrefix)
            return (file: file, target: try ObjectPath.checked(target, limits))
        }
        // Onto itself there is nothing to do, and nothing may be lost by it.
        let skips = { (target: String) in (!overwrite || ontoItself) && present.contains(self.address(target)) }
        let wanted = pairs.filter { !skips($0.target) }
        options.observer?.planned(files: wanted.count, bytes: wanted.reduce(0) { $0 + $1.file.bytes })
        var quiet = options
        quiet.raises = false
        var report = TransferReport()
        // The sources that were to have gone, and are still where they were.
        var stuck: Set<ObjectAddress> = []
        for group in Self.independentGroups(wanted, from: sourcePrefix, to: targetPrefix) {
            let result = try await TransferBatch(quiet).run(group) { [stuck] file, target in
                try await options.observed(file.name) {
                    if stuck.contains(self.address(target)) { throw self.stillThere(target) }
                    if let manifest = references?.manifest(using: self.address(file.name)) { throw self.segmentNeeded(file.name, by: manifest) }
                    let replacing = present.contains(self.address(target))
                    try await self.transfer(file, to: target, replacing: replacing, moving: moving)
                    return .done(target, bytes: file.bytes)
                }
            }
            report.append(result)
            let done = Set(result.done.map(address))
            stuck.formUnion(group.filter { !done.contains(address($0.target)) }.map { address($0.file.name) })
        }
        // In the order of the listing, whatever the order was in which they were done.
        let done = Set(report.done.map(address))
        report.done = wanted.map(\.target).filter { done.contains(address($0)) }
        report.skipped = pairs.map(\.target).filter(skips)
        if options.raises, let failure = report.failure(of: pairs.count) { throw failure }
        return report
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

    private func stillThere(_ target: String) -> ArchiveError {
        ArchiveError(
            .conflict, "the place '\(target)' is not free: the file there could not be brought to its own",
            hint: "Nothing was replaced there. Remove what keeps that file, and try again.", path: target)
    }

    private func transfer(_ file: File, to target: String, replacing: Bool, moving: Bool) async throws {
        let source = try await info(file.name)
        let replaced = replacing ? try await kindIfPresent(target) : nil
        _ = try await copyVerified(file.name, source, to: target, replacing: replaced)
        if moving { try await store.delete(address(file.name)) }
    }
}
