import Testing

@testable import TestSupport

/// Public containers as a session with this or that configuration opens them.
@Suite(.enabled(if: TestCloud.isRunning)) struct PublicContainerTests {
    private let script = """
        local project, name = archive.projects.MyProject, "t-" .. os.getenv("RUN")
        local c = project:create_container(name, true)
        local ok, e = pcall(function() return PublicContainer(c.public_url):count() end)
        print(c.public_url:match("^%a+"), ok, ok or e.code, ok or e.hint)
        project:delete_container(name, {confirm = name})
        """

    private func run(_ cloud: String, _ environment: [String: String] = [:]) throws -> BuiltProgram.Outcome {
        let program = try BuiltProgram()
        let files = ["OS_CLIENT_CONFIG_FILE": try TestCloud.required().clouds_yaml, "RUN": "\(UInt32.random(in: 0...UInt32.max))"]
        return try program.run(
            ["--cloud", cloud, "-e", script], environment: files.merging(environment) { $1 })
    }

    @Test func theAuthorityOfTheConfiguredCloudIsTrusted() throws {
        let outcome = try run("tls")
        #expect(outcome.output == "https\ttrue\ttrue\ttrue\n", "\(outcome.errors)")
    }

    @Test func soIsTheOneOfTheEnvironment() throws {
        let authority = try TestCloud.required().ca_file
        let outcome = try run("tls-no-ca", ["OS_CACERT": authority])
        #expect(outcome.output == "https\ttrue\ttrue\ttrue\n", "\(outcome.errors)")
    }

    @Test func whoTrustsAnyCertificateToSignInTrustsNoneElsewhere() throws {
        let outcome = try run("tls-insecure")
        #expect(outcome.output.hasPrefix("https\tfalse\tnetwork\t"), "\(outcome.errors)")
        #expect(outcome.output.contains("OS_CACERT"))
    }
}
