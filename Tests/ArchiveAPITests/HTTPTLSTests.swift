import Foundation
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Certificates are verified, and each way to be refused is told from the others.
@Suite struct HTTPTLSTests {
    private let certificates: TLSCertificates

    init() throws { certificates = try TLSCertificates.shared.get() }

    private func send(
        to name: String, host: String = "127.0.0.1", _ configure: (inout HTTPConfiguration) -> Void = { _ in }
    ) async throws -> HTTPResponse {
        let server = try TLSServer(certificates, name)
        var configuration = HTTPConfiguration()
        configuration.caFile = certificates.authority
        configure(&configuration)
        let response = try await HTTPClient(configuration).send(HTTPRequest("GET", "https://\(host):\(server.port)/"))
        withExtendedLifetime(server) {}
        return response
    }

    @Test("A certificate of an authority that was named is accepted", arguments: ["127.0.0.1", "localhost"])
    func good(host: String) async throws {
        #expect(try await send(to: "good", host: host).status == 200)
    }

    @Test(
        "A certificate is refused",
        arguments: [("expired", .expired), ("elsewhere", .wrongHost), ("alone", .unknownAuthority)]
            as [(String, HTTPFailure.TLSRefusal)])
    func refused(name: String, refusal: HTTPFailure.TLSRefusal) async {
        await #expect(throws: HTTPFailure.tls(refusal)) { try await send(to: name) }
    }

    @Test("Without the authority's certificate, the good one is refused too")
    func systemAuthorities() async {
        await #expect(throws: HTTPFailure.tls(.unknownAuthority)) { try await send(to: "good") { $0.caFile = nil } }
    }

    @Test("A file of authorities that is not there, or is none", arguments: ["missing.pem", "good.key"])
    func badAuthorities(name: String) async {
        let file = certificates.path(name)
        await #expect(throws: HTTPFailure.tls(.unreadableAuthorities(file: file))) {
            try await send(to: "good") { $0.caFile = file }
        }
    }

    @Test("Only who says so goes without verification", arguments: ["expired", "elsewhere", "alone"])
    func unverified(name: String) async throws {
        #expect(try await send(to: name) { $0.verifiesCertificates = false }.status == 200)
    }

    @Test("A server that speaks no TLS is told from a certificate that is refused")
    func plainServer() async throws {
        let server = try FaultServer { _ in .status(200) }
        let failure = await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(HTTPRequest("GET", "https://127.0.0.1:\(server.port)/"))
        }
        guard case .tls(.other) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test(
        "The message says which it was, once and for all, and the hint what to do",
        arguments: [
            ("expired", "it has expired", "clock"), ("elsewhere", "it is for another host", "address"),
            ("alone", "no authority that is trusted here signed it", "OS_CACERT"),
        ])
    func message(name: String, reason: String, hint: String) async throws {
        let server = try TLSServer(certificates, name)
        var configuration = HTTPConfiguration()
        configuration.caFile = certificates.authority
        let pauses = FakePauses()
        let service = ServiceClient(http: HTTPClient(configuration), retries: pauses.policy())
        let error = await #expect(throws: ArchiveError.self) {
            try await service.send(ServiceRequest(HTTPRequest("GET", "https://127.0.0.1:\(server.port)/"), about: "x"))
        }
        #expect(error?.code == .network)
        #expect(error?.message == "the certificate of 127.0.0.1:\(server.port) was refused: \(reason)")
        #expect(error?.hint?.contains(hint) == true)
        #expect(error?.retryable == false)
        #expect(pauses.all.isEmpty)
    }
}
