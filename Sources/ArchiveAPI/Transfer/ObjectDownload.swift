import Foundation

/// Brings one object to one place: whole, compared with its checksums, and only then under its name.
///
/// What arrived before a cut stays beside the target with a journal, and the same call goes on there: what is on
/// disk is compared again, and only the rest is fetched, of the same version or not at all.
struct ObjectDownload: Sendable {
    let container: any ReadableContainer
    let options: TransferOptions
    private var store: any ObjectStore { container.store }

    init(_ container: any ReadableContainer, _ options: TransferOptions) {
        self.container = container
        self.options = options
    }

    func run(_ name: String, to place: DownloadPlace, overwrite: Bool) async throws -> TransferBatch.Outcome {
        try place.check(overwrite: overwrite)
        let file = try place.begin()
        // After any end but the good one: leaves what is worth going on from.
        defer { file.keep() }
        do {
            let (info, isChecked) = try await fetch(name, into: file)
            if !isChecked { options.observer?.unchecked(name) }
            _ = try file.commit(overwrite: overwrite, modified: info.modified)
            return .done(place.path, bytes: info.bytes, isChecked: isChecked)
        } catch let error as ArchiveError where ![.network, .server, .interrupted, .unauthorized].contains(error.code) {
            file.discard()
            throw error
        }
    }

    private func fetch(_ name: String, into file: PartialFile) async throws -> (ObjectInfo, isChecked: Bool) {
        let address = container.address(name)
        let source = "\(container.location)/\(PercentEncoding.object(name))"
        if let found = file.takeFound(), found.source.hasSameBytes(as: source) {
            do {
                return try await goOn(address, found, file)
            } catch let error as ArchiveError where [.conflict, .integrity, .usage].contains(error.code) {
                // It is another version by now, or what was left is damaged.
                try file.rewind()
            }
        }
        let info = try await retryingIntegrity { try await readIfPlain(address, source, file) }
        guard info.kind != .plain else { return (info, info.contentMD5 != nil) }
        let journal = PartJournal(source: source, etag: info.etag, bytes: info.bytes, stretches: [])
        return try await LargeObjectDownload(store, options, address, file).run(info, journal)
    }

    /// Reads an object that is no large one; of one that is, nothing but what it is.
    private func readIfPlain(_ address: ObjectAddress, _ source: String, _ file: PartialFile) async throws -> ObjectInfo {
        let checking = try CheckingSink(DownloadSink(file, address.name, source, options.observer))
        do {
            let info = try await store.read(address, ReadOptions(bandwidth: options.maxBandwidth), into: checking)
            try checking.finish(address)
            return info
        } catch {
            guard let large = checking.largeObject else { throw error }
            return large
        }
    }

    private func goOn(_ address: ObjectAddress, _ found: PartJournal, _ file: PartialFile) async throws -> (ObjectInfo, isChecked: Bool) {
        let info = try await store.object(address, manifest: false)
        guard info.etag == found.etag, info.bytes == found.bytes else { throw OpenStackStore.changed(address) }
        guard info.kind == .plain else {
            return try await LargeObjectDownload(store, options, address, file).run(info, found)
        }
        let there = try file.length()
        // What is on disk must be compared again: without a checksum it is worth nothing.
        guard there <= info.bytes, found.stretches == nil, info.contentMD5 != nil else { throw OpenStackStore.changed(address) }
        let sink = DownloadSink(file, address.name, found.source, options.observer)
        let plan = [ChecksummedPart(bytes: info.bytes, md5: info.contentMD5)]
        let checking = try CheckingSink(sink, plan, continues: true)
        options.observer?.began(address.name, bytes: info.bytes)
        try file.replay(0..<there) { bytes in
            checking.recall(bytes)
            options.observer?.moved(address.name, bytes: Int64(bytes.count))
        }
        if there < info.bytes {
            _ = try await store.read(
                address, ReadOptions(range: there..<info.bytes, ifMatch: info.etag, bandwidth: options.maxBandwidth), into: checking)
        }
        try checking.finish(address)
        return (info, true)
    }
}

extension ObjectInfo {
    /// The modification time that whoever uploaded the file noted, in seconds since 1970.
    var notedTime: Double? { headers["x-object-meta-mtime"].flatMap { Double($0) } }

    /// The modification time of a file with these bytes: without a note, when they came into the archive.
    var modified: Double? { notedTime ?? (lastModified > 0 ? lastModified : nil) }
}

/// Writes what arrives into the part file, and notes what it is.
private final class DownloadSink: ByteSink {
    private let file: PartialFile
    private let name: String
    private let source: String
    private let observer: (any TransferObserver)?

    init(_ file: PartialFile, _ name: String, _ source: String, _ observer: (any TransferObserver)?) {
        self.file = file
        self.name = name
        self.source = source
        self.observer = observer
    }

    func begin(_ info: ObjectInfo) throws {
        let before = file.bytesWritten
        if before > 0 {
            try file.rewind()
            observer?.moved(name, bytes: -before)
        }
        if info.bytes >= PartJournal.worthKeeping, !info.etag.isEmpty {
            try file.note(PartJournal(source: source, etag: info.etag, bytes: info.bytes))
        }
        observer?.began(name, bytes: info.bytes)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try file.write(bytes)
        observer?.moved(name, bytes: Int64(bytes.count))
    }
}
