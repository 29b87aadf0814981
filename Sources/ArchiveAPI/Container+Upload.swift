extension Container {
    /// Uploads files, and directories with the tree below them. One failure does not stop the rest, be it a local path
    /// that cannot be read.
    ///
    /// Files of any size: large ones become static large objects, and an upload that was cut off goes on with the
    /// segments that are still missing when it is asked for again. The checksum goes up front, so that a body that was
    /// damaged on the way replaces nothing. Needs no right but writing.
    /// - Parameters:
    ///   - localPaths: files and directories. A directory keeps its own name and the tree below it.
    ///   - remoteDirectory: the directory of the container that they go to; empty for its root.
    ///   - overwrite: replace files that are there; otherwise that is an `exists` error, also where another client
    ///     makes the file at the same time. Of several files, those that are there with the same bytes are skipped.
    /// - Returns: the names of the new objects, in order.
    /// - Throws: at the end, an error with the report in it, where some failed and the options want that.
    public func upload(
        _ localPaths: [String], to remoteDirectory: String = "", overwrite: Bool = false,
        _ options: TransferOptions = TransferOptions()
    ) async throws -> TransferReport {
        try await upload(localPaths, to: remoteDirectory, overwrite: overwrite, options, UploadLimits(of: store))
    }

    func upload(
        _ localPaths: [String], to remoteDirectory: String, overwrite: Bool, _ options: TransferOptions, _ limits: UploadLimits
    ) async throws -> TransferReport {
        let prefix = ObjectPath.prefix(remoteDirectory)
        let files = try localPaths.flatMap(Self.entries).map { entry in
            Result { () throws(ArchiveError) in
                let file = try entry.get()
                return (file: file, target: try ObjectPath.checked(prefix + file.name, limits.service))
            }
        }
        let readable = files.compactMap { try? $0.get() }
        // What was asked for cannot be done for both: that is found before the first byte goes out.
        try refuseTwins(readable.map(\.target))
        options.observer?.planned(files: files.count, bytes: readable.reduce(0) { $0 + $1.file.bytes })
        // Of a single file the user wants to know that it is there already.
        let isOne = localPaths.count == 1 && readable.first.map { $0.file.path.hasSameBytes(as: localPaths[0]) } == true
        let upload = FileUpload(self, limits, options)
        return try await TransferBatch(options).run(files) { entry in
            let name = switch entry {
            case .success(let found): found.target
            case .failure(let error): error.path ?? ""
            }
            return try await options.observed(name) {
                let (file, target) = try entry.get()
                return switch try await upload.run(LocalFileSource(path: file.path), to: target, overwrite: overwrite, refusesTwins: isOne) {
                case .sent(let bytes): .done(target, bytes: bytes)
                case .there: .skipped(target)
                }
            }
        }
    }

    /// What a local path stands for; where that cannot be read, why.
    private static func entries(of path: String) throws -> [Result<LocalTree.File, ArchiveError>] {
        do {
            return try LocalTree(at: path).entries
        } catch let error as ArchiveError where error.code == .localFile {
            return [.failure(error)]
        }
    }

    private func refuseTwins(_ targets: [String]) throws {
        var seen: Set<ObjectAddress> = []
        for target in targets where !seen.insert(address(target)).inserted {
            throw ArchiveError(
                .usage, "two of the files to upload would both become '\(target)'",
                hint: "Upload them one at a time to different remote directories.", path: target)
        }
    }
}
