/// Decides whether a line must not be kept: it assigns or passes something named like a secret.
///
/// Errs on the side of forgetting: `print(key)` is not kept either.
enum SecretLine {
    /// Whether a piece of Lua, whole or not, mentions a secret.
    static func isSecret(_ line: String) -> Bool {
        let tokens = tokens(of: line)
        for (index, token) in tokens.enumerated() {
            switch token {
            case .name(let name) where isSecretName(name):
                if assigns(tokens, after: index) || passes(tokens, at: index) { return true }
            case .string(let text) where isSecretName(text):
                // t["password"] = …, os.getenv "X_TOKEN", {["token"] = …}
                if tokens.element(at: index + 1) == .symbol("]"), assigns(tokens, after: index + 1) { return true }
            case .name(let name):
                // The token is the second argument of Archive, the third of Project and Container.
                guard let position = tokenPositions[name],
                    let argument = arguments(tokens, from: index + 1).element(at: position)
                else { continue }
                if argument != .name("nil"), argument != .symbol("{") { return true }
            default: continue
            }
        }
        return false
    }

    private static let tokenPositions = ["Archive": 1, "Project": 2, "Container": 2]

    private static let secretWords = [
        "password", "passwd", "passphrase", "pass", "pwd", "token", "secret", "key", "credential", "auth",
    ]

    /// `password`, `my_token2`, `CSCS_PASS`, `apiKey`; not `keyboard`, `compass` or `monkey`.
    private static func isSecretName(_ name: String) -> Bool {
        var words: [String] = []
        var word = ""
        var previousLower = false
        for character in name {
            guard character.isLetter else {
                words.append(word)
                word = ""
                continue
            }
            if character.isUppercase, previousLower {
                words.append(word)
                word = ""
            }
            previousLower = character.isLowercase
            word += character.lowercased()
        }
        words.append(word)
        return words.contains { word in
            secretWords.contains(word) || secretWords.contains { word == $0 + "s" }
                || ["password", "token", "secret", "credential"].contains { word.contains($0) }
        }
    }

    /// `name =`, `name, other =`, `name <const> =`, but not `name ==`.
    private static func assigns(_ tokens: [Token], after index: Int) -> Bool {
        for token in tokens.dropFirst(index + 1) {
            switch token {
            case .symbol("="): return true
            case .symbol(","), .symbol("<"), .symbol(">"), .symbol("."), .symbol("["), .symbol("]"): continue
            case .name, .string: continue
            default: return false
            }
        }
        return false
    }

    /// `f(name`, `, name)`, `name:` and `name .. x` as an argument.
    private static func passes(_ tokens: [Token], at index: Int) -> Bool {
        guard let before = tokens.element(at: index - 1) else { return false }
        let opens: [Token] = [.symbol("("), .symbol(","), .symbol("{"), .symbol("="), .symbol("..")]
        let closes: [Token?] = [.symbol(")"), .symbol(","), .symbol("}"), .symbol(";"), .symbol("..")]
        return opens.contains(before) && closes.contains(tokens.element(at: index + 1))
    }

    /// The first token of each argument in the parentheses at `index`.
    private static func arguments(_ tokens: [Token], from index: Int) -> [Token] {
        guard tokens.element(at: index) == .symbol("(") else { return [] }
        var depth = 0
        var result: [Token] = []
        var fresh = false
        for token in tokens.dropFirst(index) {
            if token == .symbol(")") || token == .symbol("}") || token == .symbol("]") { depth -= 1 }
            if depth == 0, token == .symbol(")") { return result }
            if depth == 1, fresh { result.append(token) }
            fresh = depth == 1 && token == .symbol(",")
            if token == .symbol("(") || token == .symbol("{") || token == .symbol("[") {
                depth += 1
                if depth == 1 { fresh = true }
            }
        }
        return result
    }

    private enum Token: Equatable {
        case name(String), string(String), symbol(String)
    }

    private static func tokens(of line: String) -> [Token] {
        var tokens: [Token] = []
        var rest = Substring(line)
        while let first = rest.first {
            if first.isLetter || first == "_" {
                let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                tokens.append(.name(String(name)))
                rest = rest.dropFirst(name.count)
            } else if first == "\"" || first == "'" {
                rest = rest.dropFirst()
                let text = rest.prefix { $0 != first }
                tokens.append(.string(String(text)))
                rest = rest.dropFirst(text.count + 1)
            } else if ["==", "~=", "<=", ">=", ".."].contains(where: rest.hasPrefix) {
                tokens.append(.symbol(String(rest.prefix(2))))
                rest = rest.dropFirst(2)
            } else {
                if !first.isWhitespace { tokens.append(.symbol(String(first))) }
                rest = rest.dropFirst()
            }
        }
        return tokens
    }
}

extension Array {
    fileprivate func element(at index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
