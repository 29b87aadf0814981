/// What is wrong with a recipe's header, and where.
struct RecipeProblem: Error, Equatable, CustomStringConvertible {
    /// From 1.
    var line: Int
    /// From 1, in characters.
    var column: Int
    var reason: String
    var hint: String?

    init(line: Int, column: Int = 1, _ reason: String, hint: String? = nil) {
        self.line = line
        self.column = column
        self.reason = reason
        self.hint = hint
    }

    var description: String { "\(line):\(column): \(reason)" + (hint.map { "\n\($0)" } ?? "") }
}
