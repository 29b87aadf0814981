/// Which services a project has, and where.
struct ServiceCatalog: Sendable, Equatable {
    struct Endpoint: Decodable, Sendable, Equatable {
        var interface: String?
        var region: String?
        var region_id: String?
        var url: String

        var place: String? { region ?? region_id }
    }

    struct Service: Decodable, Sendable, Equatable {
        var type: String
        var endpoints: [Endpoint]?
    }

    var services: [Service] = []

    /// The object store's address, for an interface and, where one is asked for, a region.
    ///
    /// - Throws: `not_found` that says what there is.
    func objectStore(interface: String?, region: String?, project: String) throws -> String {
        let wanted = ServiceCatalog.plain(interface ?? "public")
        let endpoints = services.filter { $0.type == "object-store" }.flatMap { $0.endpoints ?? [] }
        guard !endpoints.isEmpty else {
            let others = Set(services.map(\.type)).sorted().joined(separator: ", ")
            throw ArchiveError(
                .notFound, "the project '\(project)' has no object store in its service catalog",
                hint: "Its services: \(others.isEmpty ? "none" : others). An address that the catalog does not have can be given as storage_url.")
        }
        let there = endpoints.filter { region == nil || $0.region == region || $0.region_id == region }
        if let endpoint = there.first(where: { ServiceCatalog.plain($0.interface ?? "public") == wanted }) { return endpoint.url }
        let known = endpoints.map { "\(ServiceCatalog.plain($0.interface ?? "public")) in region \($0.place ?? "(none)")" }
        throw ArchiveError(
            .notFound, "the object store of the project '\(project)' has no \(wanted) address\(region.map { " in region '\($0)'" } ?? "")",
            hint: "The catalog has: \(known.joined(separator: "; ")). Choose with region_name and interface, or OS_REGION_NAME and OS_INTERFACE.")
    }

    /// `publicURL` is an older way to write `public`.
    private static func plain(_ interface: String) -> String {
        let name = interface.lowercased()
        return name.hasSuffix("url") ? String(name.dropLast(3)) : name
    }
}
