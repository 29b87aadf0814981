import Foundation

/// A static large object's manifest in the words of the service.
enum SegmentRow {
    /// As a manifest is written.
    private struct Written: Encodable {
        var path: String?
        var etag: String?
        var size_bytes: Int64?
        var range: String?
        var data: Data?
    }

    /// As a manifest is read.
    private struct Read: Decodable {
        var name: String?
        var bytes: Int64?
        var hash: String?
        var range: String?
        var sub_slo: Bool?
        /// Bytes in the manifest itself, which has nothing else of such a segment.
        var data: Data?
    }

    static func encode(_ segments: [Segment]) throws -> [UInt8] {
        let rows = segments.map { segment in
            guard let address = segment.address else { return Written(data: segment.inline.map { Data($0) }) }
            return Written(path: "/\(address)", etag: segment.etag, size_bytes: segment.bytes, range: segment.range)
        }
        return Array(try JSONEncoder().encode(rows))
    }

    static func decode(_ body: [UInt8], _ response: HTTPResponse, _ address: ObjectAddress) throws -> [Segment] {
        func unreadable(_ reason: String) -> ArchiveError {
            ArchiveError(
                .server, "the manifest of '\(address.name)' in container '\(address.container)' cannot be read: \(reason)",
                status: response.status, path: address.name, transaction: response.transaction, retryable: true)
        }
        guard let rows = try? JSONDecoder().decode([Read].self, from: Data(body)) else {
            throw unreadable("it begins with '\(String(decoding: body.prefix(80), as: UTF8.self))'")
        }
        return try rows.map { row in
            if let data = row.data { return try Segment(inline: Array(data)) }
            guard let path = row.name, let place = split(path), let bytes = row.bytes, let hash = row.hash else {
                throw unreadable("it has segments that are no objects")
            }
            return Segment(
                address: place, bytes: bytes, etag: OpenStackStore.unquoted(hash), range: row.range,
                isManifest: row.sub_slo ?? false)
        }
    }

    /// What a service that refuses a manifest says of its segments; nil where it says something else.
    static func refusals(_ body: [UInt8]) -> String? {
        struct Answer: Decodable { var Errors: [[String]] }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)), !answer.Errors.isEmpty else { return nil }
        let words = answer.Errors.prefix(3).map { $0.joined(separator: ": ") }
        return words.joined(separator: "; ") + (answer.Errors.count > 3 ? " and \(answer.Errors.count - 3) more" : "")
    }

    /// Container and object of `/container/object`, by bytes.
    private static func split(_ path: String) -> ObjectAddress? {
        let slash = UInt8(ascii: "/")
        var bytes = Array(path.utf8)[...]
        if bytes.first == slash { bytes = bytes.dropFirst() }
        guard let end = bytes.firstIndex(of: slash), end > bytes.startIndex, end + 1 < bytes.endIndex else { return nil }
        return ObjectAddress(
            String(decoding: bytes[..<end], as: UTF8.self), String(decoding: bytes[(end + 1)...], as: UTF8.self))
    }
}

extension Segment {
    /// The ETag of the static large object that these make: the MD5 of their ETags. nil where a range is
    /// involved, which the service may write in another way.
    static func etag(of segments: [Segment]) throws -> String? {
        guard segments.allSatisfy({ $0.range == nil }) else { return nil }
        return try Checksum.hexDigest(.md5, of: segments.flatMap { Array($0.etag.utf8) })
    }
}
