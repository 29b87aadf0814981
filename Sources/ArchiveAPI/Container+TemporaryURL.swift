import Foundation

extension Container {
    /// A URL with which anybody can download an object, or upload to it, until a point in time.
    ///
    /// It is signed with the container's key, which is made where it has none. Where two make the first key of a container
    /// at the same moment, the URL of one may not be valid: the service has no way to make a key only where there is none.
    /// Nothing can call back one URL alone: `revokeTemporaryURLs` ends all of the container's.
    /// - Parameters:
    ///   - expires: seconds since 1970.
    ///   - method: `.put` makes a URL to upload to; there need be no such object yet.
    /// - Throws: `usage` for a time that is past, and where the archive has no temporary URLs; `not_found` where there is
    ///   nothing to download; `forbidden` for who does not own the project.
    public func temporaryURL(for path: String, until expires: Double, method: TemporaryURL.Method = .get) async throws -> String {
        let address = address(try ObjectPath.checked(path, try await store.limits()))
        let keys = try await store.temporaryURLKeys(of: name, giving: method.right)
        guard let digest = TemporaryURL.digest(among: try await store.limits().temporaryURLDigests) else {
            throw ArchiveError(
                .usage, "this archive has no temporary URLs", hint: "Only a service has them, not a folder: use grant_access to share.",
                path: path)
        }
        guard expires > Date().timeIntervalSince1970, let seconds = Int64(exactly: expires.rounded(.up)) else {
            throw ArchiveError(
                .usage, "a temporary URL must end in the future", hint: "For a week write os.time() + 7 * 24 * 3600.", path: path)
        }
        if method == .get { try await requireDownloadable(address) }
        let url = TemporaryURL(address: "\(location)/\(PercentEncoding.object(path))", method: method, expires: seconds, digest: digest)
        if let key = keys.first { return try url.signed(with: key) }
        return try url.signed(with: try await makeTemporaryURLKey())
    }

    /// Ends all temporary URLs that were signed with the container's keys. Returns whether it had any key.
    ///
    /// - Throws: `forbidden` for who does not own the project.
    public func revokeTemporaryURLs() async throws -> Bool {
        guard try await !store.temporaryURLKeys(of: name, giving: nil).isEmpty else {
            try await project.requireOwner(to: "revoke temporary URLs of container '\(name)'")
            return false
        }
        try await store.updateContainer(name, headers: Dictionary(uniqueKeysWithValues: TemporaryURL.keyHeaders.map { ($0, "") }))
        return true
    }

    /// A URL of nothing would be found out by whoever got it. Who may not look goes without.
    private func requireDownloadable(_ address: ObjectAddress) async throws {
        do {
            _ = try await PermitAsking.tentatively { try await store.object(address, manifest: false) }
        } catch let error as ArchiveError where error.code == .forbidden || error.code == .notPermitted {}
    }

    private func makeTemporaryURLKey() async throws -> Secret {
        try await project.requireOwner(to: "make temporary URLs of container '\(name)'")
        try await store.updateContainer(name, headers: [TemporaryURL.keyHeaders[0]: TemporaryURL.newKey().reveal()])
        // Asked again: somebody else may have made one at the same time, and the last one counts. What comes later still is
        // not seen.
        guard let key = try await store.temporaryURLKeys(of: name, giving: nil).first else {
            throw ArchiveError(.conflict, "the key of container '\(name)' was removed meanwhile", hint: "Try again.", path: name, retryable: true)
        }
        return key
    }
}
