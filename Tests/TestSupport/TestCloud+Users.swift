import ArchiveAPI
import Foundation

extension TestCloud {
    /// A request of a test's own that was not answered with success, told in full: the log may be all that is left.
    struct Refused: Error, CustomStringConvertible {
        let request: String
        let status: Int
        let answer: String
        /// What the services noted about it.
        let log: String

        var description: String { "\(request) was answered \(status): \(answer)\n\(log)" }
    }

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
        let response = try await send(request)
        guard let token = response.headers["X-Subject-Token"] else { throw refused(request, response) }
        return token
    }

    /// Sends a request to a project's account, whatever this product would make of it.
    @discardableResult
    func request(
        _ method: String, _ path: String, token: String, project: String = "MyProject", headers: [(String, String)] = [], _ body: [UInt8] = []
    ) async throws -> HTTPResponse {
        guard let account = projects[project]?.storage_url else { throw NotRunning() }
        let request = HTTPRequest(method, "\(account)/\(path)", headers: [("X-Auth-Token", token)] + headers, bytes: body)
        let response = try await send(request)
        guard response.status < 300 else { throw refused(request, response) }
        return response
    }

    /// Sends a request, and again where the service failed at it, as every client does: what prepares a test is not
    /// what it tests.
    private func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = try await Self.http.send(request)
        for _ in 0..<3 where response.status >= 500 { response = try await Self.http.send(request) }
        return response
    }

    private func refused(_ request: HTTPRequest, _ response: HTTPResponse) -> Refused {
        var lines: [Substring] = []
        let files = (try? FileManager.default.contentsOfDirectory(atPath: logs)) ?? []
        for file in files where response.status >= 500 {
            guard let transaction = response.transaction, let text = try? String(contentsOfFile: "\(logs)/\(file)", encoding: .utf8)
            else { continue }
            lines += text.split(separator: "\n").filter { $0.contains(transaction) }
        }
        return Refused(
            request: "\(request.method) \(request.url)", status: response.status, answer: response.text,
            log: lines.joined(separator: "\n"))
    }
}
