/// A container becomes what a local directory has.
struct UpSync: SyncDirection {
    static let kind = SyncAction.Kind.upload

    private let container: Container
    private let directory: DownloadDirectory
    private let prefix: String
    private let deletes: Bool
    private let limits: UploadLimits

    init(_ container: Container, from directory: DownloadDirectory, _ options: SyncOptions) async throws {
        self.container = container
        self.directory = directory
        prefix = ObjectPath.prefix(options.directory)
        deletes = options.deletes
        limits = try await UploadLimits(of: container.store)
    }

    func path(of subject: SyncSubject) -> String { subject.name }
    func size(of subject: SyncSubject) -> Int64 { subject.local?.bytes ?? 0 }

    func step(for pair: TreeMerge<File>.Pair) throws -> SyncStep? {
        guard let local = pair.local else { return try pair.other.flatMap { try surplus(pair, $0) } }
        do {
            let file = try local.taken()
            let name = try ObjectPath.checked(prefix + pair.name, limits.service)
            let subject = SyncSubject(name: name, place: try directory.place(for: pair.name), listed: pair.other, local: file)
            return pair.other == nil ? .add(subject) : .compare(subject)
        } catch let error as ArchiveError {
            return .failing(error, directory.shown(pair.name))
        }
    }

    /// What only the container has: it goes only where it could be a local file and there is nothing in its place.
    private func surplus(_ pair: TreeMerge<File>.Pair, _ listed: File) throws -> SyncStep? {
        guard deletes else { return nil }
        if listed.isMarker(at: pair.path) { return .leave(listed.name, why: "a marker of a directory") }
        do {
            let place = try directory.place(for: pair.name)
            try place.check(overwrite: false)
            return .delete(SyncSubject(name: listed.name, place: place, listed: listed))
        } catch let error as ArchiveError {
            return .leave(listed.name, why: error.message)
        }
    }

    func isAbsent(_ subject: SyncSubject) throws -> Bool { true }

    func transfer(_ subject: SyncSubject, replacing: Bool, _ options: TransferOptions) async throws -> TransferBatch.Outcome {
        try await options.observed(subject.name) {
            let upload = FileUpload(container, limits, options)
            do {
                let source = try LocalFileSource(subject.place)
                // Where the listing lags behind, an earlier call may have sent the very same bytes.
                switch try await upload.run(source, to: subject.name, overwrite: replacing, refusesTwins: false) {
                case .sent(let bytes): return .done(subject.name, bytes: bytes)
                case .there: return .skipped(subject.name)
                }
            } catch let error as ArchiveError where error.code == .exists {
                throw error.appeared
            }
        }
    }

    /// Nothing local is deleted.
    func emptied(without subjects: [SyncSubject], arriving: [String]) -> [DownloadPlace] { [] }

    func delete(_ subjects: [SyncSubject], _ emptied: [DownloadPlace], _ options: TransferOptions) async throws -> TransferReport {
        // A file that somebody has made meanwhile keeps its object.
        let files = subjects.compactMap { subject in (try? subject.place.check(overwrite: false)).flatMap { subject.listed } }
        return try await container.deleteAll(files, options)
    }
}

extension ArchiveError {
    /// An object that nobody had seen when the sync decided what to send is not replaced.
    fileprivate var appeared: ArchiveError {
        var error = self
        error.message = "'\(path ?? "")' has appeared in the container meanwhile, with other bytes"
        error.hint = "Call the sync again: it then replaces what it sees there."
        error.retryable = true
        return error
    }
}
