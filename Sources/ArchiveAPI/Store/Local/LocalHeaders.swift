import Foundation

/// Which headers a local archive keeps, in what form, and how many: the service's own rules.
enum LocalHeaders {
    /// What a container keeps of the headers of a PUT or POST, applied to what it has.
    ///
    /// - Throws: `usage` for an access list or metadata that the service refuses.
    static func container(_ new: [String: String], onto old: [String: String]) throws -> [String: String] {
        var kept = old
        for (name, value) in lowercased(new) {
            if name == "x-container-read" || name == "x-container-write" {
                kept[name] = nonEmpty(try LocalAccessList.cleaned(value, header: name))
            } else if name.hasPrefix("x-container-meta-") {
                kept[name] = nonEmpty(value)
            } else if name.hasPrefix("x-remove-container-") {
                kept["x-container-" + name.dropFirst("x-remove-container-".count)] = nil
            }
        }
        try checkMetadata(kept, prefix: "x-container-meta-")
        return kept
    }

    /// What an object keeps of the headers of a PUT or POST.
    static func object(_ new: [String: String]) throws -> [String: String] {
        let new = lowercased(new)
        if new["x-symlink-target"] != nil {
            throw ArchiveError(.usage, "a local archive has no symbolic links", hint: "Copy the file instead.", status: 400)
        }
        let kept = new.filter { name, _ in name.hasPrefix("x-object-meta-") || objectHeaders.contains(name) }
        try checkMetadata(kept, prefix: "x-object-meta-")
        if let manifest = kept["x-object-manifest"] {
            let parts = (PercentEncoding.decode(manifest) ?? manifest).utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !manifest.contains("?"), !manifest.contains("&") else {
                throw ArchiveError(.usage, "X-Object-Manifest must be of the form container/prefix, not '\(manifest)'", status: 400)
            }
        }
        return kept
    }

    private static let objectHeaders: Set<String> = [
        "content-encoding", "content-disposition", "content-language", "cache-control", "expires", "x-delete-at",
        "x-object-manifest", "x-robots-tag",
    ]

    static func lowercased(_ headers: [String: String]) -> [String: String] {
        Dictionary(headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { _, last in last })
    }

    private static func nonEmpty(_ value: String) -> String? { value.isEmpty ? nil : value }

    private static func checkMetadata(_ headers: [String: String], prefix: String) throws {
        let own = headers.filter { $0.key.hasPrefix(prefix) }
        var total = 0
        for (name, value) in own {
            let key = name.utf8.count - prefix.utf8.count
            total += key + value.utf8.count
            let problem: String? =
                key == 0 ? "has no name"
                : key > 128 ? "has a name of \(key) bytes, and 128 are allowed"
                : value.utf8.count > 256 ? "has a value of \(value.utf8.count) bytes, and 256 are allowed"
                : value.utf8.contains(where: { $0 == 10 || $0 == 13 || $0 == 0 }) ? "has a value with a line break" : nil
            if let problem { throw ArchiveError(.usage, "the metadata '\(name)' \(problem)", status: 400) }
        }
        if own.count > 90 { throw ArchiveError(.usage, "\(own.count) metadata entries, and 90 are allowed", status: 400) }
        if total > 4096 { throw ArchiveError(.usage, "\(total) bytes of metadata, and 4096 are allowed", status: 400) }
    }

    static func encode(_ headers: [String: String]) throws -> String {
        if headers.isEmpty { return "{}" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(headers), as: UTF8.self)
    }

    static func decode(_ text: String) throws -> [String: String] {
        if text == "{}" { return [:] }
        do {
            return try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        } catch {
            throw ArchiveError(.localFile, "the archive's index is damaged: stored headers are not JSON")
        }
    }
}
