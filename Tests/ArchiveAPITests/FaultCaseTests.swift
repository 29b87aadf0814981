import Foundation
import Locking
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Single faults at chosen moments, on the way to the real service: one call is enough.
@Suite(.enabled(if: TestCloud.isRunning)) struct FaultCaseTests {
    private func once(_ call: (TransferOptions) async throws -> TransferReport) async throws -> TransferReport {
        try await call(TransferOptions())
    }

    @Test func anAnswersHeadMayEndAnywhere() async throws {
        // Each download is cut once, a byte later than the one before.
        let bench = try await FaultBench(["x": [1, 2, 3]]) { request, _ in
            guard request.method == "GET", request.object == "in/x", request.earlier % 2 == 0 else { return nil }
            return .cutAnswer(at: request.earlier / 2, reset: request.earlier % 4 == 0)
        }
        try await bench.put("\(bench.container.name)/in/x", [1, 2, 3])
        for place in 0..<60 {
            let path = try await bench.container.download("in/x", to: bench.folder("out\(place)"))
            #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
        }
        #expect(bench.proxy.passages.count { $0.isFault } == 60)
    }

    /// What is said of a large object with a body that is short is not believed: its size is asked for again, and so is a
    /// manifest that ends too early.
    @Test func aShortAnswerDoesNotMakeALargeObjectSmaller() async throws {
        let content = FaultBench.content(2_500_000, 7)
        let bench = try await FaultBench(["big": content]) { request, _ in
            guard request.method == "GET", request.object.hasPrefix("in/big"), request.header("Range") == nil else { return nil }
            return request.earlier == 0 ? .shorten(by: 100) : nil
        }
        #expect(try await once(bench.upload).done.count == 1)
        #expect(try await once(bench.download).done.count == 1)
        #expect(try bench.lostHere() == 0 && bench.proxy.passages.count { $0.isFault } == 2)
    }

    /// All 16 are refused at about the same moment, some of them while their bodies are on the way.
    @Test func aTokenThatEndsInTheMiddleIsRenewedOnce() async throws {
        let cloud = try TestCloud.required()
        let issued = Locked(0)
        let tokens = TokenKeeper {
            issued.withLock { $0 += 1 }
            return IssuedToken(secret: Secret(try await cloud.token(of: "alice")), user: "alice", userID: "")
        }
        let (first, requests) = (Locked<String?>(nil), Locked(0))
        var files: [String: [UInt8]] = [:]
        for index in 0..<40 { files["\(index)"] = FaultBench.content(20_000 + index, index) }
        let bench = try await FaultBench(files, tokens: tokens) { request, _ in
            guard let token = request.header("X-Auth-Token") else { return nil }
            let isFirst = first.withLock { first in
                first = first ?? token
                return first == token
            }
            return isFirst && requests.withLock({ $0 += 1; return $0 }) > 20 ? .refuse(401) : nil
        }
        #expect(try await once(bench.upload).done.count == 40)
        #expect(try await bench.lostThere() == 0)
        #expect(issued.withLock { $0 } == 2)
        let refused = bench.proxy.passages.count { $0.status == 401 }
        print("a token that ends: 40 operations, \(refused) refused, \(issued.withLock { $0 }) tokens, 0 losses")
        #expect((1...16).contains(refused))
    }

    /// A download that lasts for longer than two tokens.
    @Test func aTokenMayEndAgain() async throws {
        let cloud = try TestCloud.required()
        let tokens = TokenKeeper { IssuedToken(secret: Secret(try await cloud.token(of: "alice")), user: "alice", userID: "") }
        let (content, requests) = (FaultBench.content(3_000_000, 1), Locked(0))
        let faults: [Fault] = [.cutAnswer(at: 1_000_000, reset: true), .refuse(401), .cutAnswer(at: 900_000, reset: false), .refuse(401)]
        let bench = try await FaultBench(["x": content], tokens: tokens) { request, _ in
            guard request.method == "GET", request.object == "in/x" else { return nil }
            let number = requests.withLock { $0 += 1; return $0 - 1 }
            return number < faults.count ? faults[number] : nil
        }
        try await bench.put("\(bench.container.name)/in/x", content)
        _ = try await bench.container.download("in/x", to: bench.folder("out"))
        #expect(try bench.lostHere() == 0)
        #expect(requests.withLock { $0 } == 5)
    }

    /// One bit of a manifest is another one: not JSON any more, or another segment.
    @Test(arguments: [0, 1, 20, 45]) func aDamagedManifestIsSentAgain(_ place: Int) async throws {
        let bench = try await FaultBench(["big": FaultBench.content(2_500_000, 1)]) { request, _ in
            request.method == "PUT" && request.target.contains("multipart-manifest") && request.earlier == 0 ? .flipRequest(at: place) : nil
        }
        #expect(try await once(bench.upload).done == ["in/big"])
        #expect(try await bench.lostThere() == 0)
        let segments = bench.proxy.passages.filter { $0.request.method == "PUT" && $0.request.target.contains("/slo/") }
        #expect(segments.count == 3)
    }

    /// The service's word on its limits does not come: that is no leave to guess them for good.
    @Test func limitsThatCouldNotBeAskedAreAskedAgain() async throws {
        let bench = try await FaultBench(["big": FaultBench.content(2_500_000, 1)]) { request, _ in
            request.target == "/info" && request.earlier < 5 ? .refuse(503) : nil
        }
        await expectCode(.server) { try await once(bench.upload) }
        #expect(try await once(bench.upload).done == ["in/big"])
        #expect(bench.proxy.passages.count { $0.request.target.contains("/slo/") && $0.request.method == "PUT" } == 3)
    }
}
