/// Up to which size a file is one object, and how larger ones are cut.
struct UploadLimits: Sendable {
    var service: ServiceLimits
    /// Bytes; a larger file becomes a static large object.
    var largestPlainObject: Int64
    /// Bytes of each segment but the last.
    var segmentSize: Int64

    init(of store: any ObjectStore) async throws {
        service = try await store.limits()
        largestPlainObject = service.maxFileSize
        segmentSize = min(1 << 30, service.maxFileSize)
    }
}

/// Sends a file as a static large object, in the layout that other clients read.
struct LargeObjectUpload {
    private let store: any ObjectStore
    private let limits: UploadLimits

    init(_ store: any ObjectStore, _ limits: UploadLimits) {
        self.store = store
        self.limits = limits
    }

    /// A modification time as other clients write it.
    static func mtime(_ seconds: Double) -> String {
        let micros = Int64((seconds * 1_000_000).rounded())
        let (whole, fraction) = micros.quotientAndRemainder(dividingBy: 1_000_000)
        return "\(whole).\(String(abs(fraction) + 1_000_000).dropFirst())"
    }

    /// Sends the segments, and only once all are there the manifest.
    func write(_ address: ObjectAddress, from source: LocalFileSource, _ options: WriteOptions) async throws {
        let size = try segmentSize(for: source)
        let container = "\(address.container)_segments"
        _ = try await store.createContainer(container, headers: [:])
        let stem = "\(address.name)/slo/\(Self.mtime(source.modified))/\(source.length)/\(size)"
        let offsets = Array(stride(from: 0, to: source.length, by: Int(size)))
        let segments = try await concurrentMap(Array(offsets.enumerated()), limit: 4) { index, offset in
            let part = source.part(offset..<min(offset + size, source.length))
            let place = ObjectAddress(container, "\(stem)/\(String(index + 100_000_000).dropFirst())")
            let md5 = try Checksum.md5(of: part)
            let receipt = try await store.write(place, from: part, WriteOptions(contentType: "application/octet-stream", md5: md5))
            return Segment(address: place, bytes: part.length, etag: receipt.etag)
        }
        do {
            _ = try await store.writeManifest(address, segments, options)
        } catch let error as ArchiveError where error.code == .exists {
            // Somebody else was faster; unless their object is made of the same segments, these are of no use.
            try await LargeObject(store).deleteUnused(segments.map(\.address), of: address.container)
            throw error
        }
    }

    private func segmentSize(for source: LocalFileSource) throws -> Int64 {
        guard let most = limits.service.maxManifestSegments else {
            throw ArchiveError(
                .tooLarge, "'\(source.path)' has \(source.length) bytes; the service takes objects of \(limits.service.maxFileSize) and no large ones",
                hint: "Split the file.", path: source.path)
        }
        let fewest = (source.length + Int64(most) - 1) / Int64(most)
        let size = max(limits.segmentSize, fewest)
        guard size <= limits.service.maxFileSize else {
            throw ArchiveError(
                .tooLarge, "'\(source.path)' has \(source.length) bytes, more than \(most) segments can hold",
                hint: "Split the file.", path: source.path)
        }
        return size
    }
}
