import Locking

/// Hands bytes on and computes the checksum of each part as they pass.
final class CheckingSink: ByteSink {
    private let target: any ByteSink
    private let plan: [ChecksummedPart]?
    /// Whether some of the bytes were there before the reading began.
    private let continues: Bool
    private let checks: CheckLine
    /// Set where the object turned out to be a large one and its parts are not known yet.
    private let large = Locked<ObjectInfo?>(nil)

    /// - Parameters:
    ///   - plan: the parts that will come; nil where the object's own headers say it.
    ///   - continues: the first bytes come by `recall`; the target does not begin again.
    init(_ target: any ByteSink, _ plan: [ChecksummedPart]? = nil, continues: Bool = false) throws {
        self.target = target
        self.plan = plan
        self.continues = continues
        checks = try CheckLine()
        if continues, let plan { try checks.begin(plan) }
    }

    var largeObject: ObjectInfo? { large.withLock(\.self) }

    /// Counts bytes that the target has already.
    func recall(_ bytes: UnsafeRawBufferPointer) { checks.add(bytes) }

    func begin(_ info: ObjectInfo) throws {
        if continues { return }
        if info.kind != .plain, plan == nil {
            large.withLock { $0 = info }
            throw ArchiveError(.conflict, "a large object is read by its parts")
        }
        try checks.begin(plan ?? [ChecksummedPart(bytes: info.bytes, md5: info.contentMD5)])
        try target.begin(info)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try target.receive(bytes)
        checks.add(bytes)
    }

    /// - Throws: `integrity` where a part's bytes had another checksum, or are not all there.
    func finish(_ address: ObjectAddress) throws {
        guard try checks.isWhole() else {
            throw ArchiveError(
                .integrity, "the bytes of '\(address.name)' that arrived are not those that the server has",
                hint: "Try again; if it stays so, the object is damaged in the archive: tell its administrators.",
                path: address.name, retryable: true)
        }
    }
}

extension ObjectInfo {
    /// The MD5 of the bytes of a plain object: its ETag, if that can be one.
    var contentMD5: String? {
        kind == .plain && etag.utf8.count == 32 && etag.allSatisfy(\.isHexDigit) ? etag.lowercased() : nil
    }
}
