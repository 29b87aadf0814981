extension OpenStackStore {
    public func listContainers(after marker: String, limit: Int?) async throws -> [ContainerEntry] {
        let query = OpenStackStore.listing(limit: limit, marker: marker)
        let request = ServiceRequest(
            HTTPRequest("GET", account + "?" + PercentEncoding.query(query)),
            about: "account '\(account.split(separator: "/").last ?? "")'")
        let response = try await client.send(request)
        return try ServerListing.containers(response, request)
    }

    public func container(_ name: String) async throws -> ContainerInfo {
        ContainerInfo(try await client.send(try request("HEAD", container: name)).headers)
    }

    public func isPublic(_ container: String) async throws -> Bool {
        if let list = try await self.container(container).readACL { return AccessList(list).isPublic }
        var look = try request("HEAD", container: container)
        look.sendsToken = false
        look.expects = [401, 403, 404]
        return try await client.send(look).isSuccess
    }

    public func createContainer(_ name: String, headers: [String: String]) async throws -> Bool {
        // A PUT to a container that is there would change its headers, and may open it to the public.
        var look = try request("HEAD", container: name)
        look.expects = [403, 404]
        guard try await client.send(look).isSuccess == false else { return false }
        let response = try await client.send(try request("PUT", container: name, headers: headers))
        return response.status == 201 || response.repeated
    }

    public func updateContainer(_ name: String, headers: [String: String]) async throws {
        _ = try await client.send(try request("POST", container: name, headers: headers))
    }

    public func temporaryURLKeys(of container: String, giving right: Effect?) async throws -> [Secret] {
        try await self.container(container).temporaryURLKeys
    }

    public func deleteContainer(_ name: String) async throws {
        var request = try request("DELETE", container: name)
        request.meanings[409] = ArchiveError(
            .conflict, "container '\(name)' is not empty", hint: "Delete its objects first.")
        _ = try await client.send(request)
    }

    public func listObjects(in container: String, _ query: ListingQuery) async throws -> [ListingEntry] {
        var items = OpenStackStore.listing(limit: query.limit, marker: query.marker)
        if !query.prefix.isEmpty { items.append(("prefix", query.prefix)) }
        if let end = query.endMarker, !end.isEmpty { items.append(("end_marker", end)) }
        if let delimiter = query.delimiter, !delimiter.isEmpty { items.append(("delimiter", delimiter)) }
        let request = try request("GET", container: container, items)
        let response = try await client.send(request)
        return try ServerListing.objects(response, request)
    }

    private static func listing(limit: Int?, marker: String) -> [(key: String, value: String?)] {
        var items: [(key: String, value: String?)] = [("format", "json")]
        if let limit { items.append(("limit", String(limit))) }
        if !marker.isEmpty { items.append(("marker", marker)) }
        return items
    }
}
