/// Decides whether a line must not be kept: it assigns or passes something named like a secret.
///
/// Errs on the side of forgetting: `print(key)` is not kept either.
struct SecretLine {
    /// Whether a piece of Lua, whole or not, mentions a secret.
    static func isSecret(_ line: String) -> Bool {
        if SecretText.hasCredential(line) { return true }
        let line = SecretLine(LuaTokens(Array(line.utf8)))
        return line.commentsTell || line.tokens.indices.contains(where: line.tells)
    }

    private typealias Token = LuaTokens.Token

    private let lua: LuaTokens
    private let tokens: [LuaTokens.Token]

    private init(_ lua: LuaTokens) {
        self.lua = lua
        // A string that is not finished is one all the same.
        let rest = lua.text[(lua.ends.last ?? 0)...]
        switch lua.ending {
        case .string, .longString: tokens = lua.tokens + [.string(Array(rest))]
        case .comment, .nothing: tokens = lua.tokens
        }
    }

    private var commentsTell: Bool { lua.comments.contains { SecretText.isSecret(String(decoding: $0, as: UTF8.self)) } }

    private func tells(_ index: Int) -> Bool {
        switch tokens[index] {
        case .name(let name):
            if SecretText.isSecretName(name), assigns(name, after: index) || isPassed(index) || isGivenString(index) { return true }
            // The token is the second argument of Archive, the third of Project and Container.
            guard let position = Self.tokenPositions[name], let argument = arguments(from: index + 1).element(at: position)
            else { return false }
            return argument != .keyword("nil") && argument != .symbol("{")
        case .string(let bytes):
            let text = String(decoding: bytes, as: UTF8.self)
            if SecretText.isSecret(text) || (SecretText.asksForSecret(text) && isSymbol(index + 1, "..")) { return true }
            guard SecretText.isSecretName(text) else { return false }
            // t["password"] = …, {["token"] = …}; set("OS_PASSWORD", "…")
            if isSymbol(index + 1, "]"), assigns(text, after: index + 1) { return true }
            return isSymbol(index + 1, ",") && !text.contains(" ") && isString(index + 2)
        case .keyword, .number, .symbol: return false
        }
    }

    private static let tokenPositions = ["Archive": 1, "Project": 2, "Container": 2]

    /// `name = x`, `name, other = x`, `name <const> = x`, but not `name == x`, nor what is no secret: an empty table, `true`,
    /// the 5 of `token_count = 5`. `t[name] = x` gives it nothing.
    private func assigns(_ name: String, after index: Int) -> Bool {
        if case .name = tokens[index], isSymbol(index + 1, "]") { return false }
        var isAlone = true
        for position in (index + 1)..<max(tokens.count, index + 1) {
            switch tokens[position] {
            case .symbol("="): return !isAlone || isSecretValue(position + 1, of: name)
            case .symbol(","): isAlone = false
            case .symbol("<"), .symbol(">"), .symbol("."), .symbol("["), .symbol("]"), .name, .string: continue
            default: return false
            }
        }
        return false
    }

    private func isSecretValue(_ index: Int, of name: String) -> Bool {
        switch tokens.element(at: index) {
        case .keyword: false
        case .number: SecretText.endsInSecret(name)
        case .symbol("{"): holdsString(index)
        default: true
        }
    }

    /// `f(name`, `, name)`, and `name .. x` as an argument.
    private func isPassed(_ index: Int) -> Bool {
        isSymbol(index - 1, "(", ",", "{", "=", "..") && isSymbol(index + 1, ")", ",", "}", ";", "..")
    }

    /// `set_password("…")`, `password "…"`; and what is no Lua, but a header: `X-Auth-Token: …`.
    private func isGivenString(_ index: Int) -> Bool {
        if isString(index + 1) || (isSymbol(index + 1, "(", "{") && holdsString(index + 1)) { return true }
        guard isSymbol(index + 1, ":"), let value = tokens.element(at: index + 2) else { return false }
        guard case .name = value else { return true }
        return !isSymbol(index + 3, "(", "{") && !isString(index + 3)
    }

    /// Whether there is a string in the brackets that open here.
    private func holdsString(_ opening: Int) -> Bool {
        (opening..<(lua.partners[opening] ?? tokens.count)).contains(where: isString)
    }

    /// The first token of each argument in the parentheses at `index`.
    private func arguments(from index: Int) -> [Token] {
        guard isSymbol(index, "(") else { return [] }
        var result: [Token] = []
        var position = index
        let end = lua.partners[index] ?? tokens.count
        while position < end {
            if position == index || isSymbol(position, ","), position + 1 < end { result.append(tokens[position + 1]) }
            position = max(position + 1, position == index ? 0 : lua.partners[position] ?? 0)
        }
        return result
    }

    private func isString(_ index: Int) -> Bool { if case .string? = tokens.element(at: index) { true } else { false } }

    private func isSymbol(_ index: Int, _ symbols: String...) -> Bool {
        guard case .symbol(let symbol)? = tokens.element(at: index) else { return false }
        return symbols.contains(symbol)
    }
}

extension Array {
    fileprivate func element(at index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
