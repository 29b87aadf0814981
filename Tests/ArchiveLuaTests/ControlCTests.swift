import Foundation
import Testing

@testable import TestSupport

/// Ctrl-C in the middle of a request to the real service, in a script and in a session. A proxy holds the
/// request at a chosen byte, so no clock decides what is interrupted.
@Suite(.enabled(if: TestCloud.isRunning)) struct ControlCTests {
    /// Something that is interrupted; `c` is the container.
    struct Operation: CustomTestStringConvertible, Sendable {
        let title: String
        let statement: String
        /// When, by the container.
        let moment: @Sendable (ContainerSample) -> HoldingProxy.Moment
        var testDescription: String { title }
    }

    static let operations: [Operation] = [
        Operation(title: "listing", statement: "c:list()") {
            .beforeAnswer(to: "GET \($0.account)/\($0.name)?")
        },
        Operation(title: "listing that has begun to arrive", statement: "c:list()") {
            .inAnswer(to: "GET \($0.account)/\($0.name)?", after: 400)
        },
        Operation(title: "iterator", statement: "for f in c:files() do print(f) end") {
            .beforeAnswer(to: "GET \($0.account)/\($0.name)?")
        },
        Operation(title: "upload of a new object", statement: "c:upload('new.bin')") {
            .inRequest("PUT \($0.path("new.bin"))", after: 1_000_000)
        },
        Operation(title: "upload over an object", statement: "c:upload('old.bin', '', true)") {
            .inRequest("PUT \($0.path("old.bin"))", after: 1_000_000)
        },
        Operation(title: "upload of several", statement: "c:upload({'new.bin', 'other.bin'})") {
            .inRequest("PUT \($0.path("new.bin"))", after: 1_000_000)
        },
        Operation(title: "download", statement: "c:download('old.bin', 'down')") {
            .inAnswer(to: "GET \($0.path("old.bin"))", after: 1_000_000)
        },
        Operation(title: "download over a file", statement: "c:download('old.bin', 'there', true, true)") {
            .inAnswer(to: "GET \($0.path("old.bin"))", after: 1_000_000)
        },
        Operation(title: "download of a directory", statement: "c:download_directory('', 'down')") {
            .inAnswer(to: "GET \($0.path("old.bin"))", after: 1_000_000)
        },
        Operation(
            title: "downloads in parallel",
            statement: "parallel({'one', 'two', 'three'}, function(d) return c:download('old.bin', d) end)"
        ) {
            .inAnswer(to: "GET \($0.path("old.bin"))", after: 1_000_000)
        },
        Operation(title: "read", statement: "c:read('old.bin')") {
            .inAnswer(to: "GET \($0.path("old.bin"))", after: 1_000_000)
        },
        Operation(title: "copy", statement: "c:copy('old.bin', 'copies')") {
            .beforeAnswer(to: "\($0.path("old.bin")) HTTP")
        },
    ]

    private static let old = [UInt8](repeating: UInt8(ascii: "o"), count: 4_000_000)

    /// A program whose folder holds the files to send, and a container with an old object.
    private func prepare(_ operation: Operation) async throws -> (BuiltProgram, ContainerSample, HoldingProxy) {
        let cloud = try TestCloud.required()
        let sample = try await ContainerSample(cloud)
        try await sample.put("old.bin", Self.old)
        let program = try BuiltProgram()
        for name in ["new.bin", "other.bin", "old.bin"] {
            try program.write(String(repeating: "n", count: 4_000_000), to: name)
        }
        try FileManager.default.createDirectory(atPath: program.home + "/there", withIntermediateDirectories: true)
        try program.write("mine", to: "there/old.bin")
        let port = URLComponents(string: cloud.swift.url)?.port ?? 0
        return (program, sample, try HoldingProxy(to: port, holding: operation.moment(sample)))
    }

    private func environment(_ sample: ContainerSample, _ proxy: HoldingProxy) -> [String: String] {
        sample.environment(at: proxy.url(for: sample.cloud.projects["MyProject"]?.storage_url ?? ""))
    }

    /// Nothing half done under its own name: neither here nor there. The next download goes on from what is kept
    /// beside it, and leaves nothing else.
    private func expectNothingHalf(_ program: BuiltProgram, _ sample: ContainerSample) async throws {
        for folder in ["down", "one", "two", "three"] {
            #expect(!FileManager.default.fileExists(atPath: program.home + "/\(folder)/old.bin"))
        }
        #expect(try String(contentsOfFile: program.home + "/there/old.bin", encoding: .utf8) == "mine")
        #expect(try await sample.content(of: "new.bin") == nil)
        #expect(try await sample.content(of: "old.bin") == Self.old)
        if let other = try await sample.content(of: "other.bin") { #expect(other.count == Self.old.count) }
        let again = try program.run(
            ["-e", "c = Container('\(sample.name)') for _, d in ipairs{'down', 'there', 'one'} do c:download('old.bin', d, true, true) end"],
            environment: sample.environment())
        #expect(again.status == 0, "\(again.errors)")
        for folder in ["down", "there", "one"] {
            #expect(try FileManager.default.contentsOfDirectory(atPath: program.home + "/" + folder) == ["old.bin"])
            #expect(FileManager.default.contents(atPath: program.home + "/\(folder)/old.bin") == Data(Self.old))
        }
    }

    @Test(arguments: operations) func inAScript(_ operation: Operation) async throws {
        let (program, sample, proxy) = try await prepare(operation)
        try program.write("c = Container('\(sample.name)')\n\(operation.statement)\nprint('went on')", to: "s.lua")
        let session = try TerminalSession(["s.lua"], in: program, environment: environment(sample, proxy))
        try proxy.waitUntilHeld()
        session.interrupt()
        #expect(try session.end() == 130)
        #expect(session.rest.contains("interrupted") && !session.rest.contains("went on"))
        try await expectNothingHalf(program, sample)
    }

    @Test(arguments: operations) func inASession(_ operation: Operation) async throws {
        let (program, sample, proxy) = try await prepare(operation)
        let session = try TerminalSession(["--quiet"], in: program, environment: environment(sample, proxy))
        try session.learnPrompt()
        try session.enter("c = Container('\(sample.name)')")
        session.type(operation.statement + "\r")
        try proxy.waitUntilHeld()
        session.interrupt()
        #expect(try session.wait(for: "\n" + session.prompt).contains("interrupted"))
        #expect(try session.enter("c.name").contains("\n\"\(sample.name)\"\n"))
        try await expectNothingHalf(program, sample)
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }

    @Test(arguments: ["POST /v3/auth/tokens", "GET /v3/auth/projects"]) func duringSignIn(_ request: String) throws {
        let cloud = try TestCloud.required()
        let keystone = URLComponents(string: cloud.keystone.url)?.port ?? 0
        var environment = try cloud.environment(of: "alice")
        func proxied() throws -> HoldingProxy {
            let proxy = try HoldingProxy(to: keystone, holding: .beforeAnswer(to: request))
            environment["OS_AUTH_URL"] = proxy.url(for: cloud.keystone.url)
            return proxy
        }
        let program = try BuiltProgram()
        let first = try proxied()
        let script = try TerminalSession(["-e", "for name in pairs(archive.projects) do print(name) end"], in: program, environment: environment)
        try first.waitUntilHeld()
        script.interrupt()
        #expect(try script.end() == 130)
        #expect(script.rest.contains("interrupted") && !script.rest.contains("MyProject"))

        let second = try proxied()
        let session = try TerminalSession(["--quiet"], in: program, environment: environment)
        try session.wait(for: "> ")
        session.type("for name in pairs(archive.projects) do print(name) end\r")
        try second.waitUntilHeld()
        session.interrupt()
        #expect(try session.wait(for: "> ").contains("interrupted"))
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
    }
}
