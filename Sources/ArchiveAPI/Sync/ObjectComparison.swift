/// Whether a local file and an object are the same, with as few requests as that takes.
///
/// Of a plain object the listing has the MD5: where that is the file's, nothing is asked. Whatever else the listing
/// says is confirmed by a HEAD, since listings may lag behind; so are objects without bytes in it, which may be
/// dynamic large objects or links. A static large object takes its manifest as well.
struct ObjectComparison: Sendable {
    enum Rule: Sendable {
        /// Nothing but the bytes counts.
        case fixity
        /// The bytes; the time for those that have no checksum.
        case checksum
        /// Equal size and time are enough; the bytes where the times differ.
        case sizeAndTime
    }

    private let container: any ReadableContainer
    private let rule: Rule

    init(_ container: any ReadableContainer, by rule: Rule) {
        self.container = container
        self.rule = rule
    }

    /// - Parameter listed: as the listing has the object; nil where it has none.
    /// - Returns: `different` also where there is no such object.
    func verdict(_ name: String, _ listed: File?, _ local: LocalWalk.File, at place: DownloadPlace) async throws -> ContentVerdict {
        let md5 = listed.flatMap(\.listedMD5)
        var known: ContentVerdict?
        if rule != .sizeAndTime, let listed, let md5, listed.bytes == local.bytes {
            known = try await place.verdict(on: [ChecksummedPart(bytes: listed.bytes, md5: md5)])
            if known == .same { return .same }
        }
        guard let info = try await infoIfPresent(name), info.bytes == local.bytes else { return .different }
        if rule == .sizeAndTime, Self.haveSameTime(info, local) { return .same }
        if let known, let md5, info.contentMD5 == md5 { return known }
        let parts = try await LargeObject(container.store).checksums(of: container.address(name), info)
        let verdict = try await place.verdict(on: parts)
        return rule == .checksum && verdict == .unknown && Self.haveSameTime(info, local) ? .same : verdict
    }

    private func infoIfPresent(_ name: String) async throws -> ObjectInfo? {
        do {
            return try await container.store.object(container.address(name), manifest: false)
        } catch let error as ArchiveError where error.code == .notFound {
            return nil
        }
    }

    /// Clients and file systems keep times to different digits. What a dynamic large object is made of has times of its
    /// own, of which the manifest's says nothing.
    private static func haveSameTime(_ info: ObjectInfo, _ local: LocalWalk.File) -> Bool {
        let time = if case .dynamicLarge = info.kind { info.notedTime } else { info.modified }
        guard let time else { return false }
        return abs(time - local.modified) < 0.001
    }
}

extension File {
    /// The MD5 of the content where a listing has it: of a plain object that is not empty.
    fileprivate var listedMD5: String? {
        slo == nil && bytes > 0 && hash.utf8.count == 32 && hash.allSatisfy(\.isHexDigit) ? hash.lowercased() : nil
    }
}
