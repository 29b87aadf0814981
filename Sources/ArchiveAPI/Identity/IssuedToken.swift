import Foundation

/// A token as the identity service issued it, and what it says with it.
struct IssuedToken: Sendable, Equatable {
    var secret: Secret
    /// Seconds since 1970; nil where it does not end.
    var expires: Double?
    var user: String
    var userID: String
    var userDomainID: String?
    var userDomainName: String?
    /// The project that it is for; nil where it is for none.
    var project: ProjectRecord?
    var roles: [String] = []
    var catalog: ServiceCatalog = ServiceCatalog()
}

extension IssuedToken {
    private struct Body: Decodable {
        struct Named: Decodable {
            var id: String
            var name: String
        }
        struct Domain: Decodable {
            var id: String?
            var name: String?
        }
        struct User: Decodable {
            var id: String
            var name: String
            var domain: Domain?
        }
        struct Role: Decodable { var name: String }
        struct Token: Decodable {
            var expires_at: String?
            var user: User
            var project: Named?
            var roles: [Role]?
            var catalog: [ServiceCatalog.Service]?
        }
        var token: Token
    }

    /// Reads Keystone's answer; nil where it is none.
    init?(body: [UInt8], secret: Secret?) {
        guard let secret, !secret.isEmpty, let token = try? JSONDecoder().decode(Body.self, from: Data(body)).token else { return nil }
        self.init(
            secret: secret, expires: token.expires_at.flatMap { try? Timestamp.parse($0) },
            user: token.user.name, userID: token.user.id, userDomainID: token.user.domain?.id,
            userDomainName: token.user.domain?.name,
            project: token.project.map { ProjectRecord(id: $0.id, name: $0.name) },
            roles: token.roles?.map(\.name) ?? [], catalog: ServiceCatalog(services: token.catalog ?? []))
    }
}
