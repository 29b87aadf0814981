import Foundation
import Testing

@testable import archive_lua

/// What the program says of itself to editors, shells and readers.
@Suite struct EditorSupportTests {
    @Test func theReferenceIsCurrent() throws {
        let outcome = try BuiltProgram().run(
            [BuiltProgram.root + "/scripts/reference", "--check", BuiltProgram.path], program: "/bin/bash", name: "bash")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test func theReferenceHasEveryMember() throws {
        let text = try BuiltProgram().run(["--reference"]).output
        for part in [
            "## Container\n", "### Container:copy\n", "| `overwrite` | boolean | `false` | replace a file that is there |",
            "| `bytes` | integer | the size in bytes |", "### FileHandle:read\n", "## ArchiveError\n", "### scale_bytes\n",
            "one of `\"bytes\"`, `\"kB\"`", "- `archive`: [Archive](#archive)", "- `null`: [Null](#null)", "### Task:wait\n", "### args\n",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("### PublicContainer:upload"))
        // A fence that is not closed would turn the rest into code.
        #expect(text.split(separator: "\n").count { $0.hasPrefix("```") } % 2 == 0)
    }

    @Test func annotationsAreLuaThatEditorsRead() throws {
        let program = try BuiltProgram()
        let outcome = try program.run(["--annotations", "types/lua"])
        #expect(outcome == BuiltProgram.Outcome(output: "types/lua/archive_lua.lua\n", errors: "", status: 0))
        let text = try String(contentsOfFile: program.home + "/types/lua/archive_lua.lua", encoding: .utf8)
        for part in [
            "---@meta archive_lua\n", "---@class File\n", "---@field bytes integer the size in bytes\n",
            "---@param units? \"bytes\"|\"kB\"|\"MB\"|\"GB\"|\"TB\" the unit of the result (default \"bytes\")\n",
            "---@overload fun(self: File, local_directory: string, options: File.download.options): string\n",
            "---@class File.download.options\n", "---@field with_tree? boolean", "function File:download(local_directory, with_tree, overwrite) end\n",
            "---@field newer_than? archive_lua.date", "---@return File[]\n", "---@return fun(): File\n", "---@type Archive\narchive = nil\n",
            "function spawn(fn, ...) end\n", "local FileHandle = {}\n", "  to_json = to_json,\n", "---@field hint? string",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        // It is Lua, and every name that it declares is there.
        let script = """
            local environment = setmetatable({}, {__index = function() end})
            local module = assert(loadfile("types/lua/archive_lua.lua", "t", environment))()
            for name, value in pairs(module) do assert(_G[name] ~= nil, name) end
            for name in pairs(environment) do assert(_G[name] ~= nil, name) end
            for _, name in ipairs{"Archive", "Project", "Container", "PublicContainer", "File"} do
              for _, member in ipairs(dir(_G[name])) do
                local text = io.open("types/lua/archive_lua.lua"):read("a")
                assert(text:find("field " .. member, 1, true) or text:find(name .. ":" .. member, 1, true), member)
              end
            end
            print(module.to_json ~= nil)
            """
        let read = try program.run(["-e", script])
        #expect(read.output == "true\n", "\(read.errors)")
    }

    @Test func annotationsReplaceTheirOwnOnly() throws {
        let program = try BuiltProgram()
        for _ in 1...2 { #expect(try program.run(["--annotations=."]).status == 0) }
        try program.write("-- mine\n", to: "archive_lua.lua")
        let refused = try program.run(["--annotations", "."])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("'./archive_lua.lua' is there, and was not made by --annotations"))
        #expect(try String(contentsOfFile: program.home + "/archive_lua.lua", encoding: .utf8) == "-- mine\n")
        let impossible = try program.run(["--annotations", "archive_lua.lua/x"])
        #expect(impossible.status == 1 && impossible.errors.contains("could not write"))
    }

    @Test(arguments: [
        ("list of strings", "string[]"), ("string or false", "string|false"), ("string, File, or list of them", "string|File|(string|File)[]"),
        ("string, or list of strings for a list", "string|string[]"), ("Container or PublicContainer", "Container|PublicContainer"),
        ("iterator of Files", "fun(): File"), ("table {read = list, write = list}", "{ read: any[], write: any[] }"),
        ("table {user, roles}", "table"), ("number or string such as \"20 MB/s\"", "number|string"), ("any value", "any"),
        ("something new", "any"), ("date", "archive_lua.date"), ("string, number or nil", "string|number|nil"),
    ]) func typesOfAnnotations(words: String, type: String) { #expect(AnnotatedType.text(for: words) == type) }

    @Test func everyOptionIsKnownToTheCompletions() {
        let known = Set(CommandLineOption.all.map(\.name))
        // Also those that stand in the text; a dash alone, and two, are none.
        let listed = Usage.help(program: "p").matches(of: #/[\s'](--?[A-Za-z][a-z-]*)/#).map { String($0.1) }
        #expect(Set(listed) == known)
    }
}
