import ArchiveAPI
import LuaBridge

/// The encoding to decode text from, or `false` for the bytes as they are.
struct Decoding: LuaArgument {
    /// nil for no decoding.
    let encoding: String?

    static let utf8 = Decoding(encoding: "utf-8")
    static var luaTypeName: String { "string or false" }

    static func luaRead(_ view: LuaView) throws -> Decoding {
        if let encoding = view.string { return Decoding(encoding: encoding) }
        guard view.boolean == false else { throw LuaTypeMismatch(expected: luaTypeName, got: view.described) }
        return Decoding(encoding: nil)
    }

    var luaSpelling: String { encoding?.luaSpelling ?? "false" }
}

/// One of the words that a type has.
struct WordArgument<Word: RawRepresentable<String> & CaseIterable & Sendable>: LuaArgument {
    let word: Word

    init(_ word: Word) { self.word = word }

    static var luaTypeName: String { "string" }
    static var choices: [String] { Word.allCases.map(\.rawValue) }

    static func luaRead(_ view: LuaView) throws -> WordArgument {
        guard let word = Word(rawValue: try String.luaRead(view)) else { throw LuaTypeMismatch(choices, view) }
        return WordArgument(word)
    }

    var luaSpelling: String { word.rawValue.luaSpelling }
}

extension LuaTypeMismatch {
    /// A word that is none of those that a parameter takes.
    init(_ choices: [String], _ view: LuaView) {
        let expected = "one of " + choices.map { LuaLiteral.quoted($0) }.joined(separator: ", ")
        let nearest = view.string.flatMap { NearestName.nearest(to: $0, among: choices) }
        self.init(expected: expected, got: view.described, hint: nearest.map { "Did you mean \"\($0)\"?" })
    }
}
