/// The local variables of pieces that were typed: each has ended with its piece, which surprises who asks for it next.
struct EndedLocals {
    private var names: Set<String> = []

    func contains(_ name: String) -> Bool { names.contains(name) }

    /// Notes what a piece declares.
    mutating func note(_ text: String) {
        let tokens = LuaTokens(Array(text.utf8))
        for index in tokens.tokens.indices where tokens.isKeyword(index, "local") {
            var position = tokens.isKeyword(index + 1, "function") ? index + 2 : index + 1
            while let name = tokens.name(position) {
                names.insert(name)
                position += tokens.isSymbol(position + 1, "<") ? 4 : 1
                guard tokens.isSymbol(position, ",") else { break }
                position += 1
            }
        }
    }
}
