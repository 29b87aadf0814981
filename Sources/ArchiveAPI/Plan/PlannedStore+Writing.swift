import Foundation

extension PlannedStore {
    func write(_ address: ObjectAddress, from source: any ByteSource, _ options: WriteOptions) async throws -> WriteReceipt {
        try LocalNames.check(new: address)
        let headers = try LocalHeaders.object(options.headers)
        let before = try await knowTarget(address)
        // Early answers save reading the source; what counts is asked again when the change is taken down.
        try withAccount { try Self.target(address, before, options, $0) }
        let most = try await limits().maxFileSize
        guard source.length <= most else {
            throw ArchiveError(
                .tooLarge, "\(source.length) bytes are more than one object may have (\(most))", hint: "Upload it in segments.",
                status: 413, path: address.name)
        }
        let (content, piece, md5) = try await receive(source, options)
        if let expected = options.md5, expected.lowercased() != md5 {
            throw ArchiveError(
                .integrity, "the checksum of '\(address)' is \(md5), and should be \(expected): nothing was planned",
                hint: "Upload it again.", status: 422, path: address.name, retryable: true)
        }
        let type = options.contentType ?? LocalContentType.guess(address.name)
        let row = LocalObject(planned: address.name, bytes: source.length, md5: md5, type: type, headers: headers)
        try put(
            PlannedObject(row, [piece]), address, before, options,
            .write(content, contentType: options.contentType, headers: headers))
        return WriteReceipt(etag: md5)
    }

    func updateObject(_ address: ObjectAddress, headers: [String: String]) async throws {
        let new = try LocalHeaders.object(headers)
        let type = LocalHeaders.lowercased(headers)["content-type"]
        var object = try await source(address)
        let before = try await knowTarget(address)
        object.row.headers = new
        // As in the service, a dynamic large object whose manifest is not named again is one no more.
        if object.row.kind != .staticLarge { object.row.kind = new["x-object-manifest"] == nil ? .plain : .dynamicLarge }
        object.row.type = type ?? object.row.type
        var all = new
        all["content-type"] = type
        try put(object, address, before, WriteOptions(), .updateObject(headers: all))
    }

    func copy(_ source: ObjectAddress, to target: ObjectAddress, _ options: CopyOptions) async throws -> WriteReceipt {
        try LocalNames.check(source)
        try LocalNames.check(new: target)
        let before = try await knowTarget(target)
        try withAccount { try Self.target(target, before, WriteOptions(), $0) }
        let info = try await object(source, manifest: false)
        try LocalStore.check(options.ifMatch, against: info.etag, of: source)
        var object = try await self.source(source)
        let version = object.version
        if !options.manifest, object.row.kind != .plain { object = try await flattened(object, source) }
        object.row.name = target.name
        try put(object, target, before, WriteOptions(), .copy(from: source, version, manifest: options.manifest))
        return WriteReceipt(etag: object.row.etag)
    }

    func delete(_ address: ObjectAddress) async throws {
        try LocalNames.check(address)
        let (container, base) = (try await know(container: address.container), try await knowDeleted(address))
        try recorder.record(in: place) { account in
            let before = try Self.before(address, (container, base), account)
            guard before != .absent else { throw LocalObject.missing(address) }
            account.containers[ExactName(address.container), default: PlannedAccount.Container(before: container)].set(address.name, nil, over: base)
            return change(address.container, address.name, .delete(ifUnused: PermitAsking.isTentative), before)
        }
    }

    func writeManifest(_ address: ObjectAddress, _ segments: [Segment], _ options: WriteOptions) async throws -> WriteReceipt {
        try LocalNames.check(new: address)
        let headers = try LocalHeaders.object(options.headers)
        try LocalStore.checkCount(segments, address, most: try await limits().maxManifestSegments ?? 0)
        let before = try await knowTarget(address)
        try withAccount { try Self.target(address, before, options, $0) }
        let known = try await concurrentMap(segments) { try await checked($0, of: address) }
        let entries = known.map(\.entry)
        let etag = try LocalManifest.etag(of: entries, expecting: options.md5, at: address)
        let content = try LocalManifest.encode(entries)
        let type = options.contentType ?? LocalContentType.guess(address.name)
        var row = LocalObject(
            planned: address.name, bytes: Int64(content.count), md5: try Checksum.hexDigest(.md5, of: content), type: type, headers: headers)
        row.kind = .staticLarge
        row.bytes = entries.reduce(0) { $0 + Int64($1.wanted.count) }
        row.etag = etag
        let object = PlannedObject(row, [PlannedPiece(source: .bytes(content), range: 0..<row.stored)], segments: known.map(\.segment))
        try put(
            object, address, before, options, .writeManifest(known.map(\.segment), contentType: options.contentType, headers: headers))
        return WriteReceipt(etag: etag)
    }

    // MARK: Taking down

    /// What the account has in a place that is about to be written, and in that of its container.
    private typealias Known = (container: PlannedChange.Before, object: PlannedAccount.Base)

    private func knowTarget(_ address: ObjectAddress) async throws -> Known {
        (try await know(container: address.container), try await know(address))
    }

    /// As `know`; a link that leads nowhere is there to be deleted.
    private func knowDeleted(_ address: ObjectAddress) async throws -> PlannedAccount.Base {
        let known = try await know(address)
        guard known.before == .absent, case .base? = try? find(address), (try? await base.ownKind(of: address)) != nil else { return known }
        return PlannedAccount.Base(before: .unreadable)
    }

    /// What there is in a place now, as the plan has it so far; an error where its container is not there.
    private static func before(_ address: ObjectAddress, _ known: Known, _ account: PlannedAccount) throws -> PlannedChange.Before {
        let container = account.containers[ExactName(address.container)] ?? PlannedAccount.Container(before: known.container)
        guard container.isThere else { throw missing(address.container) }
        guard let object = container.objects[ExactName(address.name)] else { return container.showsBase ? known.object.before : .absent }
        return object.map { .object($0.version) } ?? .absent
    }

