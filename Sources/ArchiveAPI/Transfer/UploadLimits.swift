/// Up to which size a file is one object, and how larger ones are cut.
struct UploadLimits: Sendable {
    var service: ServiceLimits
    /// Bytes; a larger file becomes a static large object, unless the service has none.
    var largestPlainObject: Int64
    /// Bytes of each segment but the last; more where the service allows fewer segments than that would be.
    var segmentSize: Int64

    /// What goes in one piece is sent again from its start when it is cut off, and nothing of it is sent before its
    /// checksum is known. From here on, pieces are worth their own objects.
    private static let worthCutting: Int64 = 512 << 20
    private static let usualSegment: Int64 = 128 << 20

    init(of store: any ObjectStore) async throws {
        service = try await store.limits()
        largestPlainObject = service.maxManifestSegments == nil ? service.maxFileSize : min(Self.worthCutting, service.maxFileSize)
        segmentSize = min(Self.usualSegment, service.maxFileSize)
    }

    /// How long the segments of a file are.
    ///
    /// - Throws: `too_large` where the service takes no file of that size.
    func segmentSize(for source: LocalFileSource) throws -> Int64 {
        guard let most = service.maxManifestSegments else {
            throw ArchiveError(
                .tooLarge, "'\(source.path)' has \(source.length) bytes; the service takes objects of \(service.maxFileSize) and no large ones",
                hint: "Split the file.", path: source.path)
        }
        let fewest = (source.length + Int64(most) - 1) / Int64(most)
        let size = max(segmentSize, fewest)
        guard size <= service.maxFileSize else {
            throw ArchiveError(
                .tooLarge, "'\(source.path)' has \(source.length) bytes, more than \(most) segments can hold",
                hint: "Split the file.", path: source.path)
        }
        return size
    }
}
