import LuaBridge

/// What stands before the cursor: what a word there would be a part of.
struct LuaContext: Equatable {
    /// A call, and one of its arguments, the first at 0.
    struct Argument: Equatable {
        /// What is called: its last step says whether by `:`.
        var callee: LuaChain
        var position: Int
    }

    /// What a string stands for.
    enum Target: Equatable {
        case argument(Argument)
        /// The value of an option in the braces of an argument, or an element of its list.
        case option(Argument, String)
        /// A key: `x["`
        case key(LuaChain)
        case other
    }

    enum Place: Equatable {
        /// A comment, a number, or what is no Lua.
        case nothing
        /// A variable, or a keyword.
        case name
        case member(of: LuaChain, isMethod: Bool)
        /// The name of an option in braces; also a value, where the argument is a list.
        case option(Argument, given: [String])
        /// The value of an option, before anything of it is typed.
        case value(Argument, String)
        /// An argument, before anything of it is typed.
        case argument(Argument)
        case string(Target, quote: UInt8)
    }

    /// More brackets in one another Lua does not take either.
    static let deepest = 200
    /// How many tokens are looked at: not a file that was pasted.
    static let longest = 20_000

    var place: Place
    /// Where the word begins; of a string, its first byte behind the quote.
    var start: Int
    /// Names that stand in the text before.
    var names: Set<String> = []

    /// - Parameter text: all of the piece before the cursor, the lines before this one included.
    init(_ text: [UInt8]) {
        let tokens = LuaTokens(text)
        var count = tokens.tokens.count
        start = text.count
        place = .nothing
        guard tokens.depth <= Self.deepest, count <= Self.longest else { return }
        switch tokens.ending {
        case .comment, .longString: return
        case .string(let quote, let content):
            start = content
            place = .string(tokens.target(at: count), quote: quote)
        case .nothing:
            switch tokens.tokens.last {
            case .name(let word)? where tokens.ends[count - 1] == text.count, .keyword(let word)? where tokens.ends[count - 1] == text.count:
                start -= word.utf8.count
                count -= 1
            case .number? where tokens.ends[count - 1] == text.count: return
            default: break
            }
            place = tokens.place(at: count, isFresh: start == text.count)
        }
        names = tokens.names(before: count)
    }
}

extension LuaTokens {
    /// What an expression stands for whose first token would be the one at an index.
    private enum Slot {
        case argument(LuaContext.Argument)
        /// An entry in the braces of an argument.
        case entry(LuaContext.Argument, braces: Int)
        case value(LuaContext.Argument, String)
        case key(LuaChain)
    }

    fileprivate func place(at index: Int, isFresh: Bool) -> LuaContext.Place {
        if isSymbol(index - 1, ".", ":") {
            return chain(endingAt: index - 1).map { .member(of: $0, isMethod: isSymbol(index - 1, ":")) } ?? .nothing
        }
        if isSymbol(index - 1, "::") || isKeyword(index - 1, "goto") { return .nothing }
        switch slot(at: index) {
        case .entry(let argument, let braces)?: return .option(argument, given: options(in: braces, before: index))
        case .argument(let argument)? where isFresh: return .argument(argument)
        case .value(let argument, let option)? where isFresh: return .value(argument, option)
        default: return .name
        }
    }

    fileprivate func target(at index: Int) -> LuaContext.Target {
        // `f"…"`
        if isCallee(endingAt: index), let callee = chain(endingAt: index) { return .argument(.init(callee: callee, position: 0)) }
        switch slot(at: index) {
        case .argument(let argument)?, .entry(let argument, _)?: return .argument(argument)
        case .value(let argument, let option)?: return .option(argument, option)
        case .key(let chain)?: return .key(chain)
        case nil: return .other
        }
    }

    /// Names of variables that stand before a token.
    fileprivate func names(before count: Int) -> Set<String> {
        Set((0..<count).compactMap { isSymbol($0 - 1, ".", ":") ? nil : name($0) })
    }

    private func slot(at index: Int) -> Slot? {
        guard let opening = enclosing(index) else { return nil }
        let begins = index - 1 == opening
        if isSymbol(opening, "[") {
            guard begins, let chain = chain(endingAt: opening) else { return nil }
            return .key(chain)
        }
        guard isSymbol(opening, "{") else {
            guard begins || isSymbol(index - 1, ","), isCallee(endingAt: opening), let callee = chain(endingAt: opening) else { return nil }
            return .argument(.init(callee: callee, position: commas(from: opening + 1, to: index)))
        }
        let outer: Slot? = if isCallee(endingAt: opening), let callee = chain(endingAt: opening) {
            .argument(.init(callee: callee, position: 0))
        } else {
            slot(at: opening)
        }
        if begins || isSymbol(index - 1, ",", ";") {
            switch outer {
            case .argument(let argument)?: return .entry(argument, braces: opening)
            case .value? where !isSymbol(index - 1, ";"): return outer
            default: return nil
            }
        }
        if isSymbol(index - 1, "="), let option = name(index - 2), isSymbol(index - 3, "{", ",", ";"), case .argument(let argument)? = outer {
            return .value(argument, option)
        }
        return nil
    }

    private func commas(from start: Int, to end: Int) -> Int {
        var count = 0
        var position = start
        while position < end {
            if let close = partners[position], close > position { position = close }
            if isSymbol(position, ",") { count += 1 }
            position += 1
        }
        return count
    }

    /// The names before an equals sign in braces.
    private func options(in braces: Int, before end: Int) -> [String] {
        ((braces + 1)..<max(braces + 1, end)).compactMap { index in
            let isOption = isSymbol(index + 1, "=") && isSymbol(index - 1, "{", ",", ";") && enclosing(index) == braces
            return isOption ? name(index) : nil
        }
    }
}
