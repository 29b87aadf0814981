import Foundation

/// The manifest of a static large object, in the form in which the service stores and shows it.
enum LocalManifest {
    struct Entry: Codable {
        /// `/container/object`
        var name: String
        /// Size of the whole segment.
        var bytes: Int64
        /// The segment's ETag.
        var hash: String
        var content_type: String
        var last_modified: String
        /// `first-last`, both included; nil for all.
        var range: String?
        /// Whether the segment is a manifest itself.
        var sub_slo: Bool?

        var address: ObjectAddress {
            let parts = name.utf8.dropFirst().split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            return ObjectAddress(parts.first ?? "", parts.count > 1 ? parts[1] : "")
        }

        /// Offsets within the segment of the bytes that count.
        var wanted: Range<Int64> { range.flatMap { LocalManifest.range($0, of: bytes) } ?? 0..<bytes }
    }

    static func encode(_ entries: [Entry]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(entries))
    }

    static func decode(_ bytes: [UInt8]) throws -> [Entry] {
        do {
            return try JSONDecoder().decode([Entry].self, from: Data(bytes))
        } catch {
            throw ArchiveError(.integrity, "a stored manifest is damaged: it is not the JSON that it was")
        }
    }

    /// The MD5 of the segments' ETags, joined as text.
    static func etag(of entries: [Entry]) throws -> String {
        let joined = entries.map { entry in entry.range.map { "\(entry.hash):\($0);" } ?? entry.hash }.joined()
        return try Checksum.hexDigest(.md5, of: Array(joined.utf8))
    }

    /// The same; `integrity` where it is not the one that was expected.
    static func etag(of entries: [Entry], expecting expected: String?, at address: ObjectAddress) throws -> String {
        let etag = try etag(of: entries)
        guard expected.map({ $0.lowercased() == etag }) ?? true else {
            throw ArchiveError(
                .integrity, "the ETag of '\(address)' is \(etag), and should be \(expected ?? ""): nothing was changed", status: 422,
                path: address.name)
        }
        return etag
    }

    /// What an HTTP range (`0-99`, `100-`, `-100`) means for so many bytes; nil where it holds none.
    static func range(_ text: String, of bytes: Int64) -> Range<Int64>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        let first = Int64(ends[0]), last = Int64(ends[1])
        if ends[0].isEmpty, let last, last > 0 { return max(0, bytes - last)..<bytes }
        guard let first, first >= 0, first < bytes else { return nil }
        if ends[1].isEmpty { return first..<bytes }
        guard let last, last >= first else { return nil }
        return first..<min(bytes, last + 1)
    }
}
