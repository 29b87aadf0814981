import Locking

/// Brings a large object in stretches that arrive side by side, each compared with the checksums of its segments.
struct LargeObjectDownload: Sendable {
    private let store: any ObjectStore
    private let options: TransferOptions
    private let address: ObjectAddress
    private let file: PartialFile

    /// How many stretches are on their way at once.
    private static let atOnce = 4
    /// A stretch is made of whole segments, so many that it has at least this many bytes.
    private static let smallestStretch: Int64 = 16 << 20

    init(_ store: any ObjectStore, _ options: TransferOptions, _ address: ObjectAddress, _ file: PartialFile) {
        self.store = store
        self.options = options
        self.address = address
        self.file = file
    }

    /// - Parameter journal: what is there already.
    /// - Returns: what is known of the object, and whether every byte was compared with a checksum.
    func run(_ first: ObjectInfo, _ journal: PartJournal) async throws -> (ObjectInfo, isChecked: Bool) {
        let (info, parts) = try await agreeing(first)
        let stretches = Self.stretches(parts)
        var journal = journal
        journal.bytes = info.bytes
        let there = Set(journal.stretches ?? [])
        let arrived = Locked(journal)
        arrived.withLock { $0.stretches = [] }
        options.observer?.began(address.name, bytes: info.bytes)
        _ = try await concurrentMap(stretches, limit: Self.atOnce) { stretch in
            if there.contains(stretch.range), stretch.isCheckable, try isWhole(stretch) {
                options.observer?.moved(address.name, bytes: stretch.length)
            } else {
                try await retryingIntegrity { try await fetch(stretch, info) }
            }
            let journal = arrived.withLock { journal in
                journal.stretches?.append(stretch.range)
                return journal
            }
            if journal.bytes >= PartJournal.worthKeeping { try file.note(journal) }
        }
        return (info, stretches.allSatisfy(\.isCheckable))
    }

    /// The object and its parts, which must agree on its size. Where they do not, what came with a body may have been as
    /// short as that body: the object is asked once more, by itself.
    private func agreeing(_ first: ObjectInfo) async throws -> (ObjectInfo, [ChecksummedPart]) {
        do {
            return (first, try await LargeObject(store).checksums(of: address, first))
        } catch let error as ArchiveError where error.code == .integrity {
            let info = try await store.object(address, manifest: false)
            guard info.etag == first.etag, info.kind == first.kind else { throw error }
            return (info, try await LargeObject(store).checksums(of: address, info))
        }
    }

    private func fetch(_ stretch: Stretch, _ info: ObjectInfo) async throws {
        guard stretch.length > 0 else { return }
        let sink = try CheckingSink(StretchSink(file, stretch, address.name, options.observer), stretch.parts)
        _ = try await store.read(
            address, ReadOptions(range: stretch.range, ifMatch: info.etag, bandwidth: options.maxBandwidth), into: sink)
        try sink.finish(address)
    }

    /// Whether what an earlier attempt wrote is on disk as it was.
    private func isWhole(_ stretch: Stretch) throws -> Bool {
        let sink = try CheckingSink(MemorySink(), stretch.parts, continues: true)
        try file.replay(stretch.range) { sink.recall($0) }
        do {
            try sink.finish(address)
            return true
        } catch let error as ArchiveError where error.code == .integrity {
            return false
        }
    }

    private static func stretches(_ parts: [ChecksummedPart]) -> [Stretch] {
        var stretches: [Stretch] = []
        var start: Int64 = 0
        for part in parts {
            if let last = stretches.last, last.length < smallestStretch {
                stretches[stretches.count - 1].parts.append(part)
                stretches[stretches.count - 1].length += part.bytes
            } else {
                stretches.append(Stretch(start: start, length: part.bytes, parts: [part]))
            }
            start += part.bytes
        }
        return stretches
    }
}

/// Segments of a large object that follow one another.
private struct Stretch: Sendable {
    let start: Int64
    var length: Int64
    var parts: [ChecksummedPart]

    /// Whether there is a checksum of every byte.
    var isCheckable: Bool { parts.allSatisfy { $0.md5 != nil || $0.bytes == 0 } }

    var range: Range<Int64> { start..<(start + length) }
}

/// Writes a stretch where it belongs in the file.
private final class StretchSink: ByteSink {
    private let file: PartialFile
    private let start: Int64
    private let name: String
    private let observer: (any TransferObserver)?
    private let received = Locked<Int64>(0)

    init(_ file: PartialFile, _ stretch: Stretch, _ name: String, _ observer: (any TransferObserver)?) {
        self.file = file
        self.start = stretch.start
        self.name = name
        self.observer = observer
    }

    func begin(_ info: ObjectInfo) {
        let before = received.withLock { received in
            defer { received = 0 }
            return received
        }
        if before > 0 { observer?.moved(name, bytes: -before) }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        let offset = received.withLock { received in
            defer { received += Int64(bytes.count) }
            return received
        }
        try file.write(bytes, at: start + offset)
        observer?.moved(name, bytes: Int64(bytes.count))
    }
}
