import ArchiveAPI
import LuaBridge

/// What is agreed to without a question: the value of `--allow`.
struct Allowance: Equatable {
    var effects: Set<Effect> = []
    /// Whether also to the local files that a recipe chooses by itself, wherever they lie.
    var files = false

    private static let filesWord = "files"
    /// All that may be said.
    static let words = Effect.allCases.map(\.rawValue) + [filesWord]

    init(effects: Set<Effect>, files: Bool) {
        self.effects = effects
        self.files = files
    }

    /// - Parameter text: `read,write,files`
    init(_ text: String) throws(CommandLine.UsageError) {
        for word in text.split(separator: ",").map({ $0.filter { $0 != " " } }) {
            if word == Self.filesWord {
                files = true
            } else if let effect = Effect(rawValue: word) {
                effects.insert(effect)
            } else {
                throw CommandLine.UsageError(
                    message: "'--allow' takes \(Self.words.joined(separator: ",")), got '\(word)'",
                    hint: NearestName.hint(for: word, among: Self.words))
            }
        }
    }

    /// As it is written.
    var text: String {
        (Effect.allCases.filter(effects.contains).map(\.rawValue) + (files ? [Self.filesWord] : [])).joined(separator: ",")
    }

    func union(_ other: Allowance?) -> Allowance {
        Allowance(effects: effects.union(other?.effects ?? []), files: files || other?.files == true)
    }

    /// What of another is not in this one.
    func missing(from other: Allowance) -> Allowance {
        Allowance(effects: other.effects.subtracting(effects), files: other.files && !files)
    }
}
