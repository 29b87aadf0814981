import Foundation
import Testing

@testable import TestSupport

/// The recipes that come with the program: each is small, good, and does what its tests say, here and on the real service.
@Suite struct RecipeCollectionTests {
    private static let folder = BuiltProgram.root + "/recipes"
    static let names = BuiltProgram.shippedRecipes

    @Test func thereAreTwelve() throws {
        #expect(Self.names.count >= 12)
        let listed = try BuiltProgram().run(["recipe", "list"])
        #expect(listed.errors.isEmpty && Self.names.allSatisfy { listed.output.contains("\n\($0) ") }, "\(listed)")
    }

    @Test(arguments: names) func itIsSmall(_ name: String) throws {
        let lines = try String(contentsOfFile: "\(Self.folder)/\(name).lua", encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 161)
    }

    @Test(arguments: names) func itsTestsPass(_ name: String) throws {
        let outcome = try BuiltProgram().run(["recipe", "test", name])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(.enabled(if: TestCloud.isRunning), arguments: names) func itsTestsPassOnTheRealService(_ name: String) throws {
        let environment = try TestCloud.required().environment(of: "alice")
        let outcome = try BuiltProgram().run(["recipe", "test", "--here", name], environment: environment)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
}
