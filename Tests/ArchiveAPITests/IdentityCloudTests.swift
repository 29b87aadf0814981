import Foundation
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Signing in to the real service in every way, and being refused by it.
@Suite("Sign-in on the real service", .enabled(if: TestCloud.isRunning))
struct IdentityCloudTests {
    /// A cloud that clouds.yaml of the real service describes.
    private func named(_ name: String, _ change: (inout SignInOptions) -> Void = { _ in }, environment: [String: String] = [:]) throws -> CloudConfiguration {
        let cloud = try TestCloud.required()
        var options = SignInOptions()
        options.cloud = name
        change(&options)
        let files = ConfigurationFiles(folders: [], cloudsFile: cloud.clouds_yaml)
        return try CloudConfiguration.resolve(options: options, environment: environment, files: files)
    }

    private func backend(_ name: String, _ change: (inout SignInOptions) -> Void = { _ in }) throws -> OpenStackBackend {
        OpenStackBackend(try named(name, change), retries: .never)
    }

    /// A token for the first of the projects.
    private func issuedToken(_ backend: OpenStackBackend) async throws -> Secret {
        let project = try #require(try await backend.projects().first)
        let account = try await backend.session.account(of: project)
        return try #require(try await account.tokens?.token())
    }

    @Test(arguments: ["practice-cloud", "internal", "oidc"])
    func everyWayOverAllProjects(_ name: String) async throws {
        let cloud = try TestCloud.required()
        let backend = try backend(name)
        let identity = try await backend.identity()
        #expect(identity.user == "alice" && identity.userID == cloud.users["alice"]?.id)
        #expect(identity.project == "MyProject")
        #expect(identity.roles.contains("SwiftOperator"))
        #expect(try #require(identity.expires) > Date().timeIntervalSince1970)
        let projects = try await backend.projects()
        #expect(projects.map(\.name) == ["MyProject", "OtherProject"])
        for project in projects {
            let store = try await backend.store(for: project)
            _ = try await store.listContainers(after: "", limit: 10)
            #expect(try await store.storageURL.hasSuffix("/v1/AUTH_\(project.id)"))
        }
        #expect(backend.label == name)
    }

