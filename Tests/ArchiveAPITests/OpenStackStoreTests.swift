import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// What an account's store sends, and what it makes of answers that a sound service seldom gives.
@Suite struct OpenStackStoreTests {
    private let pauses = FakePauses()

    private func store(_ server: FaultServer, _ path: String = "/v1/AUTH_a/") -> OpenStackStore {
        OpenStackStore(storageURL: server.url(path), client: ServiceClient(http: HTTPClient(), retries: pauses.policy()))
    }

    @Test(arguments: [
        ("x", "/v1/AUTH_a/c/x"), ("../o/x", "/v1/AUTH_a/c/%2E%2E%2Fo%2Fx"), ("a/./b.c", "/v1/AUTH_a/c/a%2F%2E%2Fb%2Ec"),
        ("/x", "/v1/AUTH_a/c//x"), ("a//b", "/v1/AUTH_a/c/a//b"), ("...", "/v1/AUTH_a/c/..."), ("..a/b", "/v1/AUTH_a/c/..a/b"),
        ("x/../\u{301}y", "/v1/AUTH_a/c/x%2F%2E%2E%2F%CC%81y"), ("a?b#c%+ é\n", "/v1/AUTH_a/c/a%3Fb%23c%25%2B%20%C3%A9%0A"), ("..", "/v1/AUTH_a/c/%2E%2E"),
    ])
    func namesOnTheWire(_ name: String, _ target: String) async throws {
        let server = try FaultServer { _ in .status(204) }
        try await store(server).delete(ObjectAddress("c", name))
        #expect(server.requests.map(\.target) == [target])
    }

    @Test func namesThatGoNowhere() async throws {
        let server = try FaultServer { _ in .status(204) }
        let store = store(server)
        for (container, name) in [("", "x"), ("a/b", "x"), ("c", ""), ("c", "a\0"), ("c\0", "x")] {
            #expect(await failure { try await store.delete(ObjectAddress(container, name)) }?.code == .usage)
            #expect(await failure { _ = try await store.copy(ObjectAddress("c", "x"), to: ObjectAddress(container, name), CopyOptions()) }?.code == .usage)
        }
        #expect(server.requests.isEmpty)
    }

    // MARK: Listings

