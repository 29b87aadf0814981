import Foundation
import Locking
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Downloads that are cut off: what is asked for again, and what is on disk meanwhile.
@Suite struct ResumedDownloadTests {
    private let folder: LocalFolder
    private let content = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

    init() throws { folder = try LocalFolder() }

    /// A container with one object in it, of which each answer brings so many bytes before the connection ends.
    private struct CutContainer: ReadableContainer {
        let name = "c"
        let store: any ObjectStore
        var location: String { "http://archive.example/v1/AUTH_a/c" }
        func publicURL() -> String? { nil }

        init(_ server: FaultServer, attempts: Int) {
            var retries = RetryPolicy()
            retries.attempts = attempts
            retries.sleep = { _ in }
            store = OpenStackStore(
                storageURL: server.url("/v1/AUTH_a"), client: ServiceClient(http: HTTPClient(), retries: retries))
        }
    }

    private func server(_ content: [UInt8], etag: String? = nil, ranges: Bool = true, cuts: [Int]) throws -> FaultServer {
        let etag = try etag ?? Checksum.hexDigest(.md5, of: content)
        let left = Locked(cuts[...])
        return try FaultServer { request in
            guard request.method == "GET" else { return .bytes(200, [("ETag", etag)], [], length: content.count) }
            let cut = left.withLock { $0.popFirst() }
            let asked = ranges ? request.header("Range").flatMap(ByteRange.first) : nil
            if asked != nil, let condition = request.header("If-Match"), condition != "\"\(etag)\"" { return .status(412) }
            let part = Array(content[(asked ?? 0)...])
            var headers = [("ETag", etag)]
            if let asked { headers.append(("Content-Range", "bytes \(asked)-\(content.count - 1)/\(content.count)")) }
            let status = asked == nil ? 200 : 206
            guard let cut else { return .bytes(status, headers, part) }
            return FaultServer.Reply.bytes(status, headers, Array(part.prefix(cut)), length: part.count).thenClose
        }
    }

    private func ranges(_ server: FaultServer) -> [String?] {
        server.requests.filter { $0.method == "GET" }.map { $0.header("Range") }
    }

    private func saved() -> [UInt8]? { FileManager.default.contents(atPath: folder("out/x")).map { Array($0) } }

    @Test func aCutConnectionGoesOnWhereItEnded() async throws {
        let server = try server(content, cuts: [1_000_000, 70_000, 0, 1])
        let container = CutContainer(server, attempts: 3)
        #expect(try await container.download("x", to: folder("out")) == folder("out/x"))
        #expect(saved() == content)
        #expect(ranges(server) == [nil, "bytes=1000000-", "bytes=1070000-", "bytes=1070000-", "bytes=1070001-"])
        #expect(try folder.names("out") == ["x"])
    }

    @Test func aServerWithoutRangesIsReadFromTheStart() async throws {
        let server = try server(content, ranges: false, cuts: [1_000_000])
        _ = try await CutContainer(server, attempts: 2).download("x", to: folder("out"))
        #expect(saved() == content)
    }

    @Test func theNextCallGoesOn() async throws {
        let first = try server(content, cuts: [2_000_000])
        await expectCode(.network) { try await CutContainer(first, attempts: 1).download("x", to: folder("out")) }
        #expect(saved() == nil)
        #expect(try folder.names("out").count == 2)
        let second = try server(content, cuts: [])
        _ = try await CutContainer(second, attempts: 1).download("x", to: folder("out"))
        #expect(saved() == content)
        #expect(ranges(second) == ["bytes=2000000-3145727"])
        #expect(try folder.names("out") == ["x"])
    }

    @Test func whatIsWholeAlreadyIsNotFetchedAgain() async throws {
        let first = try server(content, cuts: [content.count - 1])
        await expectCode(.network) { try await CutContainer(first, attempts: 1).download("x", to: folder("out")) }
        let part = try #require(try folder.names("out").first { $0.hasSuffix(".part") })
        try Data(content).write(to: URL(fileURLWithPath: folder("out/" + part)))
        let second = try server(content, cuts: [])
        _ = try await CutContainer(second, attempts: 1).download("x", to: folder("out"))
        #expect(saved() == content)
        #expect(ranges(second) == [])
    }

