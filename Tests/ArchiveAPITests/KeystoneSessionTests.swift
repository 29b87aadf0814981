import Foundation
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Signing in to identity services that a test plays: what is sent, and what odd answers become.
@Suite struct KeystoneSessionTests {
    /// A Keystone with two projects; tokens are `unscoped-1`, `scoped-2` … by the number of the request.
    private static func keystone(_ odd: @escaping @Sendable (FaultServer.Request) -> FaultServer.Reply? = { _ in nil }) throws -> FaultServer {
        let issued = Mutexed(0)
        let port = Mutexed(0)
        let server = try FaultServer { request in
            if let reply = odd(request) { return reply }
            func token(_ kind: String, _ project: String) -> FaultServer.Reply {
                let number = issued.update { $0 += 1 }
                let catalog = "[{\"type\": \"object-store\", \"endpoints\": [{\"interface\": \"public\", \"region\": \"R\", \"url\": \"http://127.0.0.1:\(port.value)/v1/AUTH_p1\"}]}]"
                let body = """
                    {"token": {"expires_at": "2999-01-01T00:00:00.000000Z", "user": {"id": "u1", "name": "ada", "domain": {"id": "default", "name": "Default"}}\(project), "roles": [{"name": "member"}], "catalog": \(catalog)}}
                    """
                return .status(201, [("X-Subject-Token", "\(kind)-\(number)")], body)
            }
            switch (request.method, request.target) {
            case ("POST", "/v3/auth/tokens"):
                let body = String(decoding: request.body, as: UTF8.self)
                return body.contains("\"project\"") ? token("scoped", ", \"project\": {\"id\": \"p1\", \"name\": \"One\"}") : token("unscoped", "")
            case ("POST", "/v3/OS-FEDERATION/identity_providers/idp%20x/protocols/openid/auth"):
                return request.header("Authorization") == "Bearer at" ? token("unscoped", "") : .status(401)
            case ("GET", "/v3/auth/projects"):
                return .status(200, [], "{\"projects\": [{\"id\": \"p2\", \"name\": \"Two\"}, {\"id\": \"p1\", \"name\": \"One\", \"domain_id\": \"d\"}], \"links\": {}}")
            case ("GET", "/v1/AUTH_p1?format=json"): return .status(200, [], "[]")
            default: return .status(404, [], "{\"error\": {\"message\": \"nothing here\"}}")
            }
        }
        port.value = server.port
        return server
    }

    private func backend(_ server: FaultServer, asking prompt: PasswordPrompt? = nil, change: (inout SignInOptions) -> Void = { _ in }) throws -> OpenStackBackend {
        var options = SignInOptions()
        options.authURL = server.url("")
        options.username = "ada"
        options.password = prompt == nil ? Secret("pw") : nil
        change(&options)
        let configuration = try CloudConfiguration.resolve(options: options, environment: [:], files: ConfigurationFiles(folders: []))
        return OpenStackBackend(configuration, prompt: prompt, retries: FakePauses().policy())
    }