    /// The same of a place that is about to be written, once nothing speaks against that.
    @discardableResult
    private static func target(
        _ address: ObjectAddress, _ known: Known, _ options: WriteOptions, _ account: PlannedAccount
    ) throws -> PlannedChange.Before {
        let before = try before(address, known, account)
        if options.onlyIfAbsent, before != .absent, before != .unreadable {
            throw ArchiveError(
                .exists, "there is a file '\(address.name)' in container '\(address.container)' already",
                hint: "Choose another name, or allow it to be overwritten.", status: 412, path: address.name)
        }
        return before
    }

    private func put(
        _ object: PlannedObject, _ address: ObjectAddress, _ known: Known, _ options: WriteOptions, _ action: PlannedChange.Action
    ) throws {
        var object = object
        object.row.modified = LocalTime.now()
        try recorder.record(in: place) { [object] account in
            let before = try Self.target(address, known, options, account)
            // In place: a copy of everything that is planned in the container, for each change, would be many.
            account.containers[ExactName(address.container), default: PlannedAccount.Container(before: known.container)]
                .set(address.name, object, over: known.object)
            return change(address.container, address.name, action, before, after: object.version)
        }
    }

    // MARK: Bytes

    /// Reads all of a source: where its bytes can be found again, and their checksum.
    private func receive(
        _ source: any ByteSource, _ options: WriteOptions
    ) async throws -> (PlannedChange.Content, PlannedPiece, md5: String) {
        try await LocalDiskExecutor.run {
            let file = source.localFile
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
            defer { buffer.deallocate() }
            try source.rewind()
            let checksum = try Checksum(.md5)
            var count: Int64 = 0
            var bytes: [UInt8] = []
            while case let read = try source.read(into: buffer), read > 0 {
                try LocalDiskExecutor.checkCancellation()
                let new = UnsafeRawBufferPointer(rebasing: buffer[..<read])
                try checksum.update(new)
                if file == nil { bytes += new }
                count += Int64(read)
            }
            guard count == source.length else {
                throw ArchiveError(.integrity, "the source gave \(count) bytes instead of \(source.length): nothing was planned", retryable: true)
            }
            let md5 = try checksum.hexDigest()
            guard let file else { return (.bytes(bytes), PlannedPiece(source: .bytes(bytes), range: 0..<count), md5) }
            let path = LocalDisk.absolute(file.path)
            return (
                .file(path: path, offset: file.start, length: count, fileLength: file.fileLength),
                PlannedPiece(source: .file(path: path, length: file.fileLength, modified: file.modified), range: file.start..<file.start + count),
                md5
            )
        }
    }

    /// An object as it is now, to be copied or to get other metadata.
    private func source(_ address: ObjectAddress) async throws -> PlannedObject {
        switch try find(address) {
        case .planned(let object): return object
        case .base:
            let info = try await base.object(address, manifest: false)
            try await know(address, info)
            return try await materialized(address, info)
        }
    }

    /// A large object as one of its own bytes, which takes reading all of it.
    private func flattened(_ object: PlannedObject, _ address: ObjectAddress) async throws -> PlannedObject {
        let pieces = try await pieces(of: object, address)
        let sink = try SummingSink()
        for piece in pieces { try await stream(piece, nil, into: sink) }
        let (count, md5) = try sink.sum()
        var headers = object.row.headers
        headers["x-object-manifest"] = nil
        return PlannedObject(LocalObject(planned: address.name, bytes: count, md5: md5, type: object.row.type, headers: headers), pieces)
    }

    /// A segment, once it is what it is said to be.
    private func checked(_ segment: Segment, of manifest: ObjectAddress) async throws -> (segment: Segment, entry: LocalManifest.Entry) {
        guard let address = segment.address else { return (segment, LocalManifest.Entry(segment, LocalContentType.unknown, 0)) }
        func refuse(_ why: String) -> ArchiveError {
            ArchiveError(
                .conflict, "the segments of '\(manifest.name)' are not as its manifest says: '\(address)' \(why)",
                hint: "A segment is missing or was changed: upload the file again.", status: 400, path: manifest.name)
        }
        let found: ObjectInfo
        do {
            found = try await object(address, manifest: false)
        } catch let error as ArchiveError where error.code == .notFound {
            throw refuse("is not there")
        }
        if address == manifest { throw refuse("is the manifest itself") }
        if found.bytes < 1 { throw refuse("is empty") }
        if segment.bytes != found.bytes { throw refuse("has \(found.bytes) bytes, not \(segment.bytes)") }
        if !segment.etag.isEmpty, segment.etag != found.etag { throw refuse("has the ETag \(found.etag), not \(segment.etag)") }
        let range = try segment.range.map { text in
            guard let range = LocalManifest.range(text, of: found.bytes) else { throw refuse("has no bytes in the range '\(text)'") }
            return "\(range.lowerBound)-\(range.upperBound - 1)"
        }
        let known = Segment(address: address, bytes: found.bytes, etag: found.etag, range: range, isManifest: found.kind == .staticLarge)
        return (known, LocalManifest.Entry(known, found.contentType, found.lastModified))
    }
}

extension LocalManifest.Entry {
    fileprivate init(_ segment: Segment, _ type: String, _ modified: Double) {
        self.init(
            name: segment.address.map { "/\($0)" } ?? "", bytes: segment.bytes, hash: segment.etag, content_type: type,
            last_modified: Timestamp.listing(modified), range: segment.range, sub_slo: segment.isManifest ? true : nil)
    }
}
