import Foundation
import Testing

@testable import TestSupport

/// The examples of the README's first page run as they stand, one after the other.
@Suite struct ReadmeTests {
    /// All examples as one script.
    private func examples() throws -> String {
        let readme = try String(contentsOfFile: BuiltProgram.root + "/README.md", encoding: .utf8)
        let blocks = readme.components(separatedBy: "```lua\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(blocks.count >= 6)
        return blocks.joined(separator: "\n")
    }

    @Test func everyExampleRunsOnThePracticeArchive() throws {
        let program = try BuiltProgram()
        try program.write(try examples(), to: "readme.lua")
        let outcome = try program.run(["readme.lua"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("practice"))
    }

    @Test(.enabled(if: TestCloud.isRunning)) func everyExampleRunsOnTheRealService() throws {
        let program = try BuiltProgram()
        let environment = try TestCloud.required().environment(of: "alice")
        let sample = """
            local project, sample = archive.projects.MyProject, LocalArchive("sample").projects.MyProject
            for _, name in ipairs{"MyContainer", "my_container"} do
              if project.containers[name] then project:delete_container(name, {confirm = name}) end
              local to, files = project:create_container(name, name == "my_container"), sample:get_container(name):list()
              for i, path in ipairs(sample:get_container(name):download(files, "copy-of-" .. name)) do
                to:upload(path, files[i].dirname)
              end
            end
            """
        try program.write(sample, to: "sample.lua")
        let filled = try program.run(["sample.lua"], environment: environment)
        #expect(filled.status == 0, "\(filled.errors)")
        try program.write(try examples().replacing("xyzabc", with: "alice"), to: "readme.lua")
        let outcome = try program.run(["readme.lua"], environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("practice"))
    }

    @Test func readOnlyChangesNothing() throws {
        let program = try BuiltProgram()
        let script = """
            local function refused(f, ...) local ok, e = pcall(f, ...) assert(not ok and e.code == "not_permitted", tostring(e)) end
            for _, c in ipairs{archive:find_container("MyContainer"), Container("MyContainer", "me"),
                LocalArchive("other"):find_container("MyContainer")} do
              refused(c.delete, c, "README.txt")
              refused(c.copy, c, "README.txt", "x")
              refused(c.upload, c, arg[0])
              assert(#c:list() > 5)
            end
            """
        try program.write(script, to: "script.lua")
        let outcome = try program.run(["--read-only", "script.lua"])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
