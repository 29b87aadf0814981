import Testing

@testable import ArchiveAPI

@Suite struct ServerListingTests {
    private let request = ServiceRequest(HTTPRequest("GET", "http://127.0.0.1/v1/a/c"), about: "container 'c'")

    private func entries(_ body: String) throws -> [ListingEntry] {
        try ServerListing.objects(
            HTTPResponse(status: 200, headers: [:], body: Array(body.utf8), url: "http://127.0.0.1/v1/a/c"), request)
    }

    private func name(_ json: String) throws -> String? {
        guard case .object(let entry)? = try entries(#"[{"name": \#(json)}]"#).first else { return nil }
        return entry.name
    }

    @Test func readsWhatTheServiceSays() throws {
        let body = """
            [{"hash": "d41d8cd98f00b204e9800998ecf8427e", "last_modified": "2026-01-02T03:04:05.678900", "bytes": 17,
              "name": "a/b.txt", "content_type": "text/plain", "symlink_path": null},
             {"subdir": "c/"},
             {"name": "large", "bytes": 5000000000, "hash": "\\"x\\"", "slo_etag": "\\"e\\"", "symlink_path": "/v1/a/c/o"}]\n
            """
        #expect(try entries(body) == [
            .object(ObjectEntry(
                name: "a/b.txt", bytes: 17, contentType: "text/plain", hash: "d41d8cd98f00b204e9800998ecf8427e",
                lastModified: "2026-01-02T03:04:05.678900")),
            .subdirectory("c/"),
            .object(ObjectEntry(
                name: "large", bytes: 5_000_000_000, contentType: "application/octet-stream", hash: "x", lastModified: "",
                slo: "e", symlink: "/v1/a/c/o")),
        ])
    }

    @Test(arguments: [
        #"{}"#, #"{"new": {"x": [1, {"name": "no"}, "]}"]}, "other": [], "flag": true, "rate": -1.5e3}"#,
    ])
    func passesOverWhatItDoesNotKnow(_ row: String) throws {
        #expect(try entries("[\(row), {\"name\": \"n\"}]").map(\.marker) == ["n"])
    }

    @Test(arguments: [
        (#""\u00e9""#, "é"), (#""\ud83d\ude00!""#, "😀!"), (#""e\u0301""#, "e\u{301}"), (#""\"\\\/\b\f\n\r\t\u0001""#, "\"\\/\u{8}\u{c}\n\r\t\u{1}"),
        (#""日本""#, "日本"), (#""""#, ""),
    ])
    func readsNamesByteForByte(_ json: String, _ expected: String) throws {
        #expect(try name(json)?.hasSameBytes(as: expected) == true)
    }

    @Test(arguments: [
        "", "nonsense", "{}", "[", "[{", "[]]", "[{}", "[{},]", "[{}{}]", #"[{"name"}]"#, #"[{"name": }]"#, #"[{"name": 1}]"#, #"[{"name": "x]"#,
        #"[{"bytes": "1"}]"#, #"[{"bytes": 99999999999999999999}]"#, #"[{"bytes": -}]"#, #"[{"name": "\x"}]"#, #"[{"name": "\ud83d"}]"#,
        #"[{"name": "\u+123"}]"#, #"[{"name": "\u12"}]"#, "[{\"name\": \"a\nb\"}]", #"[{"x": }]"#, #"[{"name": nul}]"#,
    ])
    func refusesWhatIsNoListing(_ body: String) throws {
        guard !body.isEmpty else { return #expect(try entries(body) == []) }
        let error = #expect(throws: ArchiveError.self) { try entries(body) }
        #expect(error?.code == .server)
        #expect(error?.message.contains("begins with '\(body)'") == true)
    }

    @Test func refusesBytesThatAreNoText() throws {
        let body = Array(#"[{"name": ""#.utf8) + [0xFF] + Array(#""}]"#.utf8)
        let response = HTTPResponse(status: 200, headers: [:], body: body, url: "http://127.0.0.1/v1/a/c")
        #expect(throws: ArchiveError.self) { try ServerListing.objects(response, request) }
    }

    @Test func readsContainers() throws {
        let body = #"[{"name": "c", "count": 3, "bytes": 5, "last_modified": "2026-01-02T03:04:05.678900"}]"#
        let response = HTTPResponse(status: 200, headers: [:], body: Array(body.utf8), url: "http://127.0.0.1/v1/a")
        #expect(try ServerListing.containers(response, request) == [ContainerEntry(name: "c", count: 3, bytes: 5)])
        let unnamed = HTTPResponse(status: 200, headers: [:], body: Array("[{}]".utf8), url: "http://127.0.0.1/v1/a")
        #expect(throws: ArchiveError.self) { try ServerListing.containers(unnamed, request) }
    }
}
