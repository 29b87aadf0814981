import Foundation
import Testing

@testable import archive_lua

/// `archive-lua recipe test`: what tests see and reach, above all those of strangers.
@Suite struct RecipeTestRunTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    @discardableResult
    private func recipe(_ words: String...) throws -> BuiltProgram.Outcome { try program.run(["recipe"] + words) }

    private func write(_ code: String) throws { try program.write(RecipeText.recipe(code), to: "trial.lua") }

    @Test func aFailingTestFails() throws {
        try write("return 1")
        try program.write("test('it is two', function() assert(run{}.result == 2, 'not two') end)", to: "trial_test.lua")
        let outcome = try recipe("test", "./trial.lua")
        #expect(outcome.status == 1 && outcome.output == "FAILED  it is two\ntrial: 1 test, 1 failed\n" && outcome.errors.contains("not two"), "\(outcome)")
        try program.write("-- none", to: "trial_test.lua")
        #expect(try recipe("test", "./trial.lua").status == 1)
    }

    /// The tests of a recipe may do anything to the archive that they are given.
    @Test func aStrangersTestsDoNotGetOnesOwnArchive() throws {
        try write("return 1")
        try program.write("test('harm', function() archive:find_container('MyContainer'):delete('README.txt') end)", to: "trial_test.lua")
        let refused = try recipe("test", "--here", "./trial.lua")
        #expect(refused.status == 1 && refused.errors.contains("the recipe is not yours"), "\(refused)")
        #expect(try recipe("test", "./trial.lua").status == 0)
        #expect(try program.run(["-e", "print(archive:find_container('MyContainer'):exists('README.txt'))"]).output == "true\n")
        #expect(try recipe("trust", "./trial.lua").status == 0)
        #expect(try recipe("test", "--here", "./trial.lua").status == 0)
    }

    /// What a stranger's tests name as a second archive: one's own, a cloud, a URL, whatever is not theirs.
    @Test func aStrangersTestsReachNoArchiveButTheirs() throws {
        try FileManager.default.createDirectory(atPath: program.home + "/data", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: program.home + "/.config/openstack", withIntermediateDirectories: true)
        try program.write("clouds: {mycloud: {auth: {auth_url: \"http://127.0.0.1:9\", username: me, password: secret}}}\n", to: ".config/openstack/clouds.yaml")
        try program.write(
            RecipeText.recipe(
                effects: #""read", "write", "delete""#, header: ["[arguments.other]", "type = \"archive\"", "[arguments.public]", "type = \"archive\"", "[arguments.file]", "type = \"path\""],
                "if args.other then args.other:find_container('MyContainer'):delete('README.txt') end return args.file or 0"), to: "trial.lua")
        let own = program.home + "/.local/share/archive-lua/practice"
        #expect(try program.run(["--local", "-e", "print(archive:find_container('MyContainer'):exists('README.txt'))"]).output == "true\n")
        try program.write(
            """
            test("reaches", function()
              for _, other in ipairs{"\(own)", "mycloud", "http://127.0.0.1:9/v1/x/y", "file://\(own)/MyProject/MyContainer", "../..", "../../new", "/", "\(program.home)/data"} do
                local outcome = run{other = other}
                assert(not outcome.ok and outcome.error.code == "not_permitted", other)
              end
              for _, option in ipairs{"output", "output=x", "max-memory", "allow"} do
                assert(not pcall(run, {[option] = "../../new"}, {plan = true}), option)
              end
              local container = scratch()
              container:grant_access("PUBLIC")
              assert(run{public = container.public_url}.ok)
              assert(run{other = "./second"}.ok and run{other = "../third/"}.ok)
              local home = run{file = "~/x"}.result
              assert(not home:find("\(program.home)", 1, true) and home:find("/home/x$"), home)
            end)
            """, to: "trial_test.lua")
        let outside = "\(NSTemporaryDirectory())/outside-\(UUID())"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: outside) }
        let outcome = try program.run(["--local=archive", "recipe", "test", "./trial.lua"], environment: ["TMPDIR": outside])
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try program.run(["--local", "-e", "print(archive:find_container('MyContainer'):exists('README.txt'))"]).output == "true\n")
        #expect(!FileManager.default.fileExists(atPath: outside + "/new"))
    }

    @Test func whatAStrangersTestsKnowOfTheirSurroundings() {
        let all = [
            "PATH": "/bin", "OS_PASSWORD": "secret", "OS_CLOUD": "mycloud", "CSCS_PASS": "secret", "HOME": "/home/me", "XDG_DATA_HOME": "/home/me/data",
            "AWS_SECRET_ACCESS_KEY": "secret", "HTTPS_PROXY": "http://me:secret@proxy", RecipeRun.within: "/tmp/x",
        ]
        #expect(RecipeTestRun.environment(all, in: "/tmp/x") == [
            "PATH": "/bin", "HOME": "/tmp/x/home", "TMPDIR": "/tmp/x", RecipeRun.within: "/tmp/x", ArchiveArgument.within: "/tmp/x",
        ])
    }
}
