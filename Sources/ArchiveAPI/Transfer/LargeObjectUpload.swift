/// Sends a file as a static large object, in the layout that other clients read.
///
/// The segments are named after the file's time and size: an upload that was cut off finds there what it has sent
/// already, compares checksums, and sends the rest.
struct LargeObjectUpload: Sendable {
    private let store: any ObjectStore
    private let limits: UploadLimits

    /// How many segments are on their way at once: while one is sent, the checksum of the next is computed.
    private static let atOnce = 4

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
    ///
    /// - Returns: the segments that the object is made of.
    /// - Throws: `forbidden` where this user may not make the container of the segments, or write into it.
    func write(
        _ address: ObjectAddress, from source: LocalFileSource, _ options: WriteOptions, _ observer: UploadObserver
    ) async throws -> [ObjectAddress] {
        let size = try limits.segmentSize(for: source)
        let container = "\(address.container)_segments"
        _ = try await store.createContainer(container, headers: [:])
        let stem = "\(address.name)/slo/\(Self.mtime(source.modified))/\(source.length)/\(size)"
        do {
            return try await attempt(address, container, stem, size, source, options, observer)
        } catch let error as ArchiveError where error.status == 400 {
            // A segment went meanwhile, or the manifest was damaged on the way: it has no other checksum than that
            // of what the service makes of it.
            observer.restart()
            return try await attempt(address, container, stem, size, source, options, observer)
        }
    }

    private func attempt(
        _ address: ObjectAddress, _ container: String, _ stem: String, _ size: Int64, _ source: LocalFileSource,
        _ options: WriteOptions, _ observer: UploadObserver
    ) async throws -> [ObjectAddress] {
        let offsets = Array(stride(from: 0, to: source.length, by: Int(size)))
        let segments = try await concurrentMap(Array(offsets.enumerated()), limit: Self.atOnce) { index, offset in
            let part = source.part(offset..<min(offset + size, source.length))
            let place = ObjectAddress(container, "\(stem)/\(String(index + 100_000_000).dropFirst())")
            let md5 = try await Checksum.inBackground(of: part)
            if try await isThere(place, md5, part.length) {
                observer.moved(part.length)
            } else {
                var segment = WriteOptions(contentType: "application/octet-stream", md5: md5)
                segment.bandwidth = options.bandwidth
                let body = ObservedSource(part, observer)
                try await retryingIntegrity { _ = try await store.write(place, from: body, segment) }
            }
            return Segment(address: place, bytes: part.length, etag: md5)
        }
        do {
            _ = try await store.writeManifest(address, segments, options)
        } catch let error as ArchiveError where error.code == .exists {
            // Somebody else was faster; unless their object is made of the same segments, these are of no use.
            try await LargeObject(store).deleteUnused(segments.compactMap(\.address), of: address.container)
            throw error
        }
        return segments.compactMap(\.address)
    }

    /// Whether an earlier attempt sent a segment. It is asked for itself, since listings lag behind; where this user
    /// may not look, it counts as not there.
    private func isThere(_ place: ObjectAddress, _ md5: String, _ bytes: Int64) async throws -> Bool {
        do {
            let info = try await PermitAsking.tentatively { try await store.object(place, manifest: false) }
            return info.contentMD5 == md5 && info.bytes == bytes
        } catch let error as ArchiveError where [.notFound, .forbidden, .notPermitted].contains(error.code) {
            return false
        }
    }
}
