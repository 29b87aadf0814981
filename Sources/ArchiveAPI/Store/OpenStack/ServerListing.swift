import Foundation

/// Reads the JSON listings of a service. Keys that are not known are passed over.
enum ServerListing {
    /// The rows of a listing; none where the answer has no body.
    ///
    /// - Throws: `server` where the answer is no such listing, with its beginning.
    static func rows<Row: Decodable>(_ type: Row.Type, of response: HTTPResponse, _ request: ServiceRequest) throws -> [Row] {
        guard response.status != 204, !response.body.isEmpty else { return [] }
        do {
            return try JSONDecoder().decode([Row].self, from: Data(response.body))
        } catch {
            let beginning = String(decoding: response.body.prefix(80), as: UTF8.self)
            throw ArchiveError(
                .server, "the server's listing is not JSON: the answer about \(request.subject) begins with '\(beginning)'",
                hint: "Something else than an object store may answer at \(CloudConfiguration.host(of: request.http.url)).",
                status: response.status, path: request.path, transaction: response.transaction)
        }
    }
}

/// A row of an account's listing.
struct ContainerRow: Decodable {
    var name: String
    var count: Int64?
    var bytes: Int64?

    var entry: ContainerEntry { ContainerEntry(name: name, count: count ?? 0, bytes: bytes ?? 0) }
}

/// A row of a container's listing: an object, or a directory with its delimiter.
struct ObjectRow: Decodable {
    var name: String?
    var subdir: String?
    var bytes: Int64?
    var contentType: String?
    var hash: String?
    var lastModified: String?
    var sloETag: String?
    var symlinkPath: String?

    enum CodingKeys: String, CodingKey {
        case name, subdir, bytes, hash
        case contentType = "content_type"
        case lastModified = "last_modified"
        case sloETag = "slo_etag"
        case symlinkPath = "symlink_path"
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
            var swift: Core?
            var slo: LargeObjects?
        }
        guard let known = try? JSONDecoder().decode(Information.self, from: Data(information)), let core = known.swift
        else { return }
        maxFileSize = core.max_file_size ?? maxFileSize
        maxObjectNameLength = core.max_object_name_length ?? maxObjectNameLength
        maxContainerNameLength = core.max_container_name_length ?? maxContainerNameLength
        listingLimit = core.container_listing_limit ?? listingLimit
        maxManifestSegments = known.slo.map { $0.max_manifest_segments ?? 1000 }
    }
}
