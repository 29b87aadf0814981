extension OpenStackStore {
    public func object(_ address: ObjectAddress, manifest: Bool) async throws -> ObjectInfo {
        let request = try request("HEAD", address, manifest ? OpenStackStore.rawManifest : [])
        return ObjectInfo(try await client.send(request).headers)
    }

    public func ownKind(of address: ObjectAddress) async throws -> ObjectInfo.Kind {
        // A service without links passes over what it does not know.
        ObjectInfo(try await client.send(try request("HEAD", address, [("symlink", "get")])).headers).kind
    }

    public func read(_ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink) async throws -> ObjectInfo {
        if let range = options.range, range.isEmpty { return try await readNothing(address, options, into: sink) }
        var headers: [String: String] = [:]
        if let range = options.range { headers["Range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)" }
        if let etag = options.ifMatch { headers["If-Match"] = "\"\(etag)\"" }
        var request = try request("GET", address, options.manifest ? OpenStackStore.rawManifest : [], headers: headers)
        request.http.bandwidth = options.bandwidth
        request.meanings[412] = OpenStackStore.changed(address)
        request.meanings[409] = ArchiveError(
            .conflict, "the segments of the large file '\(address.name)' in container '\(address.container)' cannot be read",
            hint: "One is missing or was changed, or you may not read the container that they are in: its owner can grant_access there too.",
            path: address.name)
        // Beyond the end there is nothing, which is no failure.
        request.expects = options.range == nil ? [] : [416]
        let response = try await client.send(request, into: ObjectSink(sink, ranged: options.range != nil))
        guard response.status != 416 else { return try await readNothing(address, options, into: sink) }
        return ObjectInfo(response.headers)
    }

    public func updateObject(_ address: ObjectAddress, headers: [String: String]) async throws {
        _ = try await client.send(try request("POST", address, headers: headers))
    }

    public func delete(_ address: ObjectAddress) async throws {
        _ = try await client.send(try request("DELETE", address))
    }

    public func copy(_ source: ObjectAddress, to target: ObjectAddress, _ options: CopyOptions) async throws -> WriteReceipt {
        _ = try url(target)
        let place = "\(PercentEncoding.segment(target.container))/\(PercentEncoding.object(target.name))"
        var headers = ["Destination": place]
        if let etag = options.ifMatch { headers["If-Match"] = try await condition(etag, on: source, options) }
        var request = try request("COPY", source, options.manifest ? OpenStackStore.rawManifest : [], headers: headers)
        request.meanings[412] = OpenStackStore.changed(source)
        // The service says nothing before it has copied all.
        request.http.silenceTimeout = .seconds(600)
        let response = try await client.send(request)
        return WriteReceipt(etag: OpenStackStore.unquoted(response.headers["etag"]))
    }

    /// The condition under which a copy may go on. Of a manifest that is copied as such, the service compares
    /// the ETag of the manifest's own bytes, which is another than the one that the object shows.
    private func condition(_ etag: String, on source: ObjectAddress, _ options: CopyOptions) async throws -> String {
        guard options.manifest else { return "\"\(etag)\"" }
        let info = try await object(source, manifest: false)
        guard info.etag == etag else { throw OpenStackStore.changed(source) }
        if info.kind == .plain { return "\"\(etag)\"" }
        let own: String
        if let said = info.headers["x-manifest-etag"] {
            own = OpenStackStore.unquoted(said)
        } else {
            own = try await object(source, manifest: true).etag
        }
        return "\"\(own)\""
    }

    /// What is known of an object of which no byte is wanted.
    private func readNothing(_ address: ObjectAddress, _ options: ReadOptions, into sink: any ByteSink) async throws -> ObjectInfo {
        let info = try await object(address, manifest: options.manifest)
        if let etag = options.ifMatch, etag != info.etag { throw OpenStackStore.changed(address) }
        try sink.begin(info)
        return info
    }

    static func changed(_ address: ObjectAddress) -> ArchiveError {
        ArchiveError(
            .conflict, "file '\(address.name)' in container '\(address.container)' changed meanwhile",
            hint: "Someone else writes to it: look again, then repeat.", path: address.name, retryable: true)
    }

    static func unquoted(_ etag: String?) -> String {
        guard let etag else { return "" }
        // By bytes: there is one for each row of a listing.
        let quote = UInt8(ascii: "\"")
        var text = etag.utf8[...]
        if text.starts(with: "W/".utf8) { text = text.dropFirst(2) }
        if text.count >= 2, text.first == quote, text.last == quote { text = text.dropFirst().dropLast() }
        return text.count == etag.utf8.count ? etag : String(Substring(text))
    }

    static let rawManifest: [(key: String, value: String?)] = [("multipart-manifest", "get")]
}

/// Gives a `ByteSink` the bodies of objects as they arrive.
private final class ObjectSink: BodySink {
    private let sink: any ByteSink
    private let ranged: Bool

    init(_ sink: any ByteSink, ranged: Bool) {
        self.sink = sink
        self.ranged = ranged
    }

    func begin(_ head: HTTPResponse) throws {
        guard !ranged || head.status == 206 else {
            throw ArchiveError(
                .server, "the server sends all of an object where a part was asked for", status: head.status,
                transaction: head.transaction)
        }
        try sink.begin(ObjectInfo(head.headers))
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws { try sink.receive(bytes) }
}
