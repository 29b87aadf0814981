import Locking

/// A container of a project that one is signed in to: all that `ReadableContainer` reads, and changes.
///
/// Every function throws `ArchiveError`.
public final class Container: ReadableContainer {
    public let name: String
    public let project: Project
    public let store: any ObjectStore
    public let location: String
    /// Whether anyone may read, as the service said last; `publicURL` would else ask once for each file of a list.
    private let lastKnownPublic = Locked<(isPublic: Bool, at: ContinuousClock.Instant)?>(nil)
    let lastReferences = LastReferences()
    private static let publicityHolds = Duration.seconds(2)

    init(_ name: String, of project: Project, in store: any ObjectStore) async throws {
        self.name = name
        self.project = project
        self.store = store
        location = "\(try await store.storageURL)/\(PercentEncoding.segment(name))"
    }

    /// The container's headers in lower case, asked afresh. Without the keys of its temporary URLs: they are secrets.
    public func metadata() async throws -> [String: String] {
        try await store.container(name).headers.filter { !TemporaryURL.keyHeaders.contains($0.key) }
    }

    /// The container's URL if anyone may read it, else nil.
    public func publicURL() async throws -> String? {
        if let known = lastKnownPublic.withLock(\.self), known.at.duration(to: .now) < Self.publicityHolds {
            return known.isPublic ? location : nil
        }
        let isPublic = try await store.isPublic(name)
        lastKnownPublic.withLock { $0 = (isPublic, .now) }
        return isPublic ? location : nil
    }

    /// Asks afresh next time, since this container's lists were changed here.
    func forgetPublicity() { lastKnownPublic.withLock { $0 = nil } }

    /// Deletes a file and, where it is a large object, those of its segments that no other manifest uses.
    public func delete(_ path: String) async throws {
        let address = address(try ObjectPath.checked(path))
        let large = LargeObject(store)
        let segments = try await large.segmentsIfReadable(of: address, try await kindIfReadable(of: address))
        // In this order, a cut leaves segments without a manifest, but never a manifest without segments.
        try await store.delete(address)
        try await large.deleteUnused(segments, of: name)
    }

    /// How an object is stored; plain where this user may not look at it.
    func kindIfReadable(of address: ObjectAddress) async throws -> ObjectInfo.Kind {
        do {
            return try await PermitAsking.tentatively { try await store.ownKind(of: address) }
        } catch let error as ArchiveError where error.code == .forbidden || error.code == .notPermitted {
            return .plain
        }
    }

    /// Deletes every file below a directory, and returns how many there were. One failure does not stop the rest.
    public func deleteDirectory(_ directoryPath: String, _ options: TransferOptions = TransferOptions()) async throws -> Int {
        guard !ObjectPath.directory(directoryPath).isEmpty else { throw emptyDirectory("delete") }
        let files = try await list(ListFilter(directory: directoryPath))
        guard !files.isEmpty else { throw directoryNotFound(directoryPath) }
        return try await deleteAll(files, options).done.count
    }

    /// Deletes files that a listing named; one that is gone already is no failure. Which segments are used no
    /// more is found out once for all of them.
    @discardableResult
    func deleteAll(_ files: [File], _ options: TransferOptions = TransferOptions()) async throws -> TransferReport {
        let large = LargeObject(store)
        let segments = Locked<[ObjectAddress]>([])
        options.observer?.planned(files: files.count, bytes: 0)
        var quiet = options
        quiet.raises = false
        let report = try await TransferBatch(quiet).run(files) { file in
            try await options.observed(file.name) {
                let address = self.address(file.name)
                do {
                    // A listing shows plain objects as such unless they have no bytes, as dynamic large ones have.
                    let kind = file.slo == nil && file.bytes > 0 ? .plain : try await self.kindIfReadable(of: address)
                    let its = try await large.segmentsIfReadable(of: address, kind)
                    try await large.store.delete(address)
                    segments.withLock { $0 += its }
                } catch let error as ArchiveError where error.code == .notFound {
                    // Somebody else was faster: what was wanted is so.
                }
                return .done(file.name, bytes: 0)
            }
        }
        try await large.deleteUnused(segments.withLock { $0 }, of: name)
        if options.raises, let failure = report.failure(of: files.count) { throw failure }
        return report
    }

    func emptyDirectory(_ verb: String) -> ArchiveError {
        ArchiveError(
            .usage, "the path of the directory to \(verb) is empty: that would be the whole container '\(name)'",
            hint: "Name a directory of the container.")
    }
}

extension Container: Equatable {
    /// Two containers are equal when they are the same one of the same account.
    public static func == (left: Container, right: Container) -> Bool { left.location.hasSameBytes(as: right.location) }
}
