import ArchiveAPI
import LuaBridge

/// Says what the word before the cursor may become. Nothing of Lua is run for it, and nothing is waited for longer
/// than a moment.
struct Completer {
    private let state: LuaState
    private let known: KnownValues
    private let members: MemberNames
    private let strings: StringNames
    private let cache: NameCache

    init(_ state: LuaState, session: Session, cache: NameCache = NameCache()) {
        self.state = state
        self.cache = cache
        known = KnownValues(state: state, archive: session.archive)
        members = MemberNames(known: known, cache: cache)
        strings = StringNames(known: known, members: members, cache: cache, environment: session.environment)
    }

    /// Looks at a piece that was typed and run.
    func mistakes(in text: String) -> TypedMistakes { TypedMistakes(in: text, known: known, members: members) }

    /// Something ran: what was looked up before may have changed.
    func somethingRan() { cache.distrust() }

    /// - Parameters:
    ///   - line: the line that is being edited.
    ///   - cursor: the byte before which something is to be completed.
    ///   - earlier: the lines of the same piece before this one.
    func completion(of line: [UInt8], at cursor: Int, after earlier: String = "", ignoringCase: Bool = false) -> Completion {
        let before = line[..<cursor]
        let isBlank = before.allSatisfy(LuaTokens.isSpace)
        // Where a line begins, Tab indents.
        if isBlank, !before.isEmpty || !earlier.isEmpty { return Completion(start: cursor, candidates: ["\t"]) }
        var text = earlier.isEmpty ? [] : Array(earlier.utf8) + [UInt8(ascii: "\n")]
        let lineStart = text.count
        text += before
        // `?x` asks for help about x.
        let asksHelp = text.first == UInt8(ascii: "?")
        if asksHelp { text[0] = UInt8(ascii: " ") }
        let context = LuaContext(text)
        return state.withoutCollecting {
            if case .string(let target, let quote) = context.place {
                let place = StringNames.Place(
                    text: text, content: context.start, lineStart: lineStart, quote: quote,
                    following: Array(line[cursor...].prefix(2)), ignoresCase: ignoringCase)
                return strings.completion(of: target, place)
            }
            let typed = Typed(bytes: Array(text[context.start...]), ignoresCase: ignoringCase)
            var result = completion(context, typed, text, asksHelp: asksHelp)
            result.start = context.start - lineStart
            let dot = result.start - 1
            if result.isIndex, dot < 0 || line[dot] != UInt8(ascii: ".") { return Completion(start: result.start) }
            return result
        }
    }

    private func completion(_ context: LuaContext, _ typed: Typed, _ text: [UInt8], asksHelp: Bool) -> Completion {
        switch context.place {
        case .nothing, .string: return Completion(start: 0)
        case .name: return names(typed, also: context.names, asksHelp: asksHelp)
        case .member(let chain, let isMethod): return members.completion(of: chain, typed, isMethod: isMethod)
        case .option(let argument, let given):
            guard let callee = known.callee(argument.callee) else { return names(typed, also: context.names) }
            let first = argument.position - (callee.takesReceiver ? 1 : 0)
            let recipe = RecipeCall(callee.member, position: argument.position, in: text)
            let options = recipe?.arguments.map(\.name) ?? callee.member.parameters.dropFirst(max(0, first)).map(\.name)
            let found = options.filter { !given.contains($0) && typed.matches($0) }
            if found.isEmpty { return names(typed, also: context.names) }
            return Completion(start: 0, candidates: found.count == 1 ? found.map { "\($0) = " } : found)
        case .value(let argument, let option):
            guard let parameter = known.callee(argument.callee)?.member.parameters.first(where: { $0.name == option }) else {
                return names(typed, also: context.names)
            }
            return values(of: parameter) ?? Completion(start: 0, note: Signature.text(parameter))
        case .argument(let argument):
            guard let callee = known.callee(argument.callee) else { return names(typed, also: context.names) }
            let parameter = callee.parameter(at: argument.position)
            return parameter.flatMap(values) ?? Completion(start: 0, note: Signature.text(callee.member))
        }
    }

    /// The values of a parameter that has few.
    private func values(of parameter: ParameterDocumentation) -> Completion? {
        if !parameter.choices.isEmpty {
            return Completion(start: 0, candidates: parameter.choices.map { TerminalText.luaLiteral($0) })
        }
        return parameter.type == "boolean" ? Completion(start: 0, candidates: ["true", "false"]) : nil
    }

    /// Globals, keywords, and the names that stand in the text.
    private func names(_ typed: Typed, also more: Set<String>, asksHelp: Bool = false) -> Completion {
        var found = more.union(LuaName.keywords)
        for (name, _) in members.fields(of: .value(state.globals)) where LuaName.isName(name.bytes) { found.insert(name.repaired) }
        if typed.bytes.isEmpty { found = found.filter { !$0.hasPrefix("_") && !LuaName.keywords.contains($0) } }
        if asksHelp { found.formUnion(Help.topics(in: state)) }
        return Completion(start: 0, candidates: found.filter(typed.matches).sorted())
    }
}

extension KnownValues.Callee {
    /// What an argument is for; all that are left over go to the last parameter where the function takes any number.
    func parameter(at position: Int) -> ParameterDocumentation? {
        let index = position - (takesReceiver ? 1 : 0)
        if index >= member.parameters.count { return member.isVariadic ? member.parameters.last : nil }
        return index < 0 ? nil : member.parameters[index]
    }
}