    private func posts(_ server: FaultServer) -> [String] {
        server.requests.filter { $0.method == "POST" }.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func whoSignsInTogetherSignsInOnce() async throws {
        let server = try Self.keystone()
        let backend = try backend(server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    let projects = try await backend.projects()
                    #expect(projects.map(\.name) == ["One", "Two"])
                    _ = try await backend.store(for: projects[0]).listContainers(after: "", limit: nil)
                }
            }
            try await group.waitForAll()
        }
        // One for who one is, one for the project.
        #expect(posts(server).count == 2)
        let first = try #require(posts(server).first)
        #expect(first.contains("\"methods\":[\"password\"]") && first.contains("\"scope\":\"unscoped\"") && first.contains("\"pw\""))
        #expect(posts(server).last?.contains("unscoped-1") == true)
        #expect(posts(server).last?.contains("\"pw\"") == false)
    }

    @Test func aTokenThatEndedInTheMiddleIsReplacedOnceForAll() async throws {
        let server = try Self.keystone { request in
            request.target.hasPrefix("/v1/") && request.header("X-Auth-Token") == "scoped-2" ? .status(401) : nil
        }
        let backend = try backend(server)
        let store = try await backend.store(for: ProjectRecord(id: "p1", name: "One"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { _ = try await store.listContainers(after: "", limit: nil) } }
            try await group.waitForAll()
        }
        #expect(posts(server).count == 3)
        #expect(server.requests.last?.header("X-Auth-Token") == "scoped-3")
    }

    @Test func anUnscopedTokenThatEndedIsReplacedToo() async throws {
        let server = try Self.keystone { request in
            String(decoding: request.body, as: UTF8.self).contains("\"unscoped-1\"") ? .status(401) : nil
        }
        let backend = try backend(server)
        _ = try await backend.store(for: ProjectRecord(id: "p1", name: "One")).listContainers(after: "", limit: nil)
        #expect(posts(server).count == 4)
    }

    @Test func openIDConnect() async throws {
        let server = try Self.keystone { request in
            switch request.target {
            case "/wk": return .status(200, [], "{\"token_endpoint\": \"http://127.0.0.1:\(request.header("Host")?.split(separator: ":").last ?? "")/token\"}")
            case "/token": return .status(200, [], "{\"access_token\": \"at\", \"token_type\": \"bearer\"}")
            default: return nil
            }
        }
        let confidential = try backend(server, change: {
            $0.authType = "v3oidcpassword"
            $0.identityProvider = "idp x"
            $0.federationProtocol = "openid"
            $0.discoveryEndpoint = server.url("/wk")
            $0.clientID = "me"
            $0.clientSecret = Secret("s:t")
            $0.password = Secret("a&b=c +é")
        })
        #expect(try await confidential.identity().user == "ada")
        let grant = try #require(server.requests.first { $0.target == "/token" })
        #expect(grant.header("Authorization") == "Basic " + Data("me:s:t".utf8).base64EncodedString())
        #expect(String(decoding: grant.body, as: UTF8.self) == "grant_type=password&username=ada&password=a%26b%3Dc%20%2B%C3%A9&scope=openid%20profile")
        let open = try backend(server, change: {
            $0.authType = "v3oidcpassword"
            $0.identityProvider = "idp x"
            $0.federationProtocol = "openid"
            $0.accessTokenEndpoint = server.url("/token")
            $0.clientID = "me"
        })
        _ = try await open.projects()
        let second = try #require(server.requests.last { $0.target == "/token" })
        #expect(second.header("Authorization") == nil && String(decoding: second.body, as: UTF8.self).hasSuffix("&client_id=me"))
    }

    @Test(arguments: [("invalid_grant", "password"), ("invalid_client", "client 'me'"), ("temporarily_odd", "odd")])
    func aProviderThatRefuses(_ reason: String, _ word: String) async throws {
        let server = try FaultServer { _ in .status(400, [], "{\"error\": \"\(reason)\", \"error_description\": \"odd\"}") }
        let backend = try backend(server, change: {
            $0.authType = "v3oidcpassword"
            $0.identityProvider = "i"
            $0.federationProtocol = "openid"
            $0.accessTokenEndpoint = server.url("/token")
            $0.clientID = "me"
        })
        let refusal = await withFailure { _ = try await backend.identity() }
        #expect(refusal?.code == .unauthorized && refusal?.message.contains(word) == true && refusal?.hint != nil)
    }

    // MARK: Passwords

    @Test func thePersonIsAskedOnceAndAgainAfterARefusal() async throws {
        let server = try Self.keystone { request in
            String(decoding: request.body, as: UTF8.self).contains("\"typo\"") ? .status(401) : nil
        }
        let asked = Mutexed([String]())
        let backend = try backend(server, asking: { question in
            Secret(asked.update { $0.append(question) }.count == 1 ? "typo" : "right")
        })
        #expect(await failure { _ = try await backend.projects() }?.code == .unauthorized)
        #expect(try await backend.projects().count == 2)
        _ = try await backend.identity()
        #expect(asked.value == Array(repeating: "Password for 'ada' at '127.0.0.1:\(server.port)': ", count: 2))
    }

    @Test func withoutATerminalThereIsAHint() async throws {
        let server = try Self.keystone()
        let backend = try backend(server, change: { $0.password = nil })
        let refusal = await withFailure { _ = try await backend.projects() }
        #expect(refusal?.code == .unauthorized && refusal?.hint?.contains("OS_PASSWORD") == true)
        #expect(server.requests.isEmpty)
    }

    @Test func withoutAUserNameThereIsAHint() async throws {
        let server = try Self.keystone()
        let backend = try backend(server, change: { $0.username = nil })
        let refusal = await withFailure { _ = try await backend.projects() }
        #expect(refusal?.code == .unauthorized && refusal?.hint?.contains("OS_USERNAME") == true)
    }

    // MARK: Odd services

    @Test(arguments: [200, 201, 300])
    func answersThatAreNotJSON(_ status: Int) async throws {
        let server = try FaultServer { _ in .status(status, [("X-Subject-Token", "t")], "<html>Hello</html>") }
        let backend = try backend(server)
        let refusal = await withFailure { _ = try await backend.identity() }
        #expect(refusal?.code == .server && refusal?.message.contains("Hello") == true || status == 300)
        #expect(refusal?.code == .server && refusal?.message.contains("127.0.0.1:\(server.port)") == true)
    }

    @Test func aPlaceWithoutIdentityService() async throws {
        let server = try FaultServer { _ in .status(404) }
        let backend = try backend(server)
        let refusal = await withFailure { _ = try await backend.identity() }
        #expect(refusal?.code == .server && refusal?.hint?.contains("OS_AUTH_URL") == true)
    }

    @Test func aServiceThatCannotBeReached() async throws {
        let (descriptor, port) = try LoopbackSocket.bind()
        defer { close(descriptor) }
        let address = "http://127.0.0.1:\(port)"
        let backend = try backend(Self.keystone(), change: { $0.authURL = address })
        let refusal = await withFailure { _ = try await backend.identity() }
        #expect(refusal?.code == .network && refusal?.hint?.contains(address) == true)
    }

    @Test func theRetiredServiceSaysSo() async throws {
        let (descriptor, port) = try LoopbackSocket.bind()
        defer { close(descriptor) }
        var configuration = try CloudConfiguration.resolve(options: SignInOptions(), environment: [:], files: ConfigurationFiles(folders: []))
        configuration.options.username = "ada"
        configuration.options.discoveryEndpoint = "http://127.0.0.1:\(port)/wk"
        configuration.otherClouds = ["lab"]
        // It is looked for before a person types a password for it.
        let backend = OpenStackBackend(configuration, prompt: { _ in throw ArchiveError(.usage, "asked") }, retries: .never)
        let refusal = await withFailure { _ = try await backend.projects() }
        #expect(refusal?.code == .network && refusal?.hint?.contains("retired") == true && refusal?.hint?.contains("lab") == true)
        #expect(refusal?.hint?.contains("OS_CLOUD") == true)
    }

    @Test func aCancelledSignInEndsAtOnce() async throws {
        let gate = FaultServer.Gate()
        let server = try FaultServer { _ in FaultServer.Reply(steps: [.wait(gate)]) }
        defer { gate.open() }
        let backend = try backend(server)
        let task = Task { try await backend.projects() }
        for await event in server.events { if case .request = event { break } }
        task.cancel()
        do {
            _ = try await task.value
            Issue.record("a cancelled sign-in succeeded")
        } catch {
            #expect((error as? ArchiveError)?.code == .interrupted)
        }
    }

    @Test func addressesWithAndWithoutVersion() {
        let client = ServiceClient(http: HTTPClient())
        for address in ["http://k:5000", "http://k:5000/", "http://k:5000/v3", "http://k:5000/v3/", "http://k:5000/v2.0"] {
            #expect(Keystone(authURL: address, client: client).address == "http://k:5000/v3")
        }
        #expect(Keystone(authURL: "http://k/identity", client: client).address == "http://k/identity/v3")
    }
}
