/// A URL with which anybody can reach one object for a while: what Swift calls a TempURL.
///
/// The URL is signed with a key that the container's owner keeps in its metadata. Whoever has the URL needs no account.
public struct TemporaryURL: Sendable {
    /// What the URL is good for.
    public enum Method: String, Sendable, CaseIterable {
        /// Downloading.
        case get = "GET"
        /// Uploading, and overwriting.
        case put = "PUT"

        var right: Effect { self == .get ? .read : .write }
    }

    /// Where a container keeps its keys, in lower case: two, so that one can be replaced while the other still holds.
    static let keyHeaders = ["x-container-meta-temp-url-key", "x-container-meta-temp-url-key-2"]

    /// The object's address, percent-encoded.
    let address: String
    let method: Method
    /// Seconds since 1970.
    let expires: Int64
    let digest: Checksum.Algorithm

    /// The URL, signed with a key.
    func signed(with key: Secret) throws -> String {
        guard let path = Self.signedPath(of: address) else {
            throw ArchiveError(.usage, "'\(address)' is no address that can be signed", path: address)
        }
        let signature = try Checksum.hexHMAC(digest, of: "\(method.rawValue)\n\(expires)\n\(path)", key: key)
        return "\(address)?temp_url_sig=\(signature)&temp_url_expires=\(expires)"
    }

    /// What the service signs of an address: the path as it was before it was percent-encoded, from the version on. What
    /// stands before that belongs to whatever hands the requests on.
    static func signedPath(of address: String) -> String? {
        guard let host = address.range(of: "://")?.upperBound, let slash = address[host...].firstIndex(of: "/") else { return nil }
        let path = address[slash...]
        let versions = ["/v1/", "/v1.0/"].compactMap { path.range(of: $0)?.lowerBound }
        return PercentEncoding.decode(String(versions.min().map { path[$0...] } ?? path))
    }

    /// The digest to sign with: the common one where the service takes it, else its strongest.
    static func digest(among allowed: [Checksum.Algorithm]) -> Checksum.Algorithm? {
        [.sha256, .sha512, .sha1].first(where: allowed.contains)
    }

    /// A new key that nobody can guess.
    static func newKey() -> Secret {
        var source = SystemRandomNumberGenerator()
        return Secret((0..<4).map { _ in
            let digits = String(source.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined())
    }
}
