/// What stands for the arguments in a header's patterns: what a run was given, else the recipe's defaults.
struct HeaderValues {
    private let header: RecipeHeader
    /// What a run was given, without defaults; nil where it is not about a run.
    let given: RecipeArguments?

    init(_ header: RecipeHeader, given: RecipeArguments?) {
        self.header = header
        self.given = given
    }

    /// Where the values of an argument come from.
    enum Origin { case given, byDefault, unknown }

    func origin(of name: String) -> Origin {
        if given?.texts(of: name).isEmpty == false { return .given }
        return defaults(of: name).isEmpty ? .unknown : .byDefault
    }

    /// For an argument that is not known, what stands for it in the header.
    func texts(of name: String) -> [String] {
        switch origin(of: name) {
        case .given: given?.texts(of: name) ?? []
        case .byDefault: defaults(of: name)
        case .unknown: ["{\(name)}"]
        }
    }

    /// What stood for it had it not been given; nil where there is no default.
    func other(than name: String) -> [String]? {
        guard origin(of: name) == .given else { return nil }
        let defaults = defaults(of: name)
        return defaults.isEmpty ? nil : defaults
    }

    private func defaults(of name: String) -> [String] {
        header.arguments.first { $0.name == name }.map { RecipeArguments.texts(of: $0.fallback) } ?? []
    }

    /// The texts that a pattern stands for, no more than `limit` of them, and how many there are.
    func filled(_ pieces: some Sequence<HeaderText.Piece>, limit: Int) -> (texts: [String], count: Int) {
        var texts = [""]
        var count = 1
        for piece in pieces {
            let values = switch piece {
            case .text(let text): [text]
            case .anything: ["*"]
            case .argument(let name): self.texts(of: name)
            }
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: values.count)
            count = isTooLarge ? Int.max : product
            texts = Array(texts.lazy.flatMap { text in values.lazy.map { text + $0 } }.prefix(limit))
        }
        return (texts, count)
    }
}
