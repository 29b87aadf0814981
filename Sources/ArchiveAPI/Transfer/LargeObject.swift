/// Large objects: what they are made of, and which of their segments may go.
struct LargeObject {
    let store: any ObjectStore

    init(_ store: any ObjectStore) { self.store = store }

    /// The checksums of an object's bytes, part by part in order.
    ///
    /// - Throws: `integrity` where the parts do not add up to the object's size.
    func checksums(of address: ObjectAddress, _ info: ObjectInfo) async throws -> [ChecksummedPart] {
        let parts =
            switch info.kind {
            case .plain: [ChecksummedPart(bytes: info.bytes, md5: info.etag)]
            case .staticLarge: try await checksumsOfManifest(address)
            case .dynamicLarge(let prefix): try await checksumsOfListing(prefix, info)
            }
        guard parts.reduce(0, { $0 + $1.bytes }) == info.bytes else {
            throw ArchiveError(
                .integrity, "the segments of '\(address.name)' do not add up to its size of \(info.bytes) bytes",
                hint: "The object was changed meanwhile, or a segment is missing: try again.", path: address.name,
                retryable: true)
        }
        return parts
    }

    private func checksumsOfManifest(_ address: ObjectAddress) async throws -> [ChecksummedPart] {
        var parts: [ChecksummedPart] = []
        for segment in try await store.segments(of: address) {
            if let range = segment.range {
                // Part of a segment has no checksum anywhere.
                parts.append(ChecksummedPart(bytes: Self.length(of: range, in: segment.bytes), md5: nil))
            } else if segment.isManifest, let address = segment.address {
                parts += try await checksumsOfManifest(address)
            } else {
                parts.append(ChecksummedPart(bytes: segment.bytes, md5: segment.etag))
            }
        }
        return parts
    }

    private func checksumsOfListing(_ prefix: String, _ info: ObjectInfo) async throws -> [ChecksummedPart] {
        guard let segments = try await self.segments(withPrefix: prefix) else {
            return [ChecksummedPart(bytes: info.bytes, md5: nil)]
        }
        return segments.map { ChecksummedPart(bytes: $0.bytes, md5: $0.slo == nil ? $0.hash : nil) }
    }

