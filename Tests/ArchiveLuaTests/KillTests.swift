import Foundation
import Testing

@testable import TestSupport

/// `kill -9` at random moments of a sync, then the same call, until it is done: every byte is right, nothing half had
/// a final name, and what was confirmed does not move a second time.
@Suite(.enabled(if: TestCloud.isRunning), .serialized) struct KillTests {
    private static let kills = 50

    /// What the runs of one direction came to.
    private struct Counts: CustomStringConvertible {
        var operations = 0
        var runs = 0
        var kills = 0
        var requests = 0
        var bytes = 0
        var moved = 0
        var halves = 0
        var again = 0
        var losses = 0

        var description: String {
            "\(operations) operations in \(runs) runs, \(kills) kills, \(requests) requests, \(moved) bytes moved for \(bytes), "
                + "\(halves) half files, \(again) sent again, \(losses) losses"
        }
    }

    private let program: BuiltProgram
    private let cloud: TestCloud
    private let killer = KillSwitch()
    private let proxy: FaultProxy
    private let files: [String: [UInt8]]

    init() throws {
        cloud = try TestCloud.required()
        program = try BuiltProgram()
        let killer = killer
        proxy = try FaultProxy(to: URLComponents(string: cloud.swift.url)?.port ?? 0, moved: { killer.moved($0) }) { request in
            request.target == "/info" ? .smallObjects : nil
        }
        // Two that are large objects on their way up, and small ones.
        var files: [String: [UInt8]] = [:]
        for index in 0..<2 { files["big/\(index)"] = Self.content(1_100_000 + index * 900_000, index) }
        for index in 0..<16 { files["small/\(index % 4)/\(index)"] = Self.content(index * index * 100, index) }
        self.files = files
    }

    private static func content(_ count: Int, _ kind: Int) -> [UInt8] {
        var content = [UInt8](repeating: UInt8(kind), count: count)
        for index in stride(from: 0, to: count, by: 997) { content[index] = UInt8(truncatingIfNeeded: index >> 8 ^ kind) }
        return content
    }

    private func write(_ directory: String) throws {
        for (name, content) in files {
            let path = "\(program.home)/\(directory)/\(name)"
            try FileManager.default.createDirectory(atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(content).write(to: URL(fileURLWithPath: path))
        }
    }

    /// Some are few bytes and some many, so that what takes long gets done, too.
    private func moment(_ seed: FaultSeed, _ purpose: String) -> Int {
        let scale = [3_000, 30_000, 300_000, 4_000_000][seed.number("scale " + purpose) % 4]
        return seed.number("moment " + purpose) % scale
    }

    /// Runs the sync; true where it was done before it was killed.
    private func run(_ sample: ContainerSample, _ direction: String, _ directory: String, killedAfter bytes: Int?) throws -> Bool {
        killer.prepare(after: bytes)
        let errors = program.home + "/errors"
        let child = try Child(
            program: BuiltProgram.path,
            arguments: ["archive-lua", "-e", "Container('\(sample.name)'):sync('\(directory)', {direction = '\(direction)', dir_path = 'd'})"],
            environment: program.environment.merging(sample.environment(at: proxy.url(for: cloud.projects["MyProject"]?.storage_url ?? ""))) { $1 },
            directory: program.home,
            streams: [("/dev/null", O_RDONLY), ("/dev/null", O_WRONLY), (errors, O_WRONLY | O_CREAT | O_TRUNC)])
        let status = killer.watch(child)
        proxy.waitUntilIdle()
        #expect(status == 0 || status == 128 + SIGKILL, "\((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")")
        return status != 128 + SIGKILL
    }

    /// The files of a local directory, without those that are still arriving.
    private func there(_ directory: String) -> [String: Data] {
        let root = "\(program.home)/\(directory)"
        let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return Dictionary(uniqueKeysWithValues: paths.filter { !$0.contains(".archive-lua-") }.compactMap { path in
            FileManager.default.contents(atPath: "\(root)/\(path)").map { (path, $0) }
        })
    }

    @Test func aSyncUp() async throws {
        try write("tree")
        let seed = FaultSeed.ofThisRun
        var counts = Counts()
        while counts.kills < Self.kills {
            let sample = try await ContainerSample(cloud)
            var confirmed: Set<String> = []
            var isDone = false
            while !isDone {
                let bytes = counts.kills < Self.kills ? moment(seed, "up \(counts.runs)") : nil
                isDone = try run(sample, "up", "tree", killedAfter: bytes)
                counts.runs += 1
                if !isDone { counts.kills += 1 }
                let bodies = proxy.passages.filter { $0.request.method == "PUT" && $0.sent > 0 }
                counts.requests += proxy.passages.count
                counts.moved += bodies.reduce(0) { $0 + $1.sent }
                proxy.forget()
                counts.again += bodies.count { confirmed.contains(Self.key($0.request)) }
                confirmed.formUnion(bodies.filter { $0.status == 201 }.map { Self.key($0.request) })
            }
            counts.operations += files.count
            counts.bytes += files.values.reduce(0) { $0 + $1.count }
            for (name, content) in files where try await sample.content(of: "d/" + name) != content { counts.losses += 1 }
        }
        print("kill -9 in a sync up, seed \(seed): \(counts)")
        #expect(counts.losses == 0 && counts.again == 0)
    }

    /// What was sent: where to, and what.
    private static func key(_ request: FaultProxy.Request) -> String { "\(request.target) \(request.header("ETag") ?? "")" }

    @Test func aSyncDown() async throws {
        let seed = FaultSeed.ofThisRun
        let sample = try await ContainerSample(cloud)
        try write("tree")
        _ = try run(sample, "up", "tree", killedAfter: nil)
        // A plain object that is worth going on from.
        var files = files
        files["plain"] = Self.content(2_000_000, 9)
        try await sample.put("d/plain", files["plain"] ?? [])
        var counts = Counts()
        while counts.kills < Self.kills {
            let directory = "down\(counts.runs)"
            var whole: Set<String> = []
            var isDone = false
            proxy.forget()
            while !isDone {
                let bytes = counts.kills < Self.kills ? moment(seed, "down \(counts.runs)") : nil
                isDone = try run(sample, "down", directory, killedAfter: bytes)
                counts.runs += 1
                if !isDone { counts.kills += 1 }
                let bodies = proxy.passages.filter { $0.request.method == "GET" && $0.request.object.hasPrefix("d/") && !$0.request.target.contains("?") }
                counts.requests += proxy.passages.count
                counts.moved += bodies.reduce(0) { $0 + $1.received }
                proxy.forget()
                counts.again += bodies.count { whole.contains(String($0.request.object.dropFirst(2))) }
                let now = there(directory)
                counts.halves += now.count { files[$0.key].map { Data($0) } != $0.value }
                whole = Set(now.keys)
            }
            counts.operations += files.count
            counts.bytes += files.values.reduce(0) { $0 + $1.count }
            counts.losses += files.count - whole.count
            let left = try FileManager.default.subpathsOfDirectory(atPath: "\(program.home)/\(directory)").filter { $0.contains(".archive-lua-") }
            #expect(left == [])
        }
        print("kill -9 in a sync down, seed \(seed): \(counts)")
        #expect(counts.losses == 0 && counts.halves == 0 && counts.again == 0)
    }
}
