import Foundation

/// Reads the JSON listings of a service. Keys that are not known are passed over.
enum ServerListing {
    /// The containers of an account; none where the answer has no body.
    ///
    /// - Throws: `server` where the answer is no such listing, with its beginning.
    static func containers(_ response: HTTPResponse, _ request: ServiceRequest) throws -> [ContainerEntry] {
        try rows(of: response, request) { reader in
            var entry = ContainerEntry(name: "", count: 0, bytes: 0)
            var isNamed = false
            try reader.object { key, reader in
                if key.elementsEqual("name".utf8), let name = try reader.string() {
                    entry.name = name
                    isNamed = true
                } else if key.elementsEqual("count".utf8) {
                    entry.count = try reader.integer() ?? 0
                } else if key.elementsEqual("bytes".utf8) {
                    entry.bytes = try reader.integer() ?? 0
                } else {
                    try reader.skip()
                }
            }
            guard isNamed else { throw JSONReader.Mismatch() }
            return entry
        }
    }

    /// The objects of a container, and its directories where a delimiter was asked for; otherwise as `containers`.
    static func objects(_ response: HTTPResponse, _ request: ServiceRequest) throws -> [ListingEntry] {
        try rows(of: response, request) { reader in
            var row = ObjectRow()
            try reader.object { try row.read($0, &$1) }
            return row.entry
        }
    }

    private static func rows<Row>(
        of response: HTTPResponse, _ request: ServiceRequest, _ row: (inout JSONReader) throws -> Row?
    ) throws -> [Row] {
        guard response.status != 204, !response.body.isEmpty else { return [] }
        do {
            var reader = JSONReader(response.body)
            var rows: [Row] = []
            try reader.array { reader in
                if let row = try row(&reader) { rows.append(row) }
            }
            try reader.end()
            return rows
        } catch is JSONReader.Mismatch {
            let beginning = String(decoding: response.body.prefix(80), as: UTF8.self)
            throw ArchiveError(
                .server, "the server's listing is not JSON: the answer about \(request.subject) begins with '\(beginning)'",
                hint: "Something else than an object store may answer at \(CloudConfiguration.host(of: request.http.url)).",
                status: response.status, path: request.path, transaction: response.transaction)
        }
    }
}

/// A row of a container's listing: an object, or a directory with its delimiter.
private struct ObjectRow {
    var name: String?
    var subdir: String?
    var bytes: Int64?
    var contentType: String?
    var hash: String?
    var lastModified: String?
    var sloETag: String?
    var symlinkPath: String?

    mutating func read(_ key: Slice<UnsafeRawBufferPointer>, _ reader: inout JSONReader) throws {
        if key.elementsEqual("name".utf8) {
            name = try reader.string()
        } else if key.elementsEqual("hash".utf8) {
            hash = try reader.string()
        } else if key.elementsEqual("bytes".utf8) {
            bytes = try reader.integer()
        } else if key.elementsEqual("last_modified".utf8) {
            lastModified = try reader.string()
        } else if key.elementsEqual("content_type".utf8) {
            contentType = try reader.string()
        } else if key.elementsEqual("subdir".utf8) {
            subdir = try reader.string()
        } else if key.elementsEqual("slo_etag".utf8) {
            sloETag = try reader.string()
        } else if key.elementsEqual("symlink_path".utf8) {
            symlinkPath = try reader.string()
        } else {
            try reader.skip()
        }
    }

    /// nil for a row that is neither.
    var entry: ListingEntry? {
        if let subdir { return .subdirectory(subdir) }
        guard let name else { return nil }
        return .object(
            ObjectEntry(
                name: name, bytes: bytes ?? 0, contentType: contentType ?? "application/octet-stream",
                hash: OpenStackStore.unquoted(hash), lastModified: lastModified ?? "",
                slo: sloETag.map(OpenStackStore.unquoted), symlink: symlinkPath))
    }
}

extension ServiceLimits {
    /// Reads what a service says of itself (`GET /info`); what it does not say is as by default.
    init(information: [UInt8]) {
        self.init()
        struct Information: Decodable {
            struct Core: Decodable {
                var max_file_size: Int64?
                var max_object_name_length: Int?
                var max_container_name_length: Int?
                var container_listing_limit: Int?
            }
            struct LargeObjects: Decodable { var max_manifest_segments: Int? }
            struct TemporaryURLs: Decodable { var allowed_digests: [String]? }
            var swift: Core?
            var slo: LargeObjects?
            var tempurl: TemporaryURLs?
        }
        guard let known = try? JSONDecoder().decode(Information.self, from: Data(information)), let core = known.swift
        else { return }
        maxFileSize = core.max_file_size ?? maxFileSize
        maxObjectNameLength = core.max_object_name_length ?? maxObjectNameLength
        maxContainerNameLength = core.max_container_name_length ?? maxContainerNameLength
        listingLimit = core.container_listing_limit ?? listingLimit
        maxManifestSegments = known.slo.map { $0.max_manifest_segments ?? 1000 }
        // A service that does not say which is an old one, and had one only.
        temporaryURLDigests = known.tempurl.map { ($0.allowed_digests ?? ["sha1"]).compactMap(Checksum.Algorithm.init) } ?? []
    }
}
