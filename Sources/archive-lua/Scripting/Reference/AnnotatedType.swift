/// A type as the language server for Lua writes it, made of the words of the member lists.
enum AnnotatedType {
    /// `list of strings` → `string[]`, `string or false` → `string|false`; `any` for what it has no words for.
    static func text(for words: String) -> String {
        var words = words
        if words.hasPrefix("table {") { return table(words) }
        if words.hasSuffix(" for a list") { words.removeLast(" for a list".count) }
        let parts = words.replacing(", or ", with: " or ").replacing(", ", with: " or ").components(" or ")
        let types = unique(parts.filter { $0 != "list of them" }.map(single))
        guard !types.contains("any") else { return "any" }
        return (types + (parts.contains("list of them") ? [list(types.joined(separator: "|"))] : [])).joined(separator: "|")
    }

    private static let plain: Set<String> = [
        "string", "integer", "number", "boolean", "function", "table", "nil", "true", "false",
    ]

    private static func single(_ word: String) -> String {
        let word = word.components(" such as ")[0]
        if plain.contains(word) { return word }
        switch word {
        case "date": return "archive_lua.date"
        case "list": return "any[]"
        case "iterator": return "fun(): any"
        default: break
        }
        if word.hasPrefix("list of ") { return list(single(singular(word.dropFirst("list of ".count)))) }
        if word.hasPrefix("iterator of ") { return "fun(): \(single(singular(word.dropFirst("iterator of ".count))))" }
        if word.hasPrefix("table of ") { return "table" }
        return word.first?.isUppercase == true && word.allSatisfy(\.isLetter) ? word : "any"
    }

    private static func list(_ element: String) -> String {
        element.contains("|") || element.hasPrefix("fun") ? "(\(element))[]" : "\(element)[]"
    }

    private static func singular(_ word: Substring) -> String { word.hasSuffix("s") ? String(word.dropLast()) : String(word) }

    /// `table {read = list}` → `{ read: any[] }`; a table whose fields have no types stays a table.
    private static func table(_ words: String) -> String {
        let fields = String(words.dropFirst("table {".count).prefix { $0 != "}" }).components(", ").map { $0.components(" = ") }
        guard fields.allSatisfy({ $0.count == 2 }) else { return "table" }
        return "{ " + fields.map { "\($0[0]): \(text(for: $0[1]))" }.joined(separator: ", ") + " }"
    }

    private static func unique(_ types: [String]) -> [String] {
        var seen: Set<String> = []
        return types.filter { seen.insert($0).inserted }
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [String] { split(separator: separator).map { String($0) } }
}
