/// What one name asks for, as far as the two walks tell.
enum SyncStep: Sendable {
    /// There is a file on both sides.
    case compare(SyncSubject)
    /// Only the side that is read from has it.
    case add(SyncSubject)
    /// Only the side that is written to has it.
    case delete(SyncSubject)
    case leave(String, why: String)
    case fail(ArchiveError)

    /// A file that cannot be transferred; the error names it.
    static func failing(_ error: ArchiveError, _ path: String) -> SyncStep {
        var error = error
        error.path = error.path ?? path
        return .fail(error)
    }
}

/// A file of a sync: an object, and its place below the local directory.
struct SyncSubject: Sendable {
    /// The object's name.
    let name: String
    let place: DownloadPlace
    /// As the listing has it.
    var listed: File?
    /// As the walk found it.
    var local: LocalWalk.File?
}

/// The part of a sync that depends on its direction.
protocol SyncDirection: Sendable {
    /// Which kind of transfer it makes.
    static var kind: SyncAction.Kind { get }

    /// What a name asks for; nil for nothing. Names come in the order of their bytes.
    mutating func step(for pair: TreeMerge<File>.Pair) throws -> SyncStep?
    /// What reports call a file on the side that is written to.
    func path(of subject: SyncSubject) -> String
    func size(of subject: SyncSubject) -> Int64
    func transfer(_ subject: SyncSubject, replacing: Bool, _ options: TransferOptions) async throws -> TransferBatch.Outcome
    /// The local directories that nothing is in any more without these files, each after those below it.
    ///
    /// - Parameter arriving: the paths of the files that arrive, or have arrived.
    func emptied(without subjects: [SyncSubject], arriving: [String]) throws -> [DownloadPlace]
    /// Deletes what only the side that is written to has, then those directories. One failure does not stop the rest.
    func delete(_ subjects: [SyncSubject], _ emptied: [DownloadPlace], _ options: TransferOptions) async throws -> TransferReport
    /// Whether the side that is read from has not got the file after all: a listing may lag behind.
    func isAbsent(_ subject: SyncSubject) async throws -> Bool
}
