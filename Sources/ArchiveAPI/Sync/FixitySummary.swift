/// What a check of fixity found, by the files' paths below the directory.
public struct FixitySummary: Sendable, Equatable {
    /// The bytes are those that the checksums speak of.
    public var matching: [String] = []
    public var differing: [String] = []
    /// Not in the local directory.
    public var missing: [String] = []
    /// Only in the local directory.
    public var extra: [String] = []
    /// Why others could not be checked.
    public var unchecked: [ArchiveError] = []
    /// Patterns that matched nothing.
    public var unmatched: [String] = []

    public init() {}

    /// Whether everything was checked, is there, and is right. Files of one's own beside that do no harm.
    public var isGood: Bool { differing.isEmpty && missing.isEmpty && unchecked.isEmpty }

    /// What is wrong, as an error; nil where nothing is.
    func failure(against source: String) -> ArchiveError? {
        guard !isGood else { return nil }
        let counts = [(differing.count, "differ"), (missing.count, "are missing"), (unchecked.count, "could not be checked")]
        let wrong = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        let first = differing.first ?? missing.first
        let which = first.map { "'\($0)'" } ?? unchecked.first?.message ?? ""
        let asked = matching.count + differing.count + missing.count + unchecked.count
        return ArchiveError(
            .integrity, "of \(asked) files in \(source), \(wrong); the first: \(which)",
            hint: "The error's report lists them all; with raise = false the report is returned.", path: first ?? unchecked.first?.path)
    }
}
