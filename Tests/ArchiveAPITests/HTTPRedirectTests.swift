import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Redirects are followed, but what speaks for the user stays with the host that it was meant for.
@Suite struct HTTPRedirectTests {
    private static let credentials = [
        ("X-Auth-Token", "t"), ("x-subject-token", "s"), ("Authorization", "Basic x"), ("Cookie", "c"),
    ]
    private let client = HTTPClient()

    @Test("To another port of the host goes the request, without its credentials", arguments: [301, 302, 303, 307, 308])
    func otherPort(status: Int) async throws {
        let other = try FaultServer { _ in .status(200, [], "there") }
        let server = try FaultServer { _ in .status(status, [("Location", other.url("/v1/../x%2Fy?a=b#part"))], "moved") }
        let sink = RecordingSink()
        let response = try await client.send(
            HTTPRequest("GET", server.url(), headers: Self.credentials + [("Range", "bytes=0-9")]), into: sink)
        #expect(response.status == 200)
        #expect(response.url == other.url("/v1/../x%2Fy?a=b"))
        #expect(sink.bytes == Array("there".utf8))
        let request = try #require(other.requests.first)
        #expect(request.target == "/v1/../x%2Fy?a=b")
        #expect(request.header("Range") == "bytes=0-9")
        for (name, value) in Self.credentials {
            #expect(request.header(name) == nil)
            #expect(server.requests.first?.header(name) == value)
        }
    }

    @Test("To another name of the same machine, too")
    func otherHost() async throws {
        let server = try FaultServer { request in
            request.target == "/a" ? .status(302, [("Location", "//localhost:\(request.header("Host")!.split(separator: ":")[1])/b")]) : .status(200)
        }
        _ = try await client.send(HTTPRequest("HEAD", server.url("/a"), headers: Self.credentials))
        #expect(server.requests.map(\.target) == ["/a", "/b"])
        #expect(server.requests.last?.method == "HEAD")
        #expect(server.requests.last?.header("X-Auth-Token") == nil)
    }

    @Test("And back again they are not sent either")
    func thereAndBack() async throws {
        let target = Mutexed("")
        let other = try FaultServer { _ in .status(302, [("Location", target.value)]) }
        let server = try FaultServer { request in
            request.target == "/a" ? .status(302, [("Location", other.url())]) : .status(200)
        }
        target.value = server.url("/b")
        _ = try await client.send(HTTPRequest("GET", server.url("/a"), headers: Self.credentials))
        #expect(server.requests.map { $0.header("X-Auth-Token") } == ["t", nil])
    }

    @Test("Within the same origin they stay", arguments: ["/b", "b", "?q", "../b", "./b"])
    func sameOrigin(location: String) async throws {
        let server = try FaultServer { $0.target == "/x/a" ? .status(302, [("Location", location)]) : .status(200) }
        let response = try await client.send(HTTPRequest("GET", server.url("/x/a"), headers: Self.credentials))
        #expect(response.status == 200)
        #expect(server.requests.map { $0.header("X-Auth-Token") } == ["t", "t"])
    }

    @Test("Five are followed, not more")
    func tooMany() async throws {
        let server = try FaultServer { request in
            let number = Int(request.target.dropFirst()) ?? 0
            return number == 0 ? .status(200) : .status(302, [("Location", "/\(number - 1)")])
        }
        #expect(try await client.send(HTTPRequest("GET", server.url("/5"))).status == 200)
        await #expect(throws: HTTPFailure.tooManyRedirects) { try await client.send(HTTPRequest("GET", server.url("/6"))) }
        #expect(server.requests.count == 6 + 6)
    }

    @Test("What writes is not redirected, nor what does not want to be", arguments: ["PUT", "POST", "DELETE", "COPY"])
    func notFollowed(method: String) async throws {
        let server = try FaultServer { _ in .status(307, [("Location", "/other")]) }
        #expect(try await client.send(HTTPRequest(method, server.url())).status == 307)
        var request = HTTPRequest("GET", server.url())
        request.followsRedirects = false
        #expect(try await client.send(request).headers["location"] == "/other")
        #expect(server.requests.count == 2)
    }

    @Test(
        "Some addresses are not followed",
        arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "http://", "gopher://x", "http://a b/", "javascript:1"])
    func refused(location: String) async throws {
        let server = try FaultServer { _ in .status(302, [("Location", location)]) }
        await #expect(throws: HTTPFailure.refusedRedirect(to: location)) {
            try await client.send(HTTPRequest("GET", server.url(), headers: Self.credentials))
        }
    }

    @Test("From https it does not go on to http")
    func downgrade() throws {
        let request = HTTPRequest("GET", "https://host.example/a", headers: Self.credentials)
        func next(_ location: String) throws -> HTTPRequest? {
            try Redirect.next(after: request, HTTPResponse(status: 302, headers: ["Location": location], url: request.url))
        }
        #expect(throws: HTTPFailure.refusedRedirect(to: "http://host.example/a")) { try next("http://host.example/a") }
        #expect(try next("https://HOST.example:443/b")?.headers.count == 4)
        #expect(try next("https://host.example:8443/b")?.headers.isEmpty == true)
        #expect(try next("https://host.example.evil/b")?.headers.isEmpty == true)
        #expect(try next("https://host.example@evil.example/b")?.headers.isEmpty == true)
    }

    @Test("An address with spaces or other bytes is encoded")
    func unencoded() async throws {
        let server = try FaultServer { $0.target == "/" ? .status(302, [("Location", "/ä b")]) : .status(200) }
        _ = try await client.send(HTTPRequest("GET", server.url()))
        #expect(server.requests.last?.target == "/%c3%a4%20b" || server.requests.last?.target == "/%C3%A4%20b")
    }
}
