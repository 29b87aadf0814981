import Testing

@testable import ArchiveAPI

@Suite struct PublicAddressTests {
    @Test(arguments: [
        ("https://object.cscs.ch/v1/AUTH_id/my_container", "https://object.cscs.ch/v1/AUTH_id", "my_container"),
        ("http://h:8080/swift/v1/AUTH_id/c%20d/", "http://h:8080/swift/v1/AUTH_id", "c d"),
        ("HTTPS://h/v1/v1/v1", "https://h/v1/v1", "v1"),
    ])
    func takesApart(_ url: String, _ account: String, _ container: String) throws {
        let address = try PublicAddress(url)
        #expect(address.storageURL == account)
        #expect(address.container == container)
    }

    @Test(arguments: [
        "", "not a url", "ftp://h/v1/a/c", "https://h/v1/a", "https://h", "https://h/v1/a/c/object", "https://h/v1//c",
        "https://h/v1/a/c?x", "https://h/v1/a/c#x", "https://h/v1/a/%FF", "https:///v1/a/c", "https://h/v1/a/..", "https://h/v1/a/%2e", "https://h/v1/a/b%2Fc", "https://h/v1/a/%00",
    ])
    func refuses(_ url: String) {
        #expect { try PublicAddress(url) } throws: { ($0 as? ArchiveError)?.code == .usage }
    }
}