    /// How many bytes `first-last`, `first-` or `-suffix` is of so many.
    static func length(of range: String, in total: Int64) -> Int64 {
        let ends = range.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int64($0) }
        return switch (ends.first ?? nil, ends.count > 1 ? ends[1] : nil) {
        case (let first?, let last?): max(0, min(last, total - 1) - first + 1)
        case (let first?, nil): max(0, total - first)
        case (nil, let suffix?): min(suffix, total)
        case (nil, nil): total
        }
    }

    /// The parts that a large object is made of, in order; none of a plain one.
    ///
    /// - Throws: also where the segments of a dynamic large object may not be listed.
    func parts(of address: ObjectAddress, _ kind: ObjectInfo.Kind) async throws -> [Segment] {
        switch kind {
        case .plain: return []
        case .staticLarge: return try await store.segments(of: address)
        case .dynamicLarge(let prefix):
            guard let place = Self.split(prefix) else { return [] }
            return try await store.objects(in: place.container, prefix: place.name).map { entry in
                Segment(
                    address: ObjectAddress(place.container, entry.name), bytes: entry.bytes, etag: entry.slo ?? entry.hash,
                    isManifest: entry.slo != nil)
            }
        }
    }

    /// All objects that a dynamic large object's `container/prefix` stands for; nil where they may not be listed.
    private func segments(withPrefix path: String) async throws -> [ObjectEntry]? {
        guard let place = Self.split(path) else { return nil }
        do {
            return try await store.objects(in: place.container, prefix: place.name)
        } catch let error as ArchiveError where [.forbidden, .notPermitted, .notFound].contains(error.code) {
            return nil
        }
    }

    /// Every object that holds bytes of a large object, sub-manifests included; one that is lost has none.
    func segments(of address: ObjectAddress, _ kind: ObjectInfo.Kind) async throws -> [ObjectAddress] {
        switch kind {
        case .plain: return []
        case .staticLarge:
            var found: [ObjectAddress] = []
            for segment in try await store.segments(of: address) {
                guard let address = segment.address else { continue }
                found.append(address)
                guard segment.isManifest else { continue }
                found += try await ifPresent { try await segments(of: address, .staticLarge) } ?? []
            }
            return found
        case .dynamicLarge(let prefix):
            guard let container = Self.split(prefix)?.container else { return [] }
            return try await segments(withPrefix: prefix)?.map { ObjectAddress(container, $0.name) } ?? []
        }
    }

    /// The same of an object that is about to go; nothing where its manifest cannot be read: then its segments stay.
    func segmentsIfReadable(of address: ObjectAddress, _ kind: ObjectInfo.Kind) async throws -> [ObjectAddress] {
        do {
            return try await PermitAsking.tentatively { try await segments(of: address, kind) }
        } catch let error as ArchiveError where error.meansUnreadable {
            return []
        }
    }

    /// Deletes segments that no manifest in the account uses any more; the others stay. Where it cannot be
    /// known whether a segment is used, it stays: that is no failure, since the large object itself is gone by now.
    ///
    /// - Parameter container: the one that the large object was in. A listing of the account may not have it yet.
    func deleteUnused(_ segments: [ObjectAddress], of container: String) async throws {
        do {
            guard !segments.isEmpty, let references = try await allReferences(besides: container), references.unread.isEmpty else { return }
            try await PermitAsking.tentatively {
                try await delete(Set(segments).filter { references.manifest(using: $0) == nil })
            }
        } catch let error as ArchiveError where error.code != .interrupted {}
    }

    private func delete(_ unused: Set<ObjectAddress>) async throws {
        _ = try await concurrentMap(Array(unused)) { segment in
            do {
                try await store.delete(segment)
            } catch let error as ArchiveError where error.code == .notFound {
                // Somebody else was faster: what was wanted is so.
            }
        }
    }

    /// What all manifests of the account refer to; nil where this user may not list its containers.
    ///
    /// - Parameter container: one more to look into, which a listing of the account may not have yet.
    func allReferences(besides container: String) async throws -> ManifestReferences? {
        do {
            return try await PermitAsking.tentatively {
                let listed = try await store.containers().map(\.name)
                let unlisted = listed.contains { $0.hasSameBytes(as: container) } ? [] : [container]
                return try await ManifestReferences(of: listed + unlisted, in: store)
            }
        } catch let error as ArchiveError where error.code == .forbidden {
            return nil
        }
    }

    private func ifPresent<Answer>(_ ask: () async throws -> Answer) async throws -> Answer? {
        do {
            return try await ask()
        } catch let error as ArchiveError where error.code == .notFound {
            return nil
        }
    }

    private static func split(_ path: String) -> ObjectAddress? {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        return ObjectAddress(String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
    }
}

extension ArchiveError {
    /// Whether this is of a manifest that cannot be read, however often one tries.
    var meansUnreadable: Bool { [.forbidden, .notPermitted, .usage].contains(code) || (code == .server && !retryable) }
}

extension ObjectStore {
    /// All containers of the account.
    func containers() async throws -> [ContainerEntry] {
        var all: [ContainerEntry] = []
        while true {
            let page = try await listContainers(after: all.last?.name ?? "", limit: nil)
            if page.isEmpty { return all }
            all += page
        }
    }

    /// All objects of a container whose names begin with a prefix.
    func objects(in container: String, prefix: String) async throws -> [ObjectEntry] {
        var all: [ObjectEntry] = []
        while true {
            let page = try await listObjects(in: container, ListingQuery(prefix: prefix, marker: all.last?.name ?? ""))
            if page.isEmpty { return all }
            for case .object(let entry) in page { all.append(entry) }
        }
    }
}
