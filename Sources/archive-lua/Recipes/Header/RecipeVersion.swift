/// A version as Semantic Versioning 2.0.0 has it: `1.2.0`, `2.0.0-rc.1`; the last numbers may be left out.
struct RecipeVersion: Equatable, Comparable, CustomStringConvertible {
    private let numbers: [Int]
    /// What stands after a dash: such a version comes before the one without.
    private let stage: String
    let description: String

    init?(_ text: String) {
        let core = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = core[0].split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.allSatisfy { $0.isASCII && $0.isNumber } && part.count < 10 ? Int(part) : nil
        }
        guard numbers.count == parts.count, (1...3).contains(parts.count) else { return nil }
        stage = core.count == 2 ? String(core[1]) : ""
        guard core.count == 1 || !stage.isEmpty, stage.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) }) else {
            return nil
        }
        self.numbers = numbers + Array(repeating: 0, count: 3 - numbers.count)
        description = text
    }

    static func == (left: Self, right: Self) -> Bool { left.numbers == right.numbers && left.stage == right.stage }

    static func < (left: Self, right: Self) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.stage.isEmpty || right.stage.isEmpty { return !left.stage.isEmpty && right.stage.isEmpty }
        let (lefts, rights) = (left.stage.split(separator: "."), right.stage.split(separator: "."))
        for (one, other) in zip(lefts, rights) where one != other {
            switch (Int(one), Int(other)) {
            case (let one?, let other?): return one < other
            case (nil, nil): return one < other
            case (let number, _): return number != nil
            }
        }
        return lefts.count < rights.count
    }

    /// Which versions are good enough: `>=1.0`, or several with commas between them.
    struct Requirement: Equatable, CustomStringConvertible {
        private let conditions: [Condition]
        let description: String

        private struct Condition: Equatable {
            let comparison: String
            let version: RecipeVersion
        }

        private static let comparisons = [">=", "<=", "==", ">", "<"]

        init?(_ text: String) {
            var conditions: [Condition] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let part = part.filter { $0 != " " }
                guard let comparison = Self.comparisons.first(where: part.hasPrefix),
                    let version = RecipeVersion(String(part.dropFirst(comparison.count)))
                else { return nil }
                conditions.append(Condition(comparison: comparison, version: version))
            }
            self.conditions = conditions
            description = text
        }

        func accepts(_ version: RecipeVersion) -> Bool {
            conditions.allSatisfy { condition in
                switch condition.comparison {
                case ">=": version >= condition.version
                case "<=": version <= condition.version
                case ">": version > condition.version
                case "<": version < condition.version
                default: version == condition.version
                }
            }
        }
    }
}
