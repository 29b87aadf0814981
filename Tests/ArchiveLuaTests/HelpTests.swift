import Testing

@testable import archive_lua

/// Everything that a script can name explains itself.
@Suite struct HelpTests {
    /// What `help` prints about each member of each class, by the member's full name.
    private func texts() throws -> [String: String] {
        let script = """
            local c = archive:find_container("MyContainer")
            local _, e = pcall(c.get, c, "absent")
            local public = PublicContainer(archive:find_container("my_container").public_url)
            local file = c:get("README.txt")
            for _, object in ipairs{archive, c.project, c, public, file, file:open(), c:tree(), c:usage(), file:head(), e} do
              local class = debug.getmetatable(object).__name
              print("\\1" .. class)
              help(object)
              for _, name in ipairs(dir(object)) do
                print("\\1" .. class .. "." .. name)
                local value = object[name]
                if type(value) == "function" then help(value) else help(class .. "." .. name) end
              end
            end
            for _, name in ipairs{"LocalArchive", "scale_bytes", "set_logger", "help", "dir", "spawn", "parallel",
                "args", "print_table", "to_json", "from_json", "to_csv"} do
              print("\\1" .. name)
              help(_G[name])
            end
            """
        let program = try BuiltProgram()
        let outcome = try program.run(["--local=archive", try program.write(script, to: "help.lua")])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let parts = outcome.output.split(separator: "\u{1}").map { $0.split(separator: "\n", maxSplits: 1) }
        return Dictionary(uniqueKeysWithValues: parts.map { (String($0[0]), String($0.count > 1 ? $0[1] : "")) })
    }

    @Test func everyMemberIsExplained() throws {
        let texts = try texts()
        #expect(texts.count > 90)
        for (name, text) in texts {
            let lines = text.split(separator: "\n")
            #expect(lines.count >= 2, "\(name): \(text)")
            let last = name.split(separator: ".").last ?? ""
            #expect(lines.first?.contains(last) == true, "\(name): \(text)")
        }
    }

    @Test func aClassExplainsHowItIsMade() throws {
        let texts = try texts()
        let archive = try #require(texts["Archive"])
        for part in ["Archive(username=nil", "storage_url", "an account's address", "Properties", "find_container(container) -> Container"] {
            #expect(archive.contains(part), "\(archive)")
        }
        #expect(texts["PublicContainer"]?.contains("https://host/v1/AUTH_id/container") == true)
        #expect(texts["PublicContainer"]?.contains("upload") == false)
        #expect(texts["Container"]?.contains("upload(local_paths") == true)
    }
}
