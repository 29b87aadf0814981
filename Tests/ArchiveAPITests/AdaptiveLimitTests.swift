import Foundation
import Locking
import Testing

@testable import ArchiveAPI

/// How many requests are out at once where a service says that they are too many.
@Suite struct AdaptiveLimitTests {
    private func many(_ limit: AdaptiveLimit, _ count: Int, tooMuch: @escaping @Sendable (Int) -> Bool) async throws -> Int {
        let running = Locked((now: 0, most: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                group.addTask {
                    _ = try await limit.run {
                        running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        await Task.yield()
                        running.withLock { $0.now -= 1 }
                        return index
                    } wasTooMuch: { tooMuch($0) }
                }
            }
            try await group.waitForAll()
        }
        return running.withLock(\.most)
    }

    @Test func noMoreThanTheLimitAreOut() async throws {
        let limit = AdaptiveLimit(most: 3)
        #expect(try await many(limit, 200) { _ in false } <= 3)
        #expect(limit.current == 3)
    }

    @Test func refusalsHalveItAndSuccessGrowsIt() async throws {
        let limit = AdaptiveLimit(most: 8)
        for _ in 0..<3 { _ = try await limit.run { 0 } wasTooMuch: { _ in true } }
        #expect(limit.current == 1)
        #expect(try await many(limit, 100) { _ in false } <= 8)
        #expect(limit.current == 8)
    }

    @Test func aBurstOfRefusalsCountsOnce() async throws {
        let limit = AdaptiveLimit(most: 8)
        let gate = AsyncStream.makeStream(of: Void.self)
        let inside = Locked(0)
        let arrived = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    _ = try await limit.run {
                        if inside.withLock({ $0 += 1; return $0 }) == 8 { arrived.continuation.finish() }
                        for await _ in gate.stream {}
                    } wasTooMuch: { true }
                }
            }
            for await _ in arrived.stream {}
            gate.continuation.finish()
            try await group.waitForAll()
        }
        #expect(limit.current == 4)
    }

    @Test func whoIsCancelledWaitsNoLonger() async throws {
        let limit = AdaptiveLimit(most: 1)
        let gate = AsyncStream.makeStream(of: Void.self)
        let entered = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await limit.run {
                entered.continuation.finish()
                for await _ in gate.stream {}
            } wasTooMuch: { false }
        }
        for await _ in entered.stream {}
        let second = Task { try await limit.run {} wasTooMuch: { false } }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        gate.continuation.finish()
        try await first.value
        try await limit.run {} wasTooMuch: { false }
    }
}
