import ArchiveAPI
import Locking
import Testing

@testable import archive_lua

/// Names are asked for once, kept, and never waited for. On the main thread, as in the program.
@MainActor @Suite struct NameCacheTests {
    /// What is asked: answers when the test says so.
    private final class Source: Sendable {
        private struct State {
            var asked = 0
            var waiting: [CheckedContinuation<[String], any Error>] = []
            var isOver = false
        }

        private let state = Locked(State())

        var asked: Int { state.withLock(\.asked) }

        func question(_ key: String = "key", kept: Duration? = nil) -> NameCache.Question {
            NameCache.Question(key: Array(key.utf8), kept: kept) {
                let names = try await withCheckedThrowingContinuation { continuation in
                    let isOver = self.state.withLock { state in
                        state.asked += 1
                        if !state.isOver { state.waiting.append(continuation) }
                        return state.isOver
                    }
                    if isOver { continuation.resume(returning: []) }
                }
                return NameList(names: names.map { .init(bytes: Array($0.utf8)) })
            }
        }

        /// Nobody waits here any more.
        func end() {
            let waiting = state.withLock { state in
                defer { (state.waiting, state.isOver) = ([], true) }
                return state.waiting
            }
            for continuation in waiting { continuation.resume(returning: []) }
        }

        /// Waits until somebody asks, and answers.
        func answer(_ result: Result<[String], any Error>) async {
            while true {
                let waiting = state.withLock { state in
                    defer { state.waiting = [] }
                    return state.waiting
                }
                for continuation in waiting { continuation.resume(with: result) }
                if !waiting.isEmpty { return }
                await Task.yield()
            }
        }
    }

    /// On a busy machine these tests may last long.
    private let cache = NameCache(kept: .seconds(3_600), longest: .seconds(3_600))
    private let source = Source()

    private func names(_ key: String = "key") -> [String]? {
        let answer = cache.answer(to: source.question(key))
        return answer.isPending ? nil : answer.list.names.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    private func arrived(_ key: String = "key") -> [String] {
        while true { if let names = names(key) { return names } }
    }

    @Test func whatHasNotComeIsNotWaitedFor() async {
        #expect(names() == nil && names() == nil)
        await source.answer(.success(["a", "b"]))
        #expect(arrived() == ["a", "b"] && arrived() == ["a", "b"])
        #expect(source.asked == 1)
    }

    @Test func whatRanMakesItAskedForAgain() async {
        #expect(names() == nil)
        await source.answer(.success(["old"]))
        #expect(arrived() == ["old"])
        cache.distrust()
        let meanwhile = cache.answer(to: source.question())
        #expect(meanwhile.isPending && meanwhile.list.names == [.init(bytes: Array("old".utf8))])
        // What runs while somebody asks makes that answer doubtful too.
        cache.distrust()
        await source.answer(.success(["older"]))
        while source.asked < 3 { _ = names() }
        await source.answer(.success(["new"]))
        #expect(arrived() == ["new"] && source.asked == 3)
    }

    @Test func whatChangesUnseenIsSoonAskedForAgain() async {
        for asked in 1...2 {
            #expect(cache.answer(to: source.question(kept: .zero)).isPending)
            await source.answer(.success(["a"]))
            #expect(source.asked == asked)
            while cache.answer(to: source.question()).isPending {}
        }
        #expect(NameQuestions.files(in: []).kept.map { $0 <= .seconds(1) } == true)
    }

    @Test func failuresAreKeptToo() async {
        #expect(names() == nil)
        await source.answer(.failure(ArchiveError(.unauthorized, "no")))
        #expect(arrived() == [])
        cache.distrust()
        #expect(arrived() == [] && source.asked == 1)
        #expect(names("other") == nil)
        await source.answer(.failure(ArchiveError(.network, "no")))
        #expect(arrived("other") == [])
        cache.distrust()
        #expect(names("other") == nil)
        await source.answer(.success(["back"]))
        #expect(arrived("other") == ["back"] && source.asked == 3)
    }

    @Test func aDeadServiceIsNotAskedWithoutEnd() async {
        for number in 0..<20 { _ = cache.answer(to: source.question("key \(number)")) }
        #expect(source.asked <= 8)
        source.end()
    }
}
