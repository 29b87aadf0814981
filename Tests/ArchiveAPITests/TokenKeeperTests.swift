import Foundation
import Testing

@testable import ArchiveAPI
@testable import TestSupport

@Suite struct TokenKeeperTests {
    /// Issues `t1`, `t2` …, each good for so many seconds from a clock that the test sets.
    private final class Issuer: Sendable {
        let clock = Mutexed(1000.0)
        let count = Mutexed(0)
        let life: Double?

        init(life: Double?) { self.life = life }

        func issue() -> IssuedToken {
            let number = count.update { $0 += 1 }
            return IssuedToken(secret: Secret("t\(number)"), expires: life.map { clock.value + $0 }, user: "u", userID: "i")
        }

        var keeper: TokenKeeper { TokenKeeper(now: { self.clock.value }) { self.issue() } }
    }

    @Test func itIsRenewedBeforeItEnds() async throws {
        let issuer = Issuer(life: 3600)
        let keeper = issuer.keeper
        #expect(try await keeper.token() == Secret("t1"))
        issuer.clock.value = 1000 + 3600 - 121
        #expect(try await keeper.token() == Secret("t1"))
        issuer.clock.value = 1000 + 3600 - 119
        #expect(try await keeper.token() == Secret("t2"))
    }

    @Test func aShortLifeIsNotRenewedAtEveryRequest() async throws {
        let issuer = Issuer(life: 60)
        let keeper = issuer.keeper
        _ = try await keeper.token()
        issuer.clock.value = 1020
        #expect(try await keeper.token() == Secret("t1"))
        issuer.clock.value = 1031
        #expect(try await keeper.token() == Secret("t2"))
    }

    @Test func aTokenWithoutEndStays() async throws {
        let issuer = Issuer(life: nil)
        let keeper = issuer.keeper
        _ = try await keeper.token()
        issuer.clock.value = 1e12
        #expect(try await keeper.token() == Secret("t1"))
    }

    @Test func aRefusedTokenIsReplacedOnce() async throws {
        let issuer = Issuer(life: 3600)
        let keeper = issuer.keeper
        let first = try await keeper.token()
        try await withThrowingTaskGroup(of: Secret?.self) { group in
            for _ in 0..<20 { group.addTask { try await keeper.replacement(for: first) } }
            for try await token in group { #expect(token == Secret("t2")) }
        }
        // Whoever comes late with the old one gets the one that is there.
        #expect(try await keeper.replacement(for: first) == Secret("t2"))
        #expect(issuer.count.value == 2)
    }

    @Test func oneRequestForAllWhoWait() async throws {
        let gate = FaultServer.Gate()
        let count = Mutexed(0)
        let keeper = TokenKeeper {
            count.update { $0 += 1 }
            return await withCheckedContinuation { continuation in
                // The gate opens from outside; a thread of its own waits for it.
                Thread.detachNewThread {
                    gate.pass()
                    continuation.resume(returning: IssuedToken(secret: Secret("t"), user: "u", userID: "i"))
                }
            }
        }
        try await withThrowingTaskGroup(of: Secret?.self) { group in
            for _ in 0..<50 { group.addTask { try await keeper.token() } }
            gate.open()
            for try await token in group { #expect(token == Secret("t")) }
        }
        #expect(count.value == 1)
    }

    @Test func whoIsCancelledLeavesAloneAndTheLastOneStopsTheWork() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
        let flight = SingleFlight<Int>()
        let work: @Sendable () async throws -> Int = {
            start.yield()
            let (never, _) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
            stop.yield()
            throw ArchiveError(.interrupted, "stopped")
        }
        let first = Task { try await flight.run(work) }
        for await _ in started { break }
        first.cancel()
        await #expect(throws: ArchiveError.self) { try await first.value }
        for await _ in stopped { break }
        // The next one is not held up by what was given up.
        #expect(try await flight.run { 7 } == 7)
    }

    @Test func theLastOneLeavesOnceTheWorkHasPutThingsInOrder() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let isInOrder = Mutexed(false)
        let flight = SingleFlight<Int>()
        let only = Task {
            try await flight.run {
                start.yield()
                let (never, _) = AsyncStream.makeStream(of: Void.self)
                for await _ in never {}
                for _ in 0..<100 { await Task.yield() }
                isInOrder.value = true
                return 1
            }
        }
        for await _ in started { break }
        only.cancel()
        await #expect(throws: ArchiveError(.interrupted, "interrupted")) { try await only.value }
        #expect(isInOrder.value)
    }

    @Test func aFailureIsForAllWhoWaitedAndIsNotKept() async throws {
        let count = Mutexed(0)
        let keeper = TokenKeeper {
            guard count.update({ $0 += 1 }) > 1 else { throw ArchiveError(.network, "no way") }
            return IssuedToken(secret: Secret("t"), user: "u", userID: "i")
        }
        await #expect(throws: ArchiveError.self) { try await keeper.token() }
        #expect(try await keeper.token() == Secret("t"))
    }
}
