import Foundation
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Directories up to the real service and down again through every kind of fault: at the end every byte is right.
@Suite(.enabled(if: TestCloud.isRunning), .serialized) struct FaultTests {
    /// A kind of fault, and which requests meet it.
    struct Kind: CustomTestStringConvertible, Sendable {
        let name: String
        var silence: Duration = .seconds(60)
        let faults: FaultBench.Faults
        var testDescription: String { name }
    }

    /// A fault for one request of so many.
    private static func oneOf(
        _ count: Int, where fits: @escaping @Sendable (FaultProxy.Request) -> Bool = { _ in true }, _ fault: @escaping @Sendable (Int) -> Fault
    ) -> FaultBench.Faults {
        { request, seed in
            guard fits(request), seed.hits(request.purpose, oneOf: count) else { return nil }
            return fault(seed.number("place " + request.purpose))
        }
    }

    @Sendable private static func isUpload(_ request: FaultProxy.Request) -> Bool {
        request.method == "PUT" && (request.header("Content-Length") ?? "0") != "0"
    }
    /// Not the manifest of a large object: the client gives the service ten minutes to look at all its segments.
    @Sendable private static func isSoonAnswered(_ request: FaultProxy.Request) -> Bool {
        !request.target.contains("multipart-manifest=put")
    }
    /// A body with a checksum. That of a listing has none, so nobody can know that it was damaged.
    @Sendable private static func isDownload(_ request: FaultProxy.Request) -> Bool {
        request.method == "GET" && request.object.hasPrefix("in/")
    }

    static let kinds: [Kind] = [
        Kind(name: "reset at any byte of a request", faults: oneOf(3) { .cutRequest(at: $0) }),
        Kind(name: "reset at any byte of an answer", faults: oneOf(3) { .cutAnswer(at: $0, reset: true) }),
        Kind(name: "end at any byte of an answer", faults: oneOf(3) { .cutAnswer(at: $0, reset: false) }),
        Kind(name: "end in an answer's head", faults: oneOf(3) { .cutAnswer(at: $0 % 100, reset: false) }),
        Kind(name: "answer lost after the work was done", faults: oneOf(3) { _ in .loseAnswer }),
        Kind(name: "body cut short with status 200", faults: oneOf(3, where: isDownload) { .shorten(by: $0 % 1000) }),
        Kind(name: "bit flipped on the way up", faults: oneOf(3, where: isUpload) { .flipRequest(at: $0) }),
        Kind(name: "bit flipped on the way down", faults: oneOf(3, where: isDownload) { .flipAnswer(at: $0) }),
        Kind(name: "500, 503 and 429 with Retry-After", faults: oneOf(3) { .refuse([500, 503, 429][$0 % 3], retryAfter: 2) }),
        Kind(name: "silence for longer than the deadline", silence: .seconds(1), faults: oneOf(8, where: isSoonAnswered) { _ in .silence }),
    ]

    @Test(arguments: kinds) func everyByteIsRight(_ kind: Kind) async throws {
        let bench = try await FaultBench(silence: kind.silence, kind.faults)
        print("\(kind.name), seed \(bench.seed):")
        let counts = try await bench.thereAndBack()
        print("  \(counts)")
        #expect(counts.losses == 0 && counts.faults > 0)
        if kind.name.contains("Retry-After") { #expect(bench.pauses.withLock { $0.contains { $0 >= .seconds(2) } }) }
    }
}
