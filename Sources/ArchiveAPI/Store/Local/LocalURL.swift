/// `file:` URLs of local archives: `file:///folder/project/container`, percent-encoded by bytes.
enum LocalURL {
    static func make(_ directory: String, _ project: String) -> String {
        "file://\(PercentEncoding.object(LocalDisk.withoutSlash(directory)))/\(PercentEncoding.segment(project))"
    }

    /// The folder, project and container that a URL names; nil where it is no such URL.
    static func parse(_ url: String) -> (directory: String, project: String, container: String)? {
        guard url.lowercased().hasPrefix("file:") else { return nil }
        var path = url.utf8.dropFirst("file:".utf8.count)
        if path.starts(with: "//".utf8) {
            // A host may stand before the path: none, or this one.
            path = path.dropFirst(2)
            let host = String(decoding: path.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
            guard host.isEmpty || host.lowercased() == "localhost" else { return nil }
            path = path.dropFirst(host.utf8.count)
        }
        guard path.first == UInt8(ascii: "/") else { return nil }
        var parts = path.split(separator: UInt8(ascii: "/")).map { PercentEncoding.decode(String(decoding: $0, as: UTF8.self)) }
        guard parts.count >= 3, let container = parts.removeLast(), let project = parts.removeLast() else { return nil }
        let folder = parts.compactMap { $0 }
        guard folder.count == parts.count, !folder.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) || $0.utf8.contains(0) }) else { return nil }
        return ("/" + folder.joined(separator: "/"), project, container)
    }
}
