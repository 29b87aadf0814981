import ArchiveAPI
import Locking
import Testing

@testable import archive_lua

/// How many runs the tests of a recipe start, and how many at once.
@Suite struct RecipeTestQueueTests {
    @Test func onlyAFewRunAtOnce() async throws {
        let queue = RecipeTestQueue(atOnce: 3, most: 50)
        let counts = Locked((now: 0, highest: 0, done: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await queue.run {
                        counts.withLock { $0 = ($0.now + 1, max($0.highest, $0.now + 1), $0.done) }
                        for _ in 0..<20 { await Task.yield() }
                        counts.withLock { $0 = ($0.now - 1, $0.highest, $0.done + 1) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(counts.withLock { $0 } == (0, 3, 50))
    }

    @Test func oneThatFailsGivesItsPlaceToTheNext() async throws {
        let queue = RecipeTestQueue(atOnce: 1)
        for _ in 0..<3 { await #expect(throws: ArchiveError.self) { try await queue.run { throw ArchiveError(.usage, "no") } } }
        #expect(try await queue.run { 1 } == 1)
    }

    @Test func thereIsAnEnd() async throws {
        let queue = RecipeTestQueue(most: 2)
        for _ in 0..<2 { try await queue.run {} }
        let error = await #expect(throws: ArchiveError.self) { try await queue.run {} }
        #expect(error?.code == .tooLarge && error?.message == "the tests of a recipe run it 2 times at most")
    }
}
