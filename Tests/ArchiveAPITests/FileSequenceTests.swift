import Locking
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// How a listing is walked, page by page.
@Suite struct FileSequenceTests {
    private static func page(_ names: [String]) -> FaultServer.Reply {
        .status(200, [("Content-Type", "application/json")], "[" + names.map { #"{"name": "\#($0)"}"# }.joined(separator: ",") + "]")
    }

    /// The marker of a request for a page.
    private static func marker(_ request: FaultServer.Request) -> String {
        request.target.split(separator: "=").count > 2 ? String(request.target.split(separator: "=").last ?? "") : ""
    }

    private func files(_ server: FaultServer) async throws -> FileSequence {
        try await PublicContainer.open(server.url("/v1/AUTH_a/c"), http: HTTPClient()).files()
    }

    @Test func theNextPageIsOnItsWayBeforeItIsWanted() async throws {
        let server = try FaultServer { request in
            Self.page(["": ["a", "b"], "b": ["c"]][Self.marker(request)] ?? [])
        }
        let files = try await files(server)
        #expect(files.ready() == nil)
        #expect(try await files.next()?.name == "a")
        for await event in server.events {
            if case .request(let request) = event, Self.marker(request) == "b" { break }
        }
        #expect(files.ready()?.name == "b")
        #expect(files.ready() == nil)
        #expect(try await files.next()?.name == "c")
        #expect(try await files.next() == nil)
        #expect(try await files.nextPage() == nil)
    }

    @Test func aPageThatFailedIsAskedForAgain() async throws {
        let refused = Locked(false)
        let server = try FaultServer { request in
            let isFirst = Self.marker(request) == "b" && refused.withLock { refused in
                defer { refused = true }
                return !refused
            }
            return isFirst ? .status(403) : Self.page(["": ["a", "b"], "b": ["c"]][Self.marker(request)] ?? [])
        }
        let files = try await files(server)
        #expect(try await files.nextPage()?.map(\.name) == ["a", "b"])
        await #expect(throws: ArchiveError.self) { try await files.next() }
        #expect(try await files.next()?.name == "c")
        #expect(try await files.next() == nil)
    }

    @Test func manyWhoAskAtOnceGetEachFileOnce() async throws {
        let server = try FaultServer { request in
            let start = (Int(Self.marker(request)) ?? 99) + 1
            return Self.page(start < 600 ? (start..<(start + 100)).map(String.init) : [])
        }
        let files = try await files(server)
        let names = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var names: [String] = []
                    while let file = try await files.next() { names.append(file.name) }
                    return names
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(names.compactMap(Int.init).sorted() == Array(100..<600))
        #expect(server.requests.count == 6)
    }
}
