import Foundation
import Locking
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Listings follow what happened at a distance: a proxy shows the real service's listing of some time ago.
@Suite(.enabled(if: TestCloud.isRunning)) struct LateListingTests {
    /// The body of a listing that is shown instead of the present one; nil: the present one.
    private let late = Locked<[UInt8]?>(nil)
    private let content = FaultBench.content(2_500_000, 1)

    private func bench(_ files: [String: [UInt8]]) async throws -> FaultBench {
        let late = late
        return try await FaultBench(files) { request, _ in
            guard request.method == "GET", request.target.contains("format=json"), let old = late.withLock({ $0 }) else { return nil }
            return .rewrite { _ in request.target.contains("marker=") ? Array("[]".utf8) : old }
        }
    }

    private func sentSegments(_ bench: FaultBench) -> Int {
        bench.proxy.passages.count { $0.request.method == "PUT" && $0.request.target.contains("/slo/") && $0.status == 201 }
    }

    /// Uploads, takes the manifest and one segment away, and uploads again.
    @Test func aSegmentThatIsListedAndGoneIsSentAgain() async throws {
        let bench = try await bench(["big": content])
        _ = try await bench.upload(TransferOptions())
        let listing = try await bench.listing(of: bench.container.name + "_segments")
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(listing)) as? [[String: Any]])
        let segments = rows.compactMap { $0["name"] as? String }.sorted()
        try await bench.delete("\(bench.container.name)/in/big")
        try await bench.delete("\(bench.container.name)_segments/\(try #require(segments.last))")
        late.withLock { $0 = listing }
        bench.proxy.forget()
        #expect(try await bench.upload(TransferOptions()).done == ["in/big"])
        #expect(sentSegments(bench) == 1)
        #expect(try await bench.lostThere() == 0)
    }

    @Test func segmentsThatAreNotListedYetAreNotSentAgain() async throws {
        let bench = try await bench(["big": content])
        _ = try await bench.upload(TransferOptions())
        try await bench.delete("\(bench.container.name)/in/big")
        late.withLock { $0 = Array("[]".utf8) }
        bench.proxy.forget()
        #expect(try await bench.upload(TransferOptions()).done == ["in/big"])
        #expect(sentSegments(bench) == 0)
        #expect(try await bench.lostThere() == 0)
    }

    /// A file that changed and kept its time and size: the names of its segments are those of the old object.
    @Test func whatTheNewObjectIsMadeOfStays() async throws {
        var old = content
        old[0] ^= 1
        let bench = try await bench(["big": content])
        let file = bench.folder("in/big")
        let modified = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as Any
        try Data(old).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: file)
        _ = try await bench.upload(TransferOptions())
        try Data(content).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: file)
        late.withLock { $0 = Array("[]".utf8) }
        bench.proxy.forget()
        #expect(try await bench.container.upload([bench.folder("in")], to: "", overwrite: true).done == ["in/big"])
        #expect(sentSegments(bench) == 1)
        #expect(try await bench.lostThere() == 0)
    }

    /// What the listing has is gone, or has another content by now: the first is said, the second arrives.
    @Test func aDownloadIsOfWhatIsThere() async throws {
        let bench = try await bench(["changed": [1, 2, 3], "here": [4]])
        for (name, content) in [("changed", [9, 9] as [UInt8]), ("here", [4]), ("gone", [5])] {
            try await bench.put("\(bench.container.name)/in/\(name)", content)
        }
        late.withLock { $0 = [] }
        let listing = try await bench.listing(of: bench.container.name)
        late.withLock { $0 = listing }
        try await bench.put("\(bench.container.name)/in/changed", [1, 2, 3])
        try await bench.delete("\(bench.container.name)/in/gone")
        var options = TransferOptions()
        options.raises = false
        let report = try await bench.download(options)
        #expect(report.done.count == 2 && report.failed.map(\.code) == [.notFound] && report.failed.first?.path == "in/gone")
        #expect(try bench.lostHere() == 0)
    }
}