    @Test func applicationCredential() async throws {
        let cloud = try TestCloud.required()
        let backend = try backend("appcred")
        #expect(try await backend.identity().user == cloud.application_credential.user)
        let projects = try await backend.projects()
        #expect(projects.map(\.name) == [cloud.application_credential.project])
        _ = try await backend.store(for: try #require(projects.first)).listContainers(after: "", limit: 1)
        let other = ProjectRecord(id: try #require(cloud.projects["OtherProject"]?.id), name: "OtherProject")
        #expect(await failure { _ = try await backend.store(for: other) }?.code == .forbidden)
    }

    @Test func applicationCredentialByName() async throws {
        let cloud = try TestCloud.required()
        var options = SignInOptions()
        options.authURL = cloud.keystone.url
        options.authType = "v3applicationcredential"
        options.applicationCredentialName = cloud.application_credential.name
        options.applicationCredentialSecret = Secret(cloud.application_credential.secret)
        options.username = cloud.application_credential.user
        let configuration = try CloudConfiguration.resolve(options: options, environment: [:], files: ConfigurationFiles(folders: []))
        #expect(try await OpenStackBackend(configuration).identity().project == cloud.application_credential.project)
        options.applicationCredentialSecret = Secret("wrong")
        let wrong = try CloudConfiguration.resolve(options: options, environment: [:], files: ConfigurationFiles(folders: []))
        #expect(await failure { _ = try await OpenStackBackend(wrong).identity() }?.code == .unauthorized)
    }

    @Test func aTokenThatWasGiven() async throws {
        let first = try backend("practice-cloud")
        let token = try await issuedToken(first)
        for project in ["MyProject", "OtherProject"] {
            let second = try backend("practice-cloud") {
                $0.token = token
                $0.username = "alice"
                $0.projectName = project
            }
            #expect(try await second.identity().project == project)
            #expect(try await second.projects().map(\.name) == ["MyProject", "OtherProject"])
            let target = try #require(try await second.projects().last)
            _ = try await second.store(for: target).listContainers(after: "", limit: 1)
        }
        let bad = try backend("practice-cloud") { $0.token = Secret("gAAAAnonsense") }
        #expect(await failure { _ = try await bad.projects() }?.code == .unauthorized)
        #expect(await failure { _ = try await bad.projects() }?.hint != nil)
    }

    @Test func storageURLWithAndWithoutToken() async throws {
        let cloud = try TestCloud.required()
        let url = try #require(cloud.projects["MyProject"]?.storage_url)
        let token = try await issuedToken(try backend("practice-cloud"))
        let variables = ["OS_STORAGE_URL": url + "/", "OS_AUTH_TOKEN": token.reveal()]
        let configuration = try CloudConfiguration.resolve(options: SignInOptions(), environment: variables, files: ConfigurationFiles(folders: []))
        let backend = OpenStackBackend(configuration)
        let project = try #require(try await backend.projects().first)
        #expect(project.id == cloud.projects["MyProject"]?.id && project.name == cloud.projects["MyProject"]?.account)
        _ = try await backend.store(for: project).listContainers(after: "", limit: 1)

        var options = SignInOptions()
        options.storageURL = url
        let nobody = OpenStackBackend(try CloudConfiguration.resolve(options: options, environment: [:], files: ConfigurationFiles(folders: [])))
        #expect(try await nobody.identity().user == "anonymous")
        #expect(await failure { _ = try await nobody.store(for: project).listContainers(after: "", limit: 1) }?.code == .unauthorized)
        options.token = Secret("wrong")
        let wrong = OpenStackBackend(try CloudConfiguration.resolve(options: options, environment: [:], files: ConfigurationFiles(folders: [])))
        let refusal = await withFailure { _ = try await wrong.store(for: project).listContainers(after: "", limit: 1) }
        #expect(refusal?.code == .unauthorized && refusal?.hint != nil)
    }

    @Test func tempAuth() async throws {
        let cloud = try TestCloud.required()
        let variables = ["ST_AUTH": cloud.tempauth.auth_url, "ST_USER": "test:tester", "ST_KEY": "testing"]
        let configuration = try CloudConfiguration.resolve(options: SignInOptions(), environment: variables, files: ConfigurationFiles(folders: []))
        #expect(configuration.method == .v1)
        let backend = OpenStackBackend(configuration)
        #expect(try await backend.projects() == [ProjectRecord(id: "test", name: "AUTH_test")])
        let identity = try await backend.identity()
        #expect(identity.user == "test:tester" && identity.project == "AUTH_test" && identity.expires != nil)
        _ = try await backend.store(for: ProjectRecord(id: "test", name: "AUTH_test")).listContainers(after: "", limit: 1)
        var options = SignInOptions()
        options.password = Secret("wrong")
        let wrong = OpenStackBackend(try CloudConfiguration.resolve(options: options, environment: variables, files: ConfigurationFiles(folders: [])))
        #expect(await failure { _ = try await wrong.projects() }?.code == .unauthorized)
    }

    // MARK: Five failures that are told apart

    @Test(arguments: ["practice-cloud", "oidc"])
    func aRefusedSignInNamesBoth(_ name: String) async throws {
        let wrongPassword = await withFailure { _ = try await backend(name) { $0.password = Secret("wrong") }.identity() }
        let unknownUser = await withFailure {
            _ = try await backend(name) {
                $0.username = "nobody"
                $0.password = Secret("wrong")
            }.identity()
        }
        for (refusal, user) in [(wrongPassword, "alice"), (unknownUser, "nobody")] {
            #expect(refusal?.code == .unauthorized)
            #expect(refusal?.message.contains("password") == true && refusal?.message.contains("'\(user)'") == true)
            #expect(refusal?.hint != nil)
        }
    }

    @Test func anUnknownProjectListsThoseThatThereAre() async throws {
        let refusal = await withFailure { _ = try await backend("practice-cloud") { $0.projectName = "MyProjct" }.projects() }
        #expect(refusal?.code == .notFound)
        #expect(refusal?.hint?.contains("Did you mean 'MyProject'?") == true)
        #expect(refusal?.hint?.contains("'OtherProject'") == true)
    }

    @Test(arguments: ["expired", "other_host", "self_signed", "good"])
    func aRefusedCertificate(_ kind: String) async throws {
        let cloud = try TestCloud.required()
        func backend(_ caFile: String?, verify: Bool? = nil) throws -> OpenStackBackend {
            var options = SignInOptions()
            options.authURL = cloud.keystone.tls_urls[kind]
            options.username = "alice"
            options.password = Secret(cloud.users["alice"]?.password ?? "")
            options.caFile = caFile
            options.verify = verify
            options.region = cloud.tls_region
            return OpenStackBackend(
                try CloudConfiguration.resolve(options: options, environment: [:], files: ConfigurationFiles(folders: [])), retries: .never)
        }
        // Nobody trusts the authority by itself.
        let untrusted = await withFailure { _ = try await backend(nil).identity() }
        #expect(untrusted?.code == .network && untrusted?.message.contains("certificate") == true && untrusted?.hint != nil)
        if kind == "good" {
            let identity = try await backend(cloud.ca_file).identity()
            #expect(identity.user == "alice")
        } else {
            let refused = await withFailure { _ = try await backend(cloud.ca_file).identity() }
            #expect(refused?.code == .network && refused?.message.contains("certificate") == true)
        }
        let careless = try await backend(nil, verify: false).identity()
        #expect(careless.user == "alice")
    }

    @Test func regionsAndInterfaces() async throws {
        let cloud = try TestCloud.required()
        let tls = try backend("practice-cloud") {
            $0.region = cloud.tls_region
            $0.caFile = cloud.ca_file
        }
        let project = try #require(try await tls.projects().first)
        let store = try await tls.store(for: project)
        let address = try await store.storageURL
        #expect(address == cloud.projects[project.name]?.tls_storage_urls["good"])
        _ = try await store.listContainers(after: "", limit: 1)
        let inside = try backend("internal")
        let insideAddress = try await inside.store(for: project).storageURL
        #expect(insideAddress.hasPrefix(cloud.swift.internal_url))
        let nowhere = try backend("practice-cloud") { $0.region = "Atlantis" }
        let missing = await withFailure { _ = try await nowhere.store(for: project) }
        #expect(missing?.code == .notFound && missing?.hint?.contains(cloud.region) == true)
    }

    @Test func whatTheServiceTellsOfOthers() async throws {
        let cloud = try TestCloud.required()
        let bob = try #require(cloud.users["bob"]?.id)
        let admin = try backend("admin")
        let project = try #require(try await admin.projects().first { $0.name == "MyProject" })
        let users = try await admin.users(of: project)
        #expect(users["bob"] == bob)
        #expect(try await admin.userID(named: "bob") == bob)
        #expect(try await admin.userName(id: bob) == "bob")
        #expect(try await admin.userID(named: "nobody") == nil)
        #expect(try await admin.userName(id: "nobody") == nil)
        let alice = try backend("practice-cloud")
        #expect(try await alice.users(of: project).isEmpty)
        #expect(try await alice.userID(named: "bob") == nil)
        #expect(try await alice.userID(named: "alice") == cloud.users["alice"]?.id)
        #expect(try await alice.userName(id: bob) == nil)
    }

    @Test func aUserWithoutProjects() async throws {
        let cloud = try TestCloud.required()
        var options = SignInOptions()
        options.authURL = cloud.keystone.url
        options.username = "dave"
        options.password = Secret(try #require(cloud.users["dave"]?.password))
        let dave = OpenStackBackend(try CloudConfiguration.resolve(options: options, environment: [:], files: ConfigurationFiles(folders: [])))
        #expect(try await dave.projects().isEmpty)
        let identity = try await dave.identity()
        #expect(identity.user == "dave" && identity.project == nil && identity.roles.isEmpty)
    }
}