    @Test func listingsWithMoreThanIsKnown() async throws {
        let body = """
            [{"name": "a", "bytes": 1, "hash": "h", "content_type": "t", "last_modified": "d", "future": {"x": [1]}},
             {"subdir": "b/", "colour": 1}, {"strange": true}, {"name": "c", "slo_etag": "\\"e\\"", "symlink_path": "/v1/A/c/o"}]
            """
        let server = try FaultServer { _ in .status(200, [], body) }
        let rows = try await store(server).listObjects(in: "c ü", ListingQuery(prefix: "p&=", marker: "m?", endMarker: "z", delimiter: "/", limit: 5))
        #expect(server.requests.map(\.target) == ["/v1/AUTH_a/c%20%C3%BC?format=json&limit=5&marker=m%3F&prefix=p%26%3D&end_marker=z&delimiter=%2F"])
        #expect(rows == [
            .object(ObjectEntry(name: "a", bytes: 1, contentType: "t", hash: "h", lastModified: "d")), .subdirectory("b/"),
            .object(ObjectEntry(name: "c", bytes: 0, contentType: "application/octet-stream", hash: "", lastModified: "", slo: "e", symlink: "/v1/A/c/o")),
        ])
    }

    @Test(arguments: ["<html>Please sign in to the Wi-Fi</html>", "{\"name\": 1}", "[{\"name\": 5}]", "[{\"name\": \"a\"}"])
    func listingsThatAreNone(_ body: String) async throws {
        let server = try FaultServer { _ in .status(200, [("X-Trans-Id", "tx7")], body) }
        let refusal = await withFailure { _ = try await store(server).listObjects(in: "c", ListingQuery()) }
        #expect(refusal?.code == .server && refusal?.transaction == "tx7" && refusal?.path == "c")
        #expect(refusal?.message.contains("the server's listing is not JSON") == true)
        #expect(refusal?.message.contains(body.prefix(40)) == true)
        let account = await withFailure { _ = try await store(server).listContainers(after: "", limit: nil) }
        #expect(account?.code == .server)
    }

    @Test(arguments: [204, 200])
    func emptyListings(_ status: Int) async throws {
        let server = try FaultServer { _ in .status(status) }
        #expect(try await store(server).listObjects(in: "c", ListingQuery()).isEmpty)
    }

    // MARK: Writing

    @Test(arguments: [true, false])
    func aRepeatedWriteThatMayNotReplaceFindsItsOwn(_ own: Bool) async throws {
        let md5 = try Checksum.hexDigest(.md5, of: Array("text".utf8))
        let count = Mutexed(0)
        let server = try FaultServer { request in
            if request.method == "HEAD" { return .status(200, [("ETag", own ? md5 : "another")]) }
            return count.update { $0 += 1 } == 1 ? .silence : .status(412)
        }
        let options = WriteOptions(md5: md5, onlyIfAbsent: true)
        let result = await withFailure { _ = try await store(server).write(ObjectAddress("c", "x"), from: BytesBody("text"), options) }
        #expect(result?.code == (own ? nil : .exists))
        #expect(server.requests.first?.header("If-None-Match") == "*" && server.requests.first?.header("ETag") == md5)
    }

    @Test func aTargetThatIsThere() async throws {
        let server = try FaultServer { _ in .status(412, [("X-Trans-Id", "tx1")]) }
        let result = await withFailure {
            _ = try await store(server).write(ObjectAddress("c", "x"), from: BytesBody("text"), WriteOptions(onlyIfAbsent: true))
        }
        #expect(result?.code == .exists && result?.transaction == "tx1" && result?.path == "x")
        #expect(server.requests.count == 1)
    }

    @Test func anAnswerWithAnotherChecksum() async throws {
        let server = try FaultServer { _ in .status(201, [("ETag", "\"00000000000000000000000000000000\"")]) }
        let store = store(server)
        #expect(await failure { _ = try await store.write(ObjectAddress("c", "x"), from: BytesBody("text"), WriteOptions()) }?.code == .integrity)
        // Of what stands for other objects, the service may answer with theirs.
        let options = WriteOptions(headers: ["X-Object-Manifest": "c/p"])
        #expect(try await store.write(ObjectAddress("c", "x"), from: BytesBody(""), options).etag.count == 32)
    }

    @Test func segmentsThatAreRefused() async throws {
        let server = try FaultServer { _ in .status(400, [], "{\"Errors\": [[\"/s/1\", \"404 Not Found\"]]}") }
        let segment = Segment(address: ObjectAddress("s", "1"), bytes: 1, etag: "e")
        let result = await withFailure { _ = try await store(server).writeManifest(ObjectAddress("c", "x"), [segment], WriteOptions()) }
        #expect(result?.code == .conflict && result?.message.contains("/s/1: 404 Not Found") == true)
    }

    // MARK: Reading

    @Test func aServerThatIgnoresTheRange() async throws {
        let server = try FaultServer { _ in .status(200, [], "0123456789") }
        let sink = CollectingSink()
        let result = await withFailure { _ = try await store(server).read(ObjectAddress("c", "x"), ReadOptions(range: 5..<6), into: sink) }
        #expect(result?.code == .server && sink.bytes.isEmpty)
    }

    @Test func headersOfAnObject() async throws {
        let server = try FaultServer { _ in
            .status(200, [("ETag", "\"e\""), ("X-Timestamp", "12.5"), ("X-Object-Manifest", "c/a%20b"), ("X-Object-Meta-Who", "me"), ("Content-Type", "t")])
        }
        let info = try await store(server).object(ObjectAddress("c", "x"), manifest: false)
        #expect(info.etag == "e" && info.lastModified == 12.5 && info.kind == .dynamicLarge(prefix: "c/a b"))
        #expect(info.headers["x-object-meta-who"] == "me" && info.contentType == "t")
        let old = ObjectInfo(["Last-Modified": "Thu, 01 Jan 1970 00:01:00 GMT", "X-Static-Large-Object": "True"])
        #expect(old.lastModified == 60 && old.kind == .staticLarge)
    }

    // MARK: Limits

    @Test(arguments: [
        ("http://h:1/v1/AUTH_a", "http://h:1/info"), ("http://h/swift/v1/AUTH_a", "http://h/swift/info"),
        ("http://h/swift/v1", "http://h/swift/info"), ("http://h", "http://h/info"), ("http://h/v1/v1", "http://h/v1/info"),
    ])
    func whereLimitsAre(_ account: String, _ url: String) {
        #expect(OpenStackStore.infoURL(of: account) == url)
    }

    @Test func limitsAreAskedOnceAndWithoutToken() async throws {
        let server = try FaultServer { _ in .status(200, [], "{\"swift\": {\"max_file_size\": 7, \"future\": []}, \"tempurl\": {}}") }
        let client = ServiceClient(http: HTTPClient(), tokens: FakeTokens())
        let store = OpenStackStore(storageURL: server.url("/v1/AUTH_a"), client: client)
        let limits = try await store.limits()
        #expect(limits.maxFileSize == 7 && limits.listingLimit == 10_000 && limits.maxManifestSegments == nil)
        _ = try await store.limits()
        #expect(server.requests.count == 1 && server.requests.first?.header("X-Auth-Token") == nil)
        let silent = try FaultServer { _ in .status(404) }
        #expect(try await self.store(silent).limits() == ServiceLimits())
    }
}
