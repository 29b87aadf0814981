import Foundation
import Testing

/// A disk that is full, and one that may not be written to.
@Suite(.enabled(if: SmallDisk.isPossible)) struct FullDiskTests {
    private let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    /// Runs a statement on the practice archive and says what came of it and what is on the disk then.
    private func attempt(_ statement: String, on disk: SmallDisk) throws -> String {
        try program.write(String(repeating: "x", count: 1_000_000), to: "big.bin")
        let script = """
            c = Container("MyContainer")
            c:upload("big.bin", "", true)
            local ok, e = pcall(function() \(statement) end)
            print(ok, not ok and e.code, not ok and e.message)
            print(not ok and e.hint)
            io.write(io.popen("cd disk && find . -type f -exec head -c 10 {} + && find . -name '*.part'"):read("a"))
            """
        let outcome = try disk.run(["--quiet", "--local=archive", "-e", script], in: program)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
        return outcome.output
    }

    @Test func aDownloadLeavesNothing() throws {
        #expect(
            try attempt("c:download('big.bin', 'disk')", on: SmallDisk()) == """
                false\tlocal_file\tcould not write 'disk/big.bin': No space left on device
                Free some space, or choose another directory.

                """)
    }

    @Test func aDownloadLeavesTheFileThatItWouldReplace() throws {
        let disk = SmallDisk(preparation: "printf mine > disk/big.bin")
        #expect(
            try attempt("c:download('big.bin', 'disk', true, true)", on: disk) == """
                false\tlocal_file\tcould not write 'disk/big.bin': No space left on device
                Free some space, or choose another directory.
                mine
                """)
    }

    @Test func aReadOnlyDiskIsSaidToBeOne() throws {
        let disk = SmallDisk(preparation: "printf mine > disk/big.bin && mount -o remount,ro disk")
        #expect(
            try attempt("c:download('big.bin', 'disk', true, true)", on: disk) == """
                false\tlocal_file\tcould not create 'disk/big.bin': Read-only file system
                That file system is read-only: choose another directory.
                mine
                """)
    }

    @Test func aDirectoryThatCannotBeMade() throws {
        let disk = SmallDisk(preparation: "mount -o remount,ro disk")
        #expect(
            try attempt("c:download('big.bin', 'disk/new')", on: disk) == """
                false\tlocal_file\tcould not open the directory 'disk/new': Read-only file system
                That file system is read-only: choose another directory.

                """)
    }

    /// The same of an archive that is itself on the disk.
    private func inArchive(_ disk: SmallDisk, _ script: String) throws -> String {
        try program.write(String(repeating: "x", count: 1_000_000), to: "big.bin")
        let outcome = try disk.run(["--quiet", "-e", script], in: program)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
        return outcome.output
    }

    @Test func anArchiveThatFindsNoRoomForItsSample() throws {
        let output = try inArchive(
            SmallDisk(),
            "local ok, e = pcall(LocalArchive, 'disk/a') print(ok, e.code, e.message) print(e.hint)")
        #expect(output.hasPrefix("false\tlocal_file\t") && output.contains("disk/a") && output.contains("Free some space"), "\(output)")
    }

    @Test func anUploadIntoAFullArchiveLeavesTheOldObject() throws {
        let output = try inArchive(
            SmallDisk(options: "size=8m"),
            """
            local a = LocalArchive("disk/a")
            local p = a.projects.MyProject
            local c = p:create_container("c")
            local small = io.open("o.bin", "w") small:write("old") small:close()
            c:upload("o.bin")
            local f = io.open("disk/filler", "w") f:setvbuf("no")
            while f:write(("x"):rep(4096)) do end
            f:close()
            local big = io.open("o.bin", "w") big:write(("n"):rep(1000000)) big:close()
            local ok, e = pcall(c.upload, c, "o.bin", "", true)
            print(ok, e.code, e.hint)
            print(c:read("o.bin", false), c:count())
            os.remove("disk/filler")
            c:upload("o.bin", "", true)
            print(c:get("o.bin").bytes)
            """)
        #expect(
            output == """
                false\tlocal_file\tFree some space, or choose another directory.
                old\t1
                1000000

                """)
    }

    @Test func anArchiveOnAReadOnlyDisk() throws {
        let output = try inArchive(
            SmallDisk(preparation: "mount -o remount,ro disk"),
            "local ok, e = pcall(LocalArchive, 'disk/a') print(ok, e.code, e.message) print(e.hint)")
        #expect(output.hasPrefix("false\tlocal_file\t") && output.contains("disk/a") && output.contains("read-only"), "\(output)")
    }

    @Test func aLogOnAFullDiskStopsNothing() throws {
        let output = try inArchive(
            SmallDisk(options: "size=4k", preparation: "(head -c 4096 /dev/zero > disk/filler || true)"),
            """
            print(pcall(set_logger, "disk/log", "DEBUG"))
            print(#LocalArchive("a").projects.MyProject:get_container("MyContainer"):list() > 0)
            """)
        #expect(output.hasSuffix("true\n"), "\(output)")
    }
}
