import Foundation
import Testing

@testable import TestSupport

/// What a newcomer gets wrong on the command line, and what the network does to everybody: the whole message, the
/// exit status, and nothing changed. Wrong arguments of methods are in Tests/Contract.
@Suite struct BadInputTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    /// Runs a statement that must fail, and returns the message and hint; the traceback follows them.
    private func failure(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let outcome = try program.run(["--quiet"] + arguments, environment: environment)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.output.isEmpty)
        let end = try #require(outcome.errors.range(of: "\nstack traceback:\n"), "\(outcome)")
        let message = outcome.errors[..<end.lowerBound]
        #expect(message.hasPrefix("archive-lua: "), "\(outcome.errors)")
        return String(message.dropFirst("archive-lua: ".count))
    }

    /// Everything below the program's home but what the test itself wrote.
    private func filesMade() -> [String] {
        let all = FileManager.default.enumerator(atPath: program.home)?.allObjects.compactMap { $0 as? String } ?? []
        return all.filter { !$0.hasPrefix("run-") }.sorted()
    }

    @Test func aMisspeltOption() throws {
        let outcome = try program.run(["--clod", "work", "-e", "print(1)"])
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(
            outcome.errors == """
                archive-lua: unrecognized option '--clod'
                Did you mean '--cloud'?
                usage: archive-lua [options] [script [args]]
                Try 'archive-lua --help' for the options.

                """)
        #expect(filesMade() == [])
    }

    @Test func anOptionThatSpeaksToTheTerminal() throws {
        let outcome = try program.run(["--\u{1B}]0;owned\u{7}"])
        #expect(outcome.status == 2 && outcome.errors.hasPrefix("archive-lua: unrecognized option '--\\x1B]0;owned\\x07'\n"))
    }

    /// The first words of a newcomer: nothing is configured, and it works, on the practice archive.
    @Test func noConfigurationAtAll() throws {
        let outcome = try program.run(["-e", "print(#archive:find_container('MyContainer'):list() > 0)"])
        #expect(outcome == BuiltProgram.Outcome(output: "true\n", errors: "", status: 0))
    }

    /// Whoever chose a folder is not sent to the network by a token that an example has.
    @Test func aChosenFolderIsStayedWith() throws {
        let outcome = try program.run(["--local=p", "-e", "print(#Container('MyContainer', 'me', 'token'):list() > 0)"])
        #expect(outcome == BuiltProgram.Outcome(output: "true\n", errors: "", status: 0))
    }

    @Test func noConfigurationButAPasswordIsWanted() throws {
        let message = try failure(["-e", "Archive('me', nil, {auth_url = 'http://127.0.0.1:9/v3'})"])
        #expect(
            message == """
                a password is needed, and there is no terminal to ask for it
                Give password = … to Archive, or set OS_PASSWORD (or CSCS_PASS), or put it in clouds.yaml or secure.yaml. '127.0.0.1:9' is at http://127.0.0.1:9/v3 (auth_url in clouds.yaml, or OS_AUTH_URL).
                """)
    }

    @Test func aCloudThatIsNotThere() throws {
        try program.write("clouds: {work: {auth: {auth_url: 'http://127.0.0.1:9/v3'}}}", to: "clouds.yaml")
        let message = try failure(["--cloud", "wrok", "-e", "print(archive.username)"])
        #expect(message.hasPrefix("there is no cloud named 'wrok'\nDid you mean 'work'? "), "\(message)")
    }

    @Test(arguments: ["clouds: [", "clouds: 7", "\u{0}\u{1}", "clouds: {work: 5}", "- a\n- b"])
    func aFileOfCloudsThatIsNone(_ text: String) throws {
        try program.write(text, to: "clouds.yaml")
        let message = try failure(["--cloud", "work", "-e", "print(archive.username)"])
        #expect(message.contains("clouds.yaml"), "\(message)")
    }

    @Test func aFolderWhereAFileIsWantedAndTheOtherWayRound() throws {
        try program.write("mine", to: "file")
        try FileManager.default.createDirectory(atPath: program.home + "/folder", withIntermediateDirectories: true)
        #expect(try failure(["--local=file", "-e", "print(archive.username)"]).hasPrefix("could not open 'file': Not a directory\n"))
        #expect(try failure(["--local=file/below", "-e", "print(archive.username)"]).contains("'file"))
        let isDirectory = try program.run(["folder"])
        #expect(isDirectory.status == 1 && isDirectory.errors == "archive-lua: cannot read folder: Is a directory\n")
        #expect(try failure(["-e", "set_logger('folder')"]).hasPrefix("cannot open the log file 'folder': Is a directory"))
        #expect(try String(contentsOfFile: program.home + "/file", encoding: .utf8) == "mine")
        #expect(filesMade() == ["file", "folder"])
    }

    // MARK: A service that is none

    static let nonsense: [(title: String, body: String)] = [
        ("a page of a hotel", "<html><title>Welcome</title></html>"), ("JSON that is no list", #"{"error": "no"}"#),
        ("a list that ends too early", #"[{"name": "a", "bytes": 1"#), ("names that are numbers", "[1, 2, 3]"),
        ("a size that is a word", #"[{"name": "a", "bytes": "many", "hash": "x"}]"#),
        ("bytes that are no text", "\u{FFFD}\u{0}["), ("more after the list", "[] []"),
    ]

    @Test(arguments: nonsense.indices) func aListingThatIsNone(_ index: Int) throws {
        let server = try FaultServer { request in
            request.method == "HEAD" ? .status(204, [("X-Container-Object-Count", "1")]) : .status(200, [("Content-Type", "text/html")], Self.nonsense[index].body)
        }
        let message = try failure(
            ["-e", "Container('c'):list()"], environment: ["OS_STORAGE_URL": server.url("/v1/AUTH_a"), "OS_AUTH_TOKEN": "t"])
        #expect(message.contains("the server's listing is not JSON"), "\(Self.nonsense[index].title): \(message)")
        #expect(!message.contains("unexpected failure") && !message.contains("report this"), "\(message)")
        server.stop()
    }

    @Test(arguments: ["Container('c'):list()", "Container('c'):read('f')", "Container('c'):download('f', 'down')", "Container('c'):upload('sent')"])
    func aServerThatClosesWithoutAnswering(_ statement: String) throws {
        let server = try FaultServer { request in request.method == "HEAD" ? .status(204) : .silence }
        try program.write("mine", to: "sent")
        let message = try failure(
            ["-e", statement], environment: ["OS_STORAGE_URL": server.url("/v1/AUTH_a"), "OS_AUTH_TOKEN": "t"])
        #expect(message.contains("the connection to 127.0.0.1:\(server.port) was cut off") && message.hasSuffix("\nTry again."), "\(message)")
        // It was tried again before it was given up.
        #expect(server.requests.filter { $0.method != "HEAD" }.count > 1)
        #expect(filesMade().filter { $0 != "sent" && $0 != "down" } == [])
        server.stop()
    }

    @Test func aServerThatClosesAtTheSignIn() throws {
        let server = try FaultServer { _ in .silence }
        let message = try failure(
            ["-e", "print(archive.username)"],
            environment: ["OS_AUTH_URL": server.url("/v3"), "OS_USERNAME": "me", "OS_PASSWORD": "hunter2", "OS_PROJECT_NAME": "p"])
        #expect(message.contains("127.0.0.1:\(server.port)") && !message.contains("hunter2"), "\(message)")
        server.stop()
    }

    @Test func aPortWhereNobodyListens() throws {
        let (held, port) = try LoopbackSocket.bind()
        defer { close(held) }
        let message = try failure(
            ["-e", "Container('c')"], environment: ["OS_STORAGE_URL": "http://127.0.0.1:\(port)/v1/AUTH_a", "OS_AUTH_TOKEN": "t"])
        #expect(
            message == """
                cannot connect to 127.0.0.1:\(port): connection refused
                Check the address, the network, and the VPN if there is one.
                """)
    }

    // MARK: Certificates

    static let certificates = [
        ("tls-expired", "it has expired", "Its administrators must renew it."),
        ("tls-other-host", "it is for another host", "Check the address"),
        ("tls-self-signed", "no authority that is trusted here signed it", "OS_CACERT"),
        ("tls-no-ca", "no authority that is trusted here signed it", "OS_CACERT"),
    ]

    @Test(.enabled(if: TestCloud.isRunning), arguments: certificates)
    func aCertificateThatProvesNothing(cloud: String, reason: String, hint: String) throws {
        let service = try TestCloud.required()
        let message = try failure(
            ["--cloud", cloud, "-e", "print(archive.username)"], environment: ["OS_CLIENT_CONFIG_FILE": service.clouds_yaml])
        let lines = message.split(separator: "\n")
        #expect(lines.first?.hasSuffix("was refused: \(reason)") == true && lines.last?.contains(hint) == true, "\(message)")
    }

    @Test(.enabled(if: TestCloud.isRunning)) func aCertificateOfTheStoreThatProvesNothing() async throws {
        let service = try TestCloud.required()
        let token = try await service.token(of: "alice")
        for kind in ["expired", "other_host", "self_signed"] {
            let message = try failure(
                ["-e", "Container('project_info')"],
                environment: [
                    "OS_STORAGE_URL": service.projects["MyProject"]?.tls_storage_urls[kind] ?? "", "OS_AUTH_TOKEN": token,
                    "OS_CACERT": service.ca_file,
                ])
            #expect(message.contains("certificate") && message.contains("was refused"), "\(kind): \(message)")
        }
    }

    @Test(.enabled(if: TestCloud.isRunning)) func anAuthorityThatCannotBeRead() throws {
        let service = try TestCloud.required()
        var environment = try service.environment(of: "alice")
        environment["OS_AUTH_URL"] = service.keystone.tls_urls["good"]
        for file in ["absent.pem", try program.write("no certificate", to: "none.pem")] {
            environment["OS_CACERT"] = file
            let message = try failure(["-e", "print(archive.username)"], environment: environment)
            #expect(message.contains(file) && message.contains("OS_CACERT"), "\(message)")
        }
    }
}