    @Test func aChangedObjectStartsAnew() async throws {
        let first = try server(content, cuts: [2_000_000])
        await expectCode(.network) { try await CutContainer(first, attempts: 1).download("x", to: folder("out")) }
        let changed = Array(content.reversed())
        let second = try server(changed, cuts: [])
        _ = try await CutContainer(second, attempts: 1).download("x", to: folder("out"))
        #expect(saved() == changed)
        #expect(ranges(second) == [nil])
    }

    @Test func whatWasDamagedOnDiskIsFetchedAnew() async throws {
        let first = try server(content, cuts: [2_000_000])
        await expectCode(.network) { try await CutContainer(first, attempts: 1).download("x", to: folder("out")) }
        let part = try #require(try folder.names("out").first { $0.hasSuffix(".part") })
        var damaged = content.prefix(2_000_000)
        damaged[1234] ^= 1
        try Data(damaged).write(to: URL(fileURLWithPath: folder("out/" + part)))
        let second = try server(content, cuts: [])
        _ = try await CutContainer(second, attempts: 1).download("x", to: folder("out"))
        #expect(saved() == content)
        #expect(ranges(second) == ["bytes=2000000-3145727", nil])
    }

    @Test func aVersionThatChangesInTheMiddleIsNoMixture() async throws {
        let other = try Checksum.hexDigest(.md5, of: [1])
        let (content, answered) = (content, Locked(0))
        let etag = try Checksum.hexDigest(.md5, of: content)
        let server = try FaultServer { request in
            // The first answer is cut; what comes next is of another version, whatever was asked for.
            guard answered.withLock({ $0 += 1; return $0 }) > 1 else {
                return FaultServer.Reply.bytes(200, [("ETag", etag)], Array(content.prefix(1_500_000)), length: content.count).thenClose
            }
            return .bytes(200, [("ETag", other)], content)
        }
        await expectCode(.conflict) { try await CutContainer(server, attempts: 3).download("x", to: folder("out")) }
        #expect(saved() == nil)
    }

    @Test func smallFilesLeaveNothing() async throws {
        let small = Array(content.prefix(1000))
        let server = try server(small, cuts: [10])
        await expectCode(.network) { try await CutContainer(server, attempts: 1).download("x", to: folder("out")) }
        #expect(try folder.names("out") == [])
    }

    /// Notes of which files not everything could be compared.
    private final class Watcher: TransferObserver {
        let names = Locked<[String]>([])

        func planned(files: Int, bytes: Int64) {}
        func began(_ name: String, bytes: Int64) {}
        func moved(_ name: String, bytes: Int64) {}
        func ended(_ name: String, _ error: ArchiveError?) {}
        func unchecked(_ name: String) { names.withLock { $0.append(name) } }
    }

    @Test(arguments: [nil, "opaque"]) func whatCannotBeComparedIsSaid(etag: String?) async throws {
        let watcher = Watcher()
        var options = TransferOptions()
        options.observer = watcher
        let server = try server(content, etag: etag, cuts: [2_000_000])
        await expectCode(.network) { try await CutContainer(server, attempts: 1).download("x", to: folder("out"), options) }
        _ = try await CutContainer(server, attempts: 1).download("x", to: folder("out"), options)
        #expect(saved() == content)
        #expect(watcher.names.withLock { $0 } == (etag == nil ? [] : ["x"]))
        // What is on disk is worth nothing where it cannot be compared again.
        #expect(ranges(server) == [nil, etag == nil ? "bytes=2000000-3145727" : nil])
    }

    @Test func twoAtOnceDoNotWriteIntoOneFile() async throws {
        let server = try server(content, cuts: [])
        let container = CutContainer(server, attempts: 1)
        async let first = container.download("x", to: folder("out"), overwrite: true)
        async let second = container.download("x", to: folder("out"), overwrite: true)
        _ = try await (first, second)
        #expect(saved() == content)
        #expect(try folder.names("out") == ["x"])
    }
}

extension ByteRange {
    /// The first offset that a `Range` header asks for.
    fileprivate static func first(_ header: String) -> Int? {
        header.hasPrefix("bytes=") ? Int(header.dropFirst(6).prefix { $0 != "-" }) : nil
    }
}
