import ArchiveAPI
import Foundation
import Testing

@testable import TestSupport

/// Contents of every kind through the program, to the real service and back.
@Suite(.enabled(if: TestCloud.isRunning)) struct RealTransferTests {
    /// Uploads a file, downloads it, and compares both with what the service has.
    private func roundTrip(_ program: BuiltProgram, _ sample: ContainerSample, _ name: String) throws {
        let script = """
            local c = Container("\(sample.name)")
            assert(c:upload("\(name)", "dir")[1] == "dir/\(name)")
            print(c:download("dir/\(name)", "back"))
            local f = c:get("dir/\(name)")
            print(f.bytes, f.hash)
            """
        let outcome = try program.run(["--quiet", "-e", script], environment: sample.environment())
        let size = try FileManager.default.attributesOfItem(atPath: program.home + "/" + name)[.size] as? Int ?? -1
        let md5 = try program.run([name], program: "/usr/bin/md5sum", name: "md5sum").output.prefix(32)
        #expect(outcome == BuiltProgram.Outcome(output: "back/dir/\(name)\n\(size)\t\(md5)\n", errors: "", status: 0))
        #expect(try program.run([name, "back/dir/\(name)"], program: "/usr/bin/cmp", name: "cmp").status == 0)
    }

    @Test func threeHundredMegabytes() async throws {
        let sample = try await ContainerSample(try TestCloud.required())
        let program = try BuiltProgram()
        defer { try? FileManager.default.removeItem(atPath: program.home) }
        _ = try program.run(
            ["-c", "head -c 300000000 /dev/urandom > big.bin"], program: "/bin/sh", name: "sh")
        try roundTrip(program, sample, "big.bin")
        let outcome = try program.run(
            ["-e", "local c = Container('\(sample.name)') c:copy('dir/big.bin', 'copy') for f in c:files() do print(f.name, f.bytes) f:delete() end print(c:count())"],
            environment: sample.environment())
        #expect(outcome.output == "copy/big.bin\t300000000\ndir/big.bin\t300000000\n0\n", "\(outcome.errors)")
    }

    @Test func zeroBytes() async throws {
        let sample = try await ContainerSample(try TestCloud.required())
        let program = try BuiltProgram()
        try program.write("", to: "empty")
        try roundTrip(program, sample, "empty")
        let outcome = try program.run(
            ["-e", "local f = Container('\(sample.name)'):get('dir/empty') print(#f:read(), f:size(), f:open():read('a') == '', f:open():read(1))"],
            environment: sample.environment())
        #expect(outcome.output == "0\t0\ttrue\tnil\n", "\(outcome.errors)")
    }

    /// The stored bytes, whatever `Content-Encoding` says of them: those are what the checksum is of.
    @Test func compressed() async throws {
        let sample = try await ContainerSample(try TestCloud.required())
        let program = try BuiltProgram()
        let stored: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0, 0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0]
        try await sample.cloud.request(
            "PUT", "\(sample.name)/a.txt", token: sample.token,
            headers: [("Content-Encoding", "gzip"), ("Content-Type", "text/plain")], stored)
        let script = """
            local c = Container("\(sample.name)")
            print(c:download("a.txt", "down"), #c:read("a.txt"), c:read("a.txt", false) == c:read("a.txt"), c:get("a.txt").bytes)
            """
        let outcome = try program.run(["--quiet", "-e", script], environment: sample.environment())
        #expect(outcome.output == "down/a.txt\t21\ttrue\t21\n", "\(outcome.errors)")
        #expect(FileManager.default.contents(atPath: program.home + "/down/a.txt") == Data(stored))
    }
}
