/// The URL of a public container, taken apart: `https://host/v1/account/container`.
struct PublicAddress: Equatable {
    /// The account's address.
    let storageURL: String
    let container: String

    /// - Throws: `usage` for anything but the address of a container.
    init(_ url: String) throws {
        func refuse(_ why: String) -> ArchiveError {
            ArchiveError(
                .usage, "'\(url)' is not the URL of a container: \(why)",
                hint: "It looks like https://host/v1/AUTH_id/container, as a container's public_url.", path: url)
        }
        guard let scheme = ["http://", "https://"].first(where: { url.lowercased().hasPrefix($0) }) else {
            throw refuse("it does not begin with https:// or http://")
        }
        if url.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) {
            throw refuse("a '?', '#' or space has no place in it")
        }
        var parts = url.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        guard parts.count >= 3, !parts.contains(where: \.isEmpty) else { throw refuse("an account or a container is missing") }
        // What follows the version is an account and a container; a service may sit below a path of its own.
        if let version = parts.dropFirst().firstIndex(where: { $0 == "v1" || $0 == "v1.0" }), parts.count != version + 3 {
            throw refuse("after '/\(parts[version])/' it must name an account and a container, and no more")
        }
        guard let name = PercentEncoding.decode(String(parts[parts.count - 1])) else {
            throw refuse("its last part is not percent-encoded UTF-8")
        }
        do { try Project.check(name) } catch let error as ArchiveError { throw refuse(error.message) }
        storageURL = scheme + parts.dropLast().joined(separator: "/")
        container = name
    }
}
