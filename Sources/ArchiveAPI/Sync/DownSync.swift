/// A local directory becomes what a container has.
struct DownSync: SyncDirection {
    static let kind = SyncAction.Kind.download

    private let container: any ReadableContainer
    private let directory: DownloadDirectory
    private let prefix: String
    private let deletes: Bool
    private var nesting = FileNesting()

    init(_ container: any ReadableContainer, to directory: DownloadDirectory, _ options: SyncOptions) {
        self.container = container
        self.directory = directory
        prefix = ObjectPath.prefix(options.directory)
        deletes = options.deletes
    }

    func path(of subject: SyncSubject) -> String { subject.place.path }
    func size(of subject: SyncSubject) -> Int64 { subject.listed?.bytes ?? 0 }

    mutating func step(for pair: TreeMerge<File>.Pair) throws -> SyncStep? {
        guard let listed = pair.other else { return try surplus(pair) }
        if listed.isMarker(at: pair.path) { return .leave(listed.name, why: "a marker of a directory") }
        do {
            if let file = nesting.file(above: pair.path) {
                throw LocalTargets.clash(
                    directory.shown(pair.name), "'\(String(decoding: file, as: UTF8.self))' is a file, so that nothing can be below it")
            }
            let place = try directory.place(for: pair.name)
            let local = try pair.local?.taken()
            // Found before anything is fetched: a directory in its place, a link or a file on the way.
            if local == nil { try place.check(overwrite: false) }
            nesting.add(pair.path)
            let subject = SyncSubject(name: listed.name, place: place, listed: listed, local: local)
            return local == nil ? .add(subject) : .compare(subject)
        } catch let error as ArchiveError {
            return .failing(error, listed.name)
        }
    }

    /// What only the local directory has.
    private func surplus(_ pair: TreeMerge<File>.Pair) throws -> SyncStep? {
        guard deletes, let local = pair.local else { return nil }
        do {
            let file = try local.taken()
            return .delete(SyncSubject(name: prefix + pair.name, place: try directory.place(for: pair.name), local: file))
        } catch let error as ArchiveError {
            return .leave(directory.shown(pair.name), why: error.message)
        }
    }

    func isAbsent(_ subject: SyncSubject) async throws -> Bool { try await !container.exists(subject.name) }

    func transfer(_ subject: SyncSubject, replacing: Bool, _ options: TransferOptions) async throws -> TransferBatch.Outcome {
        guard replacing else {
            return try await container.fetch(subject.name, to: .success(subject.place), overwrite: false, options)
        }
        return try await options.observed(subject.name) {
            try await ObjectDownload(container, options).run(subject.name, to: subject.place, overwrite: true)
        }
    }

    func emptied(without subjects: [SyncSubject], arriving: [String]) throws -> [DownloadPlace] {
        var directories = EmptiedDirectories(without: subjects.map(\.place), arriving: arriving)
        return try directories.find()
    }

    func delete(_ subjects: [SyncSubject], _ emptied: [DownloadPlace], _ options: TransferOptions) async throws -> TransferReport {
        var report = try await TransferBatch(options).run(subjects) { subject in
            guard let local = subject.local else { return .noted }
            try subject.place.remove(local)
            return .done(subject.place.path, bytes: 0)
        }
        for directory in emptied where try directory.removeEmptyDirectory() { report.done.append(directory.path) }
        return report
    }
}
