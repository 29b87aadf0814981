import ArchiveAPI
import Foundation

extension TestCloud {
    struct Refused: Error { let status: Int }

    private static let http = HTTPClient(HTTPConfiguration())

    /// The variables by which a user signs in to the project MyProject, as OpenStack's own client reads them.
    func environment(of user: String, project: String = "MyProject") throws -> [String: String] {
        guard let password = users[user]?.password else { throw NotRunning() }
        return [
            "OS_AUTH_URL": keystone.url, "OS_USERNAME": user, "OS_PASSWORD": password, "OS_PROJECT_NAME": project,
            "OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_DOMAIN_NAME": "Default", "OS_REGION_NAME": region,
            "OS_IDENTITY_API_VERSION": "3", "OS_CLIENT_CONFIG_FILE": clouds_yaml,
        ]
    }

    /// A token of a user for a project, asked for by hand: tests must not prove the sign-in by itself.
    func token(of user: String, project: String = "MyProject") async throws -> String {
        guard let password = users[user]?.password else { throw NotRunning() }
        let domain = ["name": "Default"]
        let body: [String: Any] = [
            "auth": [
                "identity": ["methods": ["password"], "password": ["user": ["name": user, "domain": domain, "password": password]]],
                "scope": ["project": ["name": project, "domain": domain]],
            ]
        ]
        let request = HTTPRequest(
            "POST", "\(keystone.url)/auth/tokens", headers: [("Content-Type", "application/json")],
            bytes: Array(try JSONSerialization.data(withJSONObject: body)))
        let response = try await Self.http.send(request)
        guard let token = response.headers["X-Subject-Token"] else { throw Refused(status: response.status) }
        return token
    }

    /// Sends a request to a project's account, whatever this product would make of it.
    @discardableResult
    func request(
        _ method: String, _ path: String, token: String, project: String = "MyProject", headers: [(String, String)] = [], _ body: [UInt8] = []
    ) async throws -> HTTPResponse {
        guard let account = projects[project]?.storage_url else { throw NotRunning() }
        let request = HTTPRequest(method, "\(account)/\(path)", headers: [("X-Auth-Token", token)] + headers, bytes: body)
        let response = try await Self.http.send(request)
        guard response.status < 300 else { throw Refused(status: response.status) }
        return response
    }
}
