/// Runs `body` on every item, at most `limit` at once, and returns the results in the order of the items.
///
/// The first error ends the rest and is thrown.
func concurrentMap<Item: Sendable, Result: Sendable>(
    _ items: [Item], limit: Int = 8, _ body: @escaping @Sendable (Item) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: items.count)
        var next = 0
        func addOne() {
            guard next < items.count else { return }
            let (index, item) = (next, items[next])
            next += 1
            group.addTask { (index, try await body(item)) }
        }
        for _ in 0..<limit { addOne() }
        while let (index, result) = try await group.next() {
            results[index] = result
            addOne()
        }
        return results.compactMap(\.self)
    }
}
