import Testing

@testable import ArchiveAPI

@Suite struct ChecksumTests {
    @Test(
        "Known checksums",
        arguments: [
            (.md5, "", "d41d8cd98f00b204e9800998ecf8427e"), (.md5, "abc", "900150983cd24fb0d6963f7d28e17f72"),
            (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ] as [(Checksum.Algorithm, String, String)])
    func known(algorithm: Checksum.Algorithm, text: String, digest: String) throws {
        #expect(try Checksum.hexDigest(algorithm, of: Array(text.utf8)) == digest)
        let checksum = try Checksum(algorithm)
        for byte in text.utf8 { try checksum.update([byte]) }
        #expect(try checksum.hexDigest() == digest)
        #expect(try checksum.hexDigest() == digest)
    }

    @Test("What is asked for in between, or forgotten, changes nothing")
    func betweenAndAgain() throws {
        let checksum = try Checksum(.md5)
        try checksum.update([97])
        #expect(try checksum.hexDigest() == "0cc175b9c0f1b6a831c399e269772661")
        let rest: [UInt8] = [98, 99]
        try rest.withUnsafeBytes { try checksum.update($0) }
        #expect(try checksum.hexDigest() == "900150983cd24fb0d6963f7d28e17f72")
        try checksum.reset()
        #expect(try checksum.hexDigest() == "d41d8cd98f00b204e9800998ecf8427e")
    }
}
