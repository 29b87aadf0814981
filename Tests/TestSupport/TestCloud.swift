import ArchiveAPI
import Foundation

/// The real service to test against: what `scripts/cloud describe` printed into the file that
/// `ARCHIVE_LUA_CLOUD_JSON` names.
struct TestCloud: Decodable, Sendable {
    struct Keystone: Decodable, Sendable {
        var url: String
        /// By kind of certificate: `good`, `expired`, `other_host`, `self_signed`.
        var tls_urls: [String: String]
    }
    struct Swift: Decodable, Sendable {
        var url: String
        var internal_url: String
        var tls_urls: [String: String]
        var info_url: String
    }
    struct OpenID: Decodable, Sendable {
        var discovery_endpoint: String
        var identity_provider: String
        var `protocol`: String
        var client_id: String
        var client_secret: String
        var scope: String
        var users: [String]
    }
    struct Project: Decodable, Sendable {
        var id: String
        var account: String
        var storage_url: String
        var tls_storage_urls: [String: String]
    }
    struct User: Decodable, Sendable {
        var id: String
        var password: String
        /// Project name → role.
        var roles: [String: String]
    }
    struct Credential: Decodable, Sendable {
        var id: String
        var name: String
        var secret: String
        var user: String
        var project: String
    }
    struct TempAuth: Decodable, Sendable {
        struct User: Decodable, Sendable {
            var key: String
            var `operator`: Bool
        }
        var auth_url: String
        var account: String
        var storage_url: String
        var users: [String: User]
    }

    var folder: String
    /// The folder with what the services noted.
    var logs: String
    var clouds_yaml: String
    var ca_file: String
    var region: String
    var tls_region: String
    var keystone: Keystone
    var swift: Swift
    var oidc: OpenID
    var projects: [String: Project]
    var users: [String: User]
    var application_credential: Credential
    var tempauth: TempAuth

    /// The service's description; nil where the tests run without one.
    static let running: TestCloud? = {
        guard let path = ProcessInfo.processInfo.environment["ARCHIVE_LUA_CLOUD_JSON"],
            let data = FileManager.default.contents(atPath: path)
        else { return nil }
        do {
            return try JSONDecoder().decode(TestCloud.self, from: data)
        } catch {
            FileHandle.standardError.write(Data("ARCHIVE_LUA_CLOUD_JSON (\(path)) cannot be read: \(error)\n".utf8))
            return nil
        }
    }()

    static var isRunning: Bool { running != nil }

    struct NotRunning: Error {}

    /// The running service, for tests that are only enabled where there is one.
    static func required() throws -> TestCloud {
        guard let running else { throw NotRunning() }
        return running
    }
}
