import ArchiveAPI

/// The runs that the tests of a recipe start: a few at a time, and not without end.
actor RecipeTestQueue {
    private let atOnce: Int
    private let most: Int
    private var begun = 0
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(atOnce: Int = 4, most: Int = 1000) {
        self.atOnce = atOnce
        self.most = most
    }

    /// - Throws: `too_large` for one run more than there may be; what `body` throws.
    func run<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        guard begun < most else {
            throw ArchiveError(
                .tooLarge, "the tests of a recipe run it \(most) times at most",
                hint: "Is there a loop without an end? Tests that need more runs can be divided among several recipes.")
        }
        begun += 1
        // Who leaves gives the place to the next.
        if running < atOnce { running += 1 } else { await withCheckedContinuation { waiting.append($0) } }
        defer { if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() } }
        try Task.checkCancellation()
        return try await body()
    }
}
