import CCrypto

/// A checksum that is fed piece by piece: MD5 (the service's ETag of a plain object), or one of those that manifests have.
///
/// Not `Sendable`: it belongs to whoever feeds it (a sink keeps it in its `Locked`).
public final class Checksum {
    public enum Algorithm: String, Sendable, CaseIterable {
        case md5, sha1, sha256, sha512
    }

    public let algorithm: Algorithm
    private let context: OpaquePointer

    /// Throws `integrity` where libcrypto refuses the algorithm (a FIPS-only installation
    /// has no MD5).
    public init(_ algorithm: Algorithm) throws(ArchiveError) {
        self.algorithm = algorithm
        guard let context = EVP_MD_CTX_new() else { throw Checksum.refused(algorithm) }
        self.context = context
        guard EVP_DigestInit_ex(context, Checksum.implementation(of: algorithm), nil) == 1 else {
            throw Checksum.refused(algorithm)
        }
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    public func update(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            throw Checksum.refused(algorithm)
        }
    }

    /// Adds bytes.
    public func update(_ bytes: [UInt8]) throws(ArchiveError) {
        guard EVP_DigestUpdate(context, bytes, bytes.count) == 1 else { throw Checksum.refused(algorithm) }
    }

    /// Forgets what came so far and begins again.
    public func reset() throws(ArchiveError) {
        guard EVP_DigestInit_ex(context, Checksum.implementation(of: algorithm), nil) == 1 else {
            throw Checksum.refused(algorithm)
        }
    }

    /// The checksum of what came so far, in lower-case hexadecimal. More may follow.
    public func hexDigest() throws(ArchiveError) -> String {
        guard let copy = EVP_MD_CTX_new() else { throw Checksum.refused(algorithm) }
        defer { EVP_MD_CTX_free(copy) }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard EVP_MD_CTX_copy_ex(copy, context) == 1, EVP_DigestFinal_ex(copy, &digest, &length) == 1 else {
            throw Checksum.refused(algorithm)
        }
        return Checksum.hexadecimal(digest.prefix(Int(length)))
    }

    /// The checksum of bytes that are all there, in lower-case hexadecimal.
    public static func hexDigest(_ algorithm: Algorithm, of bytes: [UInt8]) throws(ArchiveError) -> String {
        let checksum = try Checksum(algorithm)
        try checksum.update(bytes)
        return try checksum.hexDigest()
    }

    /// The keyed checksum (HMAC, RFC 2104) of a text, in lower-case hexadecimal.
    static func hexHMAC(_ algorithm: Algorithm, of text: String, key: Secret) throws(ArchiveError) -> String {
        let (key, text) = (Array(key.reveal().utf8), Array(text.utf8))
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard HMAC(implementation(of: algorithm), key, Int32(key.count), text, text.count, &digest, &length) != nil else {
            throw refused(algorithm)
        }
        return hexadecimal(digest.prefix(Int(length)))
    }

    private static func implementation(of algorithm: Algorithm) -> OpaquePointer? {
        switch algorithm {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sha512: EVP_sha512()
        }
    }

    private static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func refused(_ algorithm: Algorithm) -> ArchiveError {
        ArchiveError(
            .integrity, "this machine's libcrypto cannot compute \(algorithm.rawValue.uppercased())",
            hint: "A FIPS-only OpenSSL has no MD5, which the service's checksums are made of.")
    }
}
