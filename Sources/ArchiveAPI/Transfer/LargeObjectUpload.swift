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
    /// - Throws: `forbidden` where this user may not make the container of the segments, or write into it.
    func write(_ address: ObjectAddress, from source: LocalFileSource, _ options: WriteOptions, _ observer: UploadObserver) async throws {
        let size = try limits.segmentSize(for: source)
        let container = "\(address.container)_segments"
        _ = try await store.createContainer(container, headers: [:])
        let stem = "\(address.name)/slo/\(Self.mtime(source.modified))/\(source.length)/\(size)"
        let there = try await sentAlready(container, stem)
        let offsets = Array(stride(from: 0, to: source.length, by: Int(size)))
        let segments = try await concurrentMap(Array(offsets.enumerated()), limit: Self.atOnce) { index, offset in
            let part = source.part(offset..<min(offset + size, source.length))
            let place = ObjectAddress(container, "\(stem)/\(String(index + 100_000_000).dropFirst())")
            let md5 = try await Checksum.inBackground(of: part)
            if let sent = there[place], sent.hash == md5, sent.bytes == part.length {
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
            try await LargeObject(store).deleteUnused(segments.map(\.address), of: address.container)
            throw error
        }
    }

    /// The segments that an earlier attempt sent; none where this user may not list them.
    private func sentAlready(_ container: String, _ stem: String) async throws -> [ObjectAddress: ObjectEntry] {
        do {
            let entries = try await store.objects(in: container, prefix: stem + "/")
            return Dictionary(entries.map { (ObjectAddress(container, $0.name), $0) }) { _, last in last }
        } catch let error as ArchiveError where error.code == .forbidden {
            return [:]
        }
    }
}
