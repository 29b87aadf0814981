import Foundation

/// Certificates of an authority made on the spot, in a folder that goes with the process.
final class TLSCertificates: Sendable {
    /// Made at the first use.
    static let shared = Result {
        atexit { TLSCertificates.removeShared() }
        return try TLSCertificates()
    }

    private let folder: URL

    /// The authority's certificate.
    var authority: String { path("authority.pem") }

    /// Makes an authority, and certificates signed by it: `good` (for 127.0.0.1 and localhost), `expired`,
    /// `elsewhere` (for another host); and `alone`, which only it itself has signed.
    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let here = "subjectAltName=IP:127.0.0.1,DNS:localhost"
        try makeSelfSigned("authority", extensions: "basicConstraints=critical,CA:TRUE")
        try makeSelfSigned("alone", extensions: here)
        try makeSigned("good", days: 2, extensions: here)
        try makeSigned("expired", days: -1, extensions: here)
        try makeSigned("elsewhere", days: 2, extensions: "subjectAltName=DNS:elsewhere.example")
    }

    private static func removeShared() {
        if case .success(let certificates) = shared { try? FileManager.default.removeItem(at: certificates.folder) }
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    private func makeSelfSigned(_ name: String, extensions: String) throws {
        try openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=\(name)", "-addext", extensions, "-out", path("\(name).pem")]
                + newKey(name))
    }

    private func makeSigned(_ name: String, days: Int, extensions: String) throws {
        try Data(extensions.utf8).write(to: folder.appending(path: "\(name).ext"))
        try openssl(["req", "-new", "-subj", "/CN=\(name)", "-out", path("\(name).csr")] + newKey(name))
        try openssl([
            "x509", "-req", "-in", path("\(name).csr"), "-CA", authority, "-CAkey", path("authority.key"),
            "-CAcreateserial", "-days", "\(days)", "-extfile", path("\(name).ext"), "-out", path("\(name).pem"),
        ])
    }

    private func newKey(_ name: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path("\(name).key")]
    }

    private func openssl(_ arguments: [String]) throws {
        let process = TLSServer.process(arguments)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw TLSServer.Failure(arguments: arguments) }
    }
}

/// A web server with TLS on a loopback port: `openssl s_server`, ended with this object.
final class TLSServer {
    struct Failure: Error { let arguments: [String] }

    let port: Int
    private let process: Process
    /// The server lives as long as this is open: it ends with the tests, however they end.
    private let lifeline = Pipe()

    init(_ certificates: TLSCertificates, _ name: String) throws {
        let arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificates.path("\(name).pem"), "-key",
            certificates.path("\(name).key"),
        ]
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // Not with SIGTERM: a child of one of the pool's threads inherits that it is blocked.
        process.arguments = ["-c", "openssl \"$@\" </dev/null & read -r end; kill -9 $!", "sh"] + arguments
        let output = Pipe()
        process.standardInput = lifeline
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        guard let port = TLSServer.announcedPort(output.fileHandleForReading) else {
            try? lifeline.fileHandleForWriting.close()
            throw Failure(arguments: arguments)
        }
        self.port = port
    }

    /// The port that the server says it has; nil where it ends without a word.
    private static func announcedPort(_ output: FileHandle) -> Int? {
        var text = ""
        while true {
            let data = output.availableData
            text += String(decoding: data, as: UTF8.self)
            if let match = text.firstMatch(of: /ACCEPT .*:(\d+)\s/) { return Int(match.1) }
            if data.isEmpty { return nil }
        }
    }

    deinit {
        try? lifeline.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    static func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }
}
