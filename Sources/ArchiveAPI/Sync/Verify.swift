import Foundation
import Locking

extension ReadableContainer {
    /// Compares every byte of a local directory with the checksums that the container, or a manifest, has. Changes
    /// nothing.
    ///
    /// - Returns: what was found, in `fixity`.
    /// - Throws: at the end, `integrity` with the report in it, where a file differs, is missing or could not be
    ///   checked, and the options want that.
    public func verify(
        _ localDirectory: String, _ verify: VerifyOptions = VerifyOptions(), _ options: TransferOptions = TransferOptions()
    ) async throws -> TransferReport {
        let directory = try DownloadDirectory(localDirectory, for: [.read])
        guard try directory.open(creating: false) != nil else { throw LocalDiskFailure(code: ENOENT).error("read", localDirectory) }
        let filter = PathFilter(include: verify.include, exclude: verify.exclude)
        if let path = verify.manifest {
            let manifest = try ChecksumManifest(path)
            let own = directory.pathBelow(path)
            let prefix = Array(ObjectPath.prefix(verify.directory).utf8)
            let check = FixityCheck<ChecksumManifest.Entry>(
                directory, options, against: "'\(path)'", hintOnNames: "It is in '\(path)': a file with that name cannot be checked."
            ) { $0 == own || !manifest.covers(prefix + $0) }
            return try await check.run(filter, below: verify.directory, try manifest.walk(below: verify.directory)) { entry, _, place in
                try await place.verdict(on: entry)
            }
        }
        try await checkThere(verify.directory)
        let comparison = ObjectComparison(self, by: .fixity)
        let check = FixityCheck<File>(directory, options, against: "container '\(name)'")
        return try await check.run(filter, below: verify.directory, walk(below: verify.directory, markers: false)) { file, local, place in
            try await comparison.verdict(file.name, file, local, at: place)
        }
    }
}

/// A local directory beside names with checksums.
private struct FixityCheck<Reference: Sendable>: Sendable {
    typealias Compare = @Sendable (Reference, LocalWalk.File, DownloadPlace) async throws -> ContentVerdict

    private let directory: DownloadDirectory
    private let options: TransferOptions
    private let source: String
    /// What to do about a name that no file can have, where that is another thing than for an object.
    private let hintOnNames: String?
    private let isExpected: @Sendable (_ extra: [UInt8]) -> Bool
    private let differing = Locked<[(position: Int, name: String)]>([])

    /// - Parameter isExpected: whether a file that has no checksum may be there all the same.
    init(
        _ directory: DownloadDirectory, _ options: TransferOptions, against source: String, hintOnNames: String? = nil,
        isExpected: @escaping @Sendable (_ extra: [UInt8]) -> Bool = { _ in false }
    ) {
        self.directory = directory
        self.options = options
        self.source = source
        self.hintOnNames = hintOnNames
        self.isExpected = isExpected
    }

    func run(
        _ filter: PathFilter, below root: String, _ next: @escaping TreeMerge<Reference>.Next, _ compare: @escaping Compare
    ) async throws -> TransferReport {
        var merge = TreeMerge(directory, filter, rootName: ObjectPath.prefix(root), with: next)
        var fixity = FixitySummary()
        var position = 0
        var quietly = options
        quietly.raises = false
        var report = try await TransferBatch(quietly).run({
            while let pair = try await merge.next() {
                guard let reference = pair.other else {
                    if !isExpected(pair.path) { fixity.extra.append(pair.name) }
                    continue
                }
                let found = Result { try subject(pair) }
                if case .success(nil) = found {
                    fixity.missing.append(pair.name)
                    continue
                }
                position += 1
                return (position, pair.name, reference, found)
            }
            return nil
        }) { position, name, reference, found in
            try await options.observed(name) {
                guard let (place, local) = try found.get() else { return .noted }
                options.observer?.planned(files: 1, bytes: local.bytes)
                options.observer?.began(name, bytes: local.bytes)
                switch try await compare(reference, local, place) {
                case .same:
                    options.observer?.moved(name, bytes: local.bytes)
                    return .done(name, bytes: local.bytes)
                case .different:
                    differing.withLock { $0.append((position, name)) }
                    return .noted
                case .unknown:
                    throw ArchiveError(.integrity, "there is no checksum for all of '\(name)' in the archive", path: name)
                }
            }
        }
        fixity.matching = report.done
        fixity.differing = differing.withLock { $0.sorted { $0.position < $1.position }.map(\.name) }
        fixity.unchecked = report.failed
        fixity.unmatched = filter.unmatched
        report.fixity = fixity
        if options.raises, var failure = fixity.failure(against: source) {
            failure.report = report
            throw failure
        }
        return report
    }

    /// The local file of a pair; nil where it is missing.
    ///
    /// - Throws: where it cannot be there, or not be read.
    private func subject(_ pair: TreeMerge<Reference>.Pair) throws -> (DownloadPlace, LocalWalk.File)? {
        let place = try place(for: pair.name)
        guard let local = pair.local else {
            try place.check(overwrite: true)
            return nil
        }
        return (place, try local.taken())
    }

    private func place(for name: String) throws -> DownloadPlace {
        do {
            return try directory.place(for: name)
        } catch var error as ArchiveError {
            error.hint = hintOnNames ?? error.hint
            throw error
        }
    }
}
