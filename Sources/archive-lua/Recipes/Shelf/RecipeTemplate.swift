import ArchiveAPI
import Glibc

/// What `recipe new` writes: a recipe that runs, and its test.
enum RecipeTemplate {
    /// Writes both into the current folder, and overwrites nothing.
    static func write(_ name: String) throws {
        guard RecipeHeader.isName(name) else {
            throw ArchiveError(.usage, "'\(name)' is no name of a recipe: small letters, digits, - and _", path: name)
        }
        let files = [("\(name).lua", recipe(name)), ("\(name)_test.lua", test(name))]
        for (path, _) in files where access(path, F_OK) == 0 {
            throw ArchiveError(.exists, "there is '\(path)' already", hint: "Choose another name, or another folder.", path: path)
        }
        // What cannot be marked as one's own is not begun.
        _ = try RecipeLock.load()
        for (path, text) in files { try create(path, text) }
        try Agreement(try RecipeFile(path: "\(name).lua")).remember(.own)
        Screen.write(
            """
            \(name).lua       what it says of itself, and what it does
            \(name)_test.lua  its tests: archive-lua recipe test ./\(name).lua
            Run it:           archive-lua run ./\(name).lua --container MyContainer

            """)
    }

    private static func create(_ path: String, _ text: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else {
            throw ArchiveError(.localFile, "could not write '\(path)': \(String(cString: strerror(errno)))", path: path)
        }
        defer { close(file) }
        Screen.writeNow(text, to: file)
    }

    private static func recipe(_ name: String) -> String {
        """
        #!/usr/bin/env archive-lua
        -- /// recipe
        -- name = "\(name)"
        -- version = "0.1.0"
        -- summary = "Count the files of a container"
        -- authors = []
        -- license = "Apache-2.0"
        -- requires = ">=1.0"
        -- effects = ["read"]
        -- containers = ["*/{container}"]
        -- reads = []
        -- writes = []
        -- [arguments.container]
        -- type = "container"
        -- required = true
        -- help = "the container to count in"
        -- ///

        local container = archive:find_container(args.container)
        local count, bytes = 0, 0
        for file in container:files() do
          count = count + 1
          bytes = bytes + file.bytes
        end
        print(count .. " files, " .. scale_bytes(bytes, "MB") .. " MB")
        return {count = count, bytes = bytes}

        """
    }

    private static func test(_ name: String) -> String {
        """
        test("counts what is there", function()
          local container = scratch{["a.txt"] = "12345", ["b/c.txt"] = "678"}
          local outcome = run{container = container.name}
          assert(outcome.ok, outcome.output)
          assert(outcome.result.count == 2 and outcome.result.bytes == 8)
        end)

        """
    }
}
