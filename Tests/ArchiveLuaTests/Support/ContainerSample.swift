import Foundation

@testable import TestSupport

/// A container of one test's own on the real service, made and looked at without this product.
struct ContainerSample: Sendable {
    let cloud: TestCloud
    let token: String
    let name: String

    init(_ cloud: TestCloud) async throws {
        self.cloud = cloud
        token = try await cloud.token(of: "alice")
        name = "t-fault-\(UUID().uuidString.prefix(8).lowercased())"
        try await cloud.request("PUT", name, token: token)
    }

    /// The path of the account, and that of an object of this container, as they are on the wire.
    var account: String { URLComponents(string: cloud.projects["MyProject"]?.storage_url ?? "")?.path ?? "" }
    func path(_ object: String) -> String { "\(account)/\(name)/\(object)" }

    func put(_ object: String, _ content: [UInt8], type: String = "text/plain") async throws {
        try await cloud.request("PUT", "\(name)/\(object.percentEncoded)", token: token, headers: [("Content-Type", type)], content)
    }

    /// The content of an object; nil where there is none.
    func content(of object: String) async throws -> [UInt8]? {
        do {
            return try await cloud.request("GET", "\(name)/\(object.percentEncoded)", token: token).body
        } catch let refused as TestCloud.Refused where refused.status == 404 {
            return nil
        }
    }

    /// The variables with which the program works on the account of this container without any sign-in.
    /// - Parameter service: the address of the account, where it is not the usual one.
    func environment(at service: String? = nil) -> [String: String] {
        ["OS_STORAGE_URL": service ?? cloud.projects["MyProject"]?.storage_url ?? "", "OS_AUTH_TOKEN": token]
    }
}

extension String {
    /// Every byte but letters and digits as `%XX`.
    fileprivate var percentEncoded: String {
        utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
