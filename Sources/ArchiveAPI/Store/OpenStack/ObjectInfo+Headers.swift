extension ObjectInfo {
    /// Reads the headers of a HEAD or GET.
    init(_ headers: HTTPHeaders) {
        let kind: Kind
        if let prefix = headers["x-object-manifest"] {
            kind = .dynamicLarge(prefix: PercentEncoding.decode(prefix) ?? prefix)
        } else if headers["x-static-large-object"]?.lowercased() == "true" {
            kind = .staticLarge
        } else {
            kind = .plain
        }
        // Of a part, what follows the slash is the length of the whole.
        let whole = headers["content-range"]?.split(separator: "/").last.flatMap { Int64($0) }
        self.init(
            bytes: whole ?? headers["content-length"].flatMap { Int64($0) } ?? 0,
            contentType: headers["content-type"] ?? "application/octet-stream",
            etag: OpenStackStore.unquoted(headers["etag"]),
            lastModified: headers["x-timestamp"].flatMap { Double($0) } ?? headers["last-modified"].flatMap(HTTPDate.seconds) ?? 0,
            kind: kind, headers: headers.all)
    }
}

extension ContainerInfo {
    /// Reads the headers of a HEAD.
    init(_ headers: HTTPHeaders) {
        self.init(
            count: headers["x-container-object-count"].flatMap { Int64($0) } ?? 0,
            bytes: headers["x-container-bytes-used"].flatMap { Int64($0) } ?? 0,
            headers: headers.all)
    }
}
