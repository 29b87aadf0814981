import Foundation

@testable import TestSupport

extension TestCloud {
    struct Unfilled: Error { let reason: String }

    /// Makes a container of small real objects in MyProject, and returns its name.
    func makeContainer(objects count: Int) throws -> String {
        let name = "t-many-\(UUID().uuidString.prefix(8).lowercased())"
        let outcome = try BuiltProgram().run(
            ["bulk", name, String(count), "MyProject"], environment: ["ARCHIVE_LUA_CLOUD": folder],
            program: BuiltProgram.root + "/scripts/cloud", name: "cloud")
        guard outcome.status == 0 else { throw Unfilled(reason: outcome.errors) }
        return name
    }
}
