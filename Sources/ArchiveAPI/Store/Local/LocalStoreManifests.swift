import Foundation
import GRDB

extension LocalStore {
    public func segments(of address: ObjectAddress) async throws -> [Segment] {
        try LocalNames.check(address)
        return try await LocalDiskExecutor.run {
            let entries = try lookUp { db in
                let object = try LocalObject.find(address, in: projectKey, db)
                guard object.kind == .staticLarge else {
                    throw ArchiveError(
                        .usage, "file '\(address.name)' in container '\(address.container)' is not a static large object",
                        path: address.name)
                }
                return try manifest(of: object)
            }
            return entries.map {
                Segment(address: $0.address, bytes: $0.bytes, etag: $0.hash, range: $0.range, isManifest: $0.sub_slo ?? false)
            }
        }
    }

    public func writeManifest(_ address: ObjectAddress, _ segments: [Segment], _ options: WriteOptions) async throws -> WriteReceipt {
        try LocalNames.check(new: address)
        let headers = try LocalHeaders.object(options.headers)
        try Self.checkCount(segments, address)
        if segments.contains(where: { $0.address == nil }) {
            throw ArchiveError(.usage, "a local archive has no manifests with bytes of their own", status: 400, path: address.name)
        }
        return try await LocalDiskExecutor.run {
            let entries = try index.read { db in
                try checkTarget(address, options, db)
                return try checkedEntries(segments, address, db)
            }
            let etag = try LocalManifest.etag(of: entries, expecting: options.md5, at: address)
            let content = try LocalManifest.encode(entries)
            let (file, hash) = try index.receive(content)
            try store(file) { db in
                let container = try checkTarget(address, options, db)
                var object = LocalObject(
                    container: container.key, name: address.name, file: file.id, stored: Int64(content.count), hash: hash,
                    type: options.contentType ?? LocalContentType.guess(address.name), headers: headers)
                object.kind = .staticLarge
                object.bytes = entries.reduce(0) { $0 + Int64($1.wanted.count) }
                object.etag = etag
                try object.put(db)
            }
            return WriteReceipt(etag: etag)
        }
    }

    static func checkCount(_ segments: [Segment], _ address: ObjectAddress, most: Int = ServiceLimits().maxManifestSegments ?? 0) throws {
        if segments.isEmpty {
            throw ArchiveError(.usage, "a manifest needs at least one segment", status: 400, path: address.name)
        }
        if segments.count > most {
            throw ArchiveError(
                .tooLarge, "a manifest names at most \(most) segments, not \(segments.count)", hint: "Use larger segments, or manifests of manifests.",
                status: 413, path: address.name)
        }
    }

    /// The manifest's entries, once each segment is what it is said to be.
    private func checkedEntries(_ segments: [Segment], _ address: ObjectAddress, _ db: Database) throws -> [LocalManifest.Entry] {
        try segments.map { segment in
            let place = segment.address ?? address
            func refuse(_ why: String) -> ArchiveError {
                ArchiveError(
                    .conflict, "the segments of '\(address.name)' are not as its manifest says: '\(place)' \(why)",
                    hint: "A segment is missing or was changed: upload the file again.", status: 400, path: address.name)
            }
            guard let found = try? LocalObject.find(place, in: projectKey, db) else { throw refuse("is not there") }
            if place == address { throw refuse("is the manifest itself") }
            if found.bytes < 1 { throw refuse("is empty") }
            if segment.bytes != found.bytes { throw refuse("has \(found.bytes) bytes, not \(segment.bytes)") }
            if !segment.etag.isEmpty, segment.etag != found.etag { throw refuse("has the ETag \(found.etag), not \(segment.etag)") }
            let range = try segment.range.map { text in
                guard let range = LocalManifest.range(text, of: found.bytes) else { throw refuse("has no bytes in the range '\(text)'") }
                return "\(range.lowerBound)-\(range.upperBound - 1)"
            }
            return LocalManifest.Entry(
                name: "/\(place)", bytes: found.bytes, hash: found.etag, content_type: found.type,
                last_modified: Timestamp.listing(Double(found.modified) / 1e6), range: range,
                sub_slo: found.kind == .staticLarge ? true : nil)
        }
    }
}
