import Foundation
import Testing

@testable import TestSupport

/// Where `set_logger` sends what happens behind the scenes, and what never goes there.
@Suite(.enabled(if: TestCloud.isRunning)) struct LoggingTests {
    private func run(_ script: String) async throws -> (outcome: BuiltProgram.Outcome, log: String?, secrets: [String]) {
        let program = try BuiltProgram()
        let cloud = try TestCloud.required()
        let token = try await cloud.token(of: "alice")
        let environment = try cloud.environment(of: "alice").merging(["CONTRACT_TOKEN": token]) { $1 }
        let outcome = try program.run(["-e", script], environment: environment)
        let log = try? String(contentsOfFile: program.home + "/log.txt", encoding: .utf8)
        return (outcome, log, [token, environment["OS_PASSWORD"] ?? ""])
    }

    @Test(arguments: ["set_logger(nil, \"DEBUG\")", "set_logger{level = \"ERROR\"}", "set_logger(\"screen\", \"CRITICAL\")", ""])
    func nothingIsLoggedWhereNothingIsWanted(_ call: String) async throws {
        let outcome = try await run(call + " print(archive.username)").outcome
        #expect(outcome == BuiltProgram.Outcome(output: "alice\n", errors: "", status: 0))
    }

    @Test(arguments: ["set_logger{level = \"DEBUG\"}", "set_logger(\"Screen\", \"DEBUG\")", "set_logger(\"log.txt\", \"DEBUG\")"])
    func noSecretIsLogged(_ call: String) async throws {
        let (outcome, file, secrets) = try await run(
            call + " print(archive.username, Archive(\"alice\", os.getenv \"CONTRACT_TOKEN\").projects.MyProject.container_names[1] ~= nil)")
        #expect(outcome.output == "alice\ttrue\n", "\(outcome.errors)")
        let log = file ?? outcome.errors
        #expect(log.contains("DEBUG archive.http:") && log.contains("/auth/tokens"))
        #expect(file == nil || outcome.errors.isEmpty)
        for secret in secrets { #expect(!log.contains(secret)) }
    }
}
