import LuaBridge

/// An expression of the form `a.b["c"][1]:d("x").e`, as far as it says what it is about.
struct LuaChain: Equatable {
    enum Base: Equatable {
        case name(String)
        case string
        case unknown
    }

    enum Step: Equatable {
        /// `.x` or `["x"]`
        case field(LuaBytes)
        /// `[1]`; nil where the position is not written as a number.
        case index(Int?)
        /// `:x`, which a call follows unless it is what is called right now.
        case method(String)
        /// A call, with its first argument where that is a string.
        case call(LuaBytes?)
        /// What a `for` gets of it.
        case each
    }

    var base: Base
    var steps: [Step] = []
}

extension LuaTokens {
    /// The chain whose last token is the one before `end`; nil where nothing ends there that could be called, indexed
    /// or asked for a member.
    func chain(endingAt end: Int) -> LuaChain? {
        guard let start = chainStart(endingAt: end), let (chain, reached) = chain(startingAt: start, before: end) else {
            return nil
        }
        return reached == end ? chain : nil
    }

    /// Whether the expression before `index` may be called by what stands there. Not the name of a function that is
    /// being defined.
    func isCallee(endingAt index: Int) -> Bool {
        guard let start = chainStart(endingAt: index) else { return false }
        return !isKeyword(start - 1, "function")
    }

    private func canEndChain(_ index: Int) -> Bool {
        guard tokens.indices.contains(index) else { return false }
        switch tokens[index] {
        case .name, .string: return true
        case .symbol(let symbol): return [")", "]", "}"].contains(symbol) && partners[index] != nil
        case .keyword, .number: return false
        }
    }

    private func chainStart(endingAt end: Int) -> Int? {
        var end = end
        while end > 0 {
            let last = end - 1
            switch tokens[last] {
            case .name:
                guard isSymbol(last - 1, ".", ":") else { return last }
                end = last - 1
            case .string where canEndChain(last - 1): end = last
            case .symbol(let symbol):
                guard let opening = partners[last], opening < last else { return nil }
                guard canEndChain(opening - 1) else { return symbol == ")" ? opening : nil }
                end = opening
            default: return nil
            }
        }
        return nil
    }

    /// The longest chain from a token on, and where it ends.
    func chain(startingAt start: Int, before limit: Int) -> (chain: LuaChain, end: Int)? {
        guard start < limit else { return nil }
        var chain: LuaChain
        var position = start + 1
        if let name = name(start) {
            chain = LuaChain(base: .name(name))
            if let known = origin(of: name, before: start) { chain = known }
        } else if isSymbol(start, "("), let close = partners[start], close < limit {
            chain = parenthesized(from: start + 1, to: close)
            position = close + 1
        } else {
            return nil
        }
        while position < limit, let (step, end) = step(at: position, before: limit) {
            chain.steps.append(step)
            position = end
        }
        return (chain, position)
    }

    private func parenthesized(from start: Int, to end: Int) -> LuaChain {
        if start + 1 == end, case .string = tokens[start] { return LuaChain(base: .string) }
        guard let (chain, reached) = chain(startingAt: start, before: end), reached == end else { return LuaChain(base: .unknown) }
        return chain
    }

    private func step(at position: Int, before limit: Int) -> (LuaChain.Step, Int)? {
        switch tokens[position] {
        case .string(let bytes): return (.call(LuaBytes(bytes)), position + 1)
        case .symbol("."): return name(position + 1).flatMap { position + 1 < limit ? (.field(LuaBytes($0)), position + 2) : nil }
        case .symbol(":"): return name(position + 1).flatMap { position + 1 < limit ? (.method($0), position + 2) : nil }
        case .symbol(let symbol):
            guard let close = partners[position], position < close, close < limit else { return nil }
            switch symbol {
            case "[": return (index(from: position + 1, to: close), close + 1)
            case "(": return (.call(firstString(from: position + 1, to: close)), close + 1)
            default: return (.call(nil), close + 1)
            }
        default: return nil
        }
    }

    private func index(from start: Int, to end: Int) -> LuaChain.Step {
        guard start + 1 == end else { return .index(nil) }
        switch tokens[start] {
        case .string(let bytes): return .field(LuaBytes(bytes))
        case .number(let number): return .index(number)
        default: return .index(nil)
        }
    }

    private func firstString(from start: Int, to end: Int) -> LuaBytes? {
        guard start < end, case .string(let bytes) = tokens[start], start + 1 == end || isSymbol(start + 1, ",") else { return nil }
        return LuaBytes(bytes)
    }

    /// What a name was given last in the text before a token: by an assignment, or by a `for`.
    private func origin(of name: String, before limit: Int) -> LuaChain? {
        for index in stride(from: limit - 1, through: 0, by: -1) where tokens[index] == .name(name) {
            if isSymbol(index - 1, ".", ":") { continue }
            if isSymbol(index + 1, "="), index + 2 < limit, !isInBraces(index) { return chain(startingAt: index + 2, before: limit)?.chain }
            if isKeyword(index + 1, "in"), var (chain, _) = chain(startingAt: index + 2, before: limit) {
                if chain.base == .name("ipairs"), case .call? = chain.steps.last {
                    guard let inner = self.chain(startingAt: index + 4, before: limit) else { return nil }
                    chain = inner.chain
                    chain.steps.append(.index(nil))
                } else {
                    chain.steps.append(.each)
                }
                return chain
            }
        }
        return nil
    }

    /// Whether `x =` there is a field of a table, not a variable.
    private func isInBraces(_ index: Int) -> Bool {
        isSymbol(index - 1, "{") || (isSymbol(index - 1, ",", ";") && enclosing(index).map { isSymbol($0, "{") } ?? false)
    }

    /// The innermost bracket that is open at a token.
    func enclosing(_ index: Int) -> Int? {
        var position = index - 1
        while position >= 0 {
            if isSymbol(position, "(", "[", "{") {
                guard let close = partners[position], close < index else { return position }
            } else if let opening = partners[position] {
                position = opening
            }
            position -= 1
        }
        return nil
    }
}
