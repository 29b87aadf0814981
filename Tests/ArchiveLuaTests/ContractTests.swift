import Foundation
import Testing

@testable import TestSupport

/// The contract of the Lua API, as Lua files in Tests/Contract that the built program runs.
@Suite struct ContractTests {
    @Test(arguments: ContractFile.all(in: "")) func practiceArchive(_ file: ContractFile) throws {
        let program = try BuiltProgram()
        let outcome = try program.run(
            ["--local=archive", ContractFile.runner, file.path],
            environment: [
                "CONTRACT_SERVICE": "local", "CONTRACT_PREFIX": "t-", "CONTRACT_USER": "me", "USER": "me",
                "CONTRACT_READER": "golgi",
            ])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(.enabled(if: TestCloud.isRunning), arguments: ContractFile.all(in: "") + ContractFile.all(in: "real"))
    func realService(_ file: ContractFile) async throws {
        let cloud = try TestCloud.required()
        var environment = try cloud.environment(of: "alice")
        environment["CONTRACT_SERVICE"] = "real"
        environment["CONTRACT_PREFIX"] = "t-\(UUID().uuidString.prefix(8).lowercased())-"
        environment["CONTRACT_USER"] = "alice"
        environment["CONTRACT_READER"] = "bob"
        environment.merge(try await file.preparation(on: cloud)) { $1 }
        let outcome = try BuiltProgram().run([ContractFile.runner, file.path], environment: environment)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
}

/// A Lua file of Tests/Contract.
struct ContractFile: CustomTestStringConvertible, Sendable {
    let path: String

    static let folder = BuiltProgram.root + "/Tests/Contract"
    static let runner = folder + "/run.lua"

    var testDescription: String { (path as NSString).lastPathComponent }

    /// All files of a folder but the runner.
    static func all(in subfolder: String) -> [ContractFile] {
        let place = subfolder.isEmpty ? folder : folder + "/" + subfolder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        return names.filter { $0.hasSuffix(".lua") && $0 != "run.lua" }.sorted().map { ContractFile(path: place + "/" + $0) }
    }

    /// What the file needs on the service before it runs, as the environment variables that tell it.
    func preparation(on cloud: TestCloud) async throws -> [String: String] {
        switch testDescription {
        case "large.lua", "sync_large.lua":
            return ["CONTRACT_LARGE": try await LargeObjectSample(cloud: cloud).make()]
        case "thirty_thousand.lua":
            return ["CONTRACT_MANY": try cloud.makeContainer(objects: 30_000)]
        case "users.lua", "sign_in.lua", "links.lua", "limits.lua", "own_segments.lua":
            return [
                "CONTRACT_TOKEN": try await cloud.token(of: "alice"),
                "CONTRACT_OTHER_TOKEN": try await cloud.token(of: "alice", project: "OtherProject"),
                "CONTRACT_STORAGE_URL": cloud.projects["MyProject"]?.storage_url ?? "",
                "CONTRACT_BOB_PASSWORD": cloud.users["bob"]?.password ?? "",
                "CONTRACT_CAROL_PASSWORD": cloud.users["carol"]?.password ?? "",
                "CONTRACT_DAVE_PASSWORD": cloud.users["dave"]?.password ?? "",
                "CONTRACT_TLS_EXPIRED": cloud.keystone.tls_urls["expired"] ?? "",
                "CONTRACT_TLS_OTHER_HOST": cloud.keystone.tls_urls["other_host"] ?? "",
                "CONTRACT_TLS_SELF_SIGNED": cloud.keystone.tls_urls["self_signed"] ?? "",
            ]
        default: return [:]
        }
    }
}
