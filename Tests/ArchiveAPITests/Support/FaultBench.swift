import Foundation
import Locking
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Local files, a new container of the real service, and a proxy in between that makes faults.
///
/// The service seems to take objects of one megabyte at most, so that files of a few are large objects.
final class FaultBench: Sendable {
    /// What a run came to.
    struct Counts: CustomStringConvertible {
        var operations = 0
        var calls = 0
        var requests = 0
        var faults = 0
        var retries = 0
        var losses = 0

        var description: String {
            "\(operations) operations in \(calls) calls, \(requests) requests, \(faults) faults, \(retries) retries, \(losses) losses"
        }
    }

    /// Which faults a request may meet; nil for none.
    typealias Faults = @Sendable (FaultProxy.Request, FaultSeed) -> Fault?

    let seed = FaultSeed.ofThisRun
    let folder: LocalFolder
    let proxy: FaultProxy
    let container: Container
    let files: [String: [UInt8]]
    /// The pauses that the client wanted to make before another attempt.
    let pauses = Locked<[Duration]>([])
    private let cloud: TestCloud
    private let token: String

    init(
        _ files: [String: [UInt8]] = FaultBench.usualFiles, tokens: (any TokenSource)? = nil,
        silence: Duration = .seconds(60), _ faults: @escaping Faults
    ) async throws {
        cloud = try TestCloud.required()
        token = try await cloud.token(of: "alice")
        self.files = files
        folder = try LocalFolder()
        for (name, content) in files {
            let path = folder("in/" + name)
            try FileManager.default.createDirectory(atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(content).write(to: URL(fileURLWithPath: path))
        }
        let seed = seed
        proxy = try FaultProxy(to: URLComponents(string: cloud.swift.url)?.port ?? 0) { request in
            if let fault = faults(request, seed) { return fault }
            return request.target == "/info" ? .smallObjects : nil
        }
        let name = "t-faults-\(UUID().uuidString.prefix(8).lowercased())"
        for container in [name, name + "_segments"] { try await cloud.request("PUT", container, token: token) }
        var configuration = HTTPConfiguration()
        configuration.silenceTimeout = silence
        var retries = RetryPolicy()
        let pauses = pauses
        retries.sleep = { pause in
            pauses.withLock { $0.append(pause) }
            await Task.yield()
        }
        let client = ServiceClient(
            http: HTTPClient(configuration), tokens: tokens ?? FixedToken(token: Secret(token)), retries: retries)
        let store = OpenStackStore(storageURL: proxy.url(for: cloud.projects["MyProject"]?.storage_url ?? ""), client: client)
        let archive = Archive(LocalBackend(directory: folder("unused")))
        container = try await Container(name, of: Project(ProjectRecord(id: "p", name: "MyProject"), of: archive), in: store)
    }

    /// Small files of many sizes, one of none, and two that are large objects.
    static let usualFiles: [String: [UInt8]] = {
        var files = ["empty": [UInt8](), "big/one.bin": content(2_500_000, 1), "big/two.bin": content(1_200_000, 2)]
        for index in 1...11 { files["small/\(index).txt"] = content(index * index * 600, index) }
        return files
    }()

    static func content(_ count: Int, _ kind: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 31) &+ ($0 >> 9) &+ kind &* 7) }
    }

    // MARK: Calls

    /// Makes a call again until nothing of it failed, and returns how often.
    func untilDone(atMost limit: Int = 12, _ call: (TransferOptions) async throws -> TransferReport) async throws -> Int {
        var options = TransferOptions()
        options.raises = false
        var last: (any Error)?
        for count in 1...limit {
            do {
                let report = try await call(options)
                if report.failed.isEmpty { return count }
                last = report.failed.first
            } catch let error as ArchiveError where error.retryable {
                last = error
            }
        }
        throw last ?? ArchiveError(.server, "never done")
    }

    func upload(_ options: TransferOptions) async throws -> TransferReport {
        try await container.upload([folder("in")], to: "", overwrite: false, options)
    }

    func download(_ options: TransferOptions) async throws -> TransferReport {
        try await container.downloadDirectory("in", to: folder("out"), options)
    }

    /// Up and down again with faults on the way.
    func thereAndBack() async throws -> Counts {
        var counts = Counts()
        counts.operations = 2 * files.count
        counts.calls = try await untilDone { try await upload($0) }
        counts.losses = try await lostThere()
        counts.calls += try await untilDone { try await download($0) }
        counts.losses += try lostHere()
        let passages = proxy.passages
        counts.requests = passages.count
        counts.faults = passages.count { $0.isFault }
        counts.retries = passages.count { $0.request.earlier > 0 }
        return counts
    }

    // MARK: What is there

    /// How many files the service has not, or not with these bytes. Asked without a proxy.
    func lostThere() async throws -> Int {
        var lost = 0
        for (name, content) in files {
            let answer = try? await cloud.request("GET", "\(container.name)/in/\(name)", token: token)
            if answer?.body != content { lost += 1 }
        }
        return lost
    }

    /// How many files are not in the local folder with these bytes. What does not belong there counts too.
    func lostHere() throws -> Int {
        let out = folder("out/in")
        let lost = files.count { name, content in FileManager.default.contents(atPath: out + "/" + name) != Data(content) }
        let there = FileManager.default.enumerator(atPath: out)?.compactMap { $0 as? String } ?? []
        return lost + there.count { files[$0] == nil && !["big", "small"].contains($0) }
    }

    /// Makes an object by hand, in the container or beside it.
    func put(_ path: String, _ content: [UInt8], _ headers: [(String, String)] = []) async throws {
        try await cloud.request("PUT", path, token: token, headers: headers, content)
    }

    func delete(_ path: String) async throws { try await cloud.request("DELETE", path, token: token) }

    /// The listing of a container as it is now, byte for byte.
    func listing(of container: String) async throws -> [UInt8] {
        try await cloud.request("GET", "\(container)?format=json", token: token).body
    }
}

extension FaultProxy.Passage {
    /// Whether it was a fault, and not the small objects of `FaultBench`.
    var isFault: Bool { fault != nil && request.target != "/info" }
}
