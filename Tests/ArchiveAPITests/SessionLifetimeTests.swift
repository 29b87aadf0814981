import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// A session ends with the last who uses it: nothing that it hands out or keeps holds it in turn.
@Suite struct SessionLifetimeTests {
    static let token = "{\"token\": {\"user\": {\"id\": \"u1\", \"name\": \"ada\"}, \"project\": {\"id\": \"p1\", \"name\": \"One\"}, \"catalog\": []}}"

    @Test(arguments: ["3", "1"]) func endsWithItsUser(_ version: String) async throws {
        let server = try FaultServer { request in
            switch request.target {
            case "/v3/auth/tokens": .status(201, [("X-Subject-Token", "t")], Self.token)
            case "/v3/auth/projects": .status(200, [], "{\"projects\": [{\"id\": \"p1\", \"name\": \"One\"}]}")
            case "/": .status(200, [("X-Auth-Token", "t"), ("X-Storage-Url", "http://127.0.0.1/v1/AUTH_p1")])
            default: .status(404)
            }
        }
        var options = SignInOptions()
        options.authURL = server.url("/")
        options.identityAPIVersion = version
        options.username = "ada"
        options.password = Secret("pw")
        let configuration = try CloudConfiguration.resolve(options: options, environment: [:], files: ConfigurationFiles(folders: []))
        weak let session = try await use(OpenStackBackend(configuration, retries: .never))
        // A request that is answered may have its end still to run, on another thread.
        let deadline = ContinuousClock.now + .seconds(10)
        while session != nil, ContinuousClock.now < deadline { await Task.yield() }
        #expect(session == nil)
    }

    private func use(_ backend: OpenStackBackend) async throws -> (any Actor)? {
        #expect(try await backend.identity().user == "ada")
        #expect(try await backend.projects().count == 1)
        return await backend.session as? any Actor
    }
}
