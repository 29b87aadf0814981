import ArchiveAPI
import LuaBridge

/// What was probably meant, where something typed at the prompt gave nil or an error. Like completion, it runs nothing.
struct TypedMistakes {
    private let tokens: LuaTokens
    private let known: KnownValues
    private let members: MemberNames

    init(in text: String, known: KnownValues, members: MemberNames) {
        tokens = LuaTokens(Array(text.utf8))
        self.known = known
        self.members = members
    }

    /// For a member that has no value: the nearest of those that what stands before it has.
    func hint(forMember name: String) -> String? { known.state.withoutCollecting { nearest(toMember: name) } }

    private func nearest(toMember name: String) -> String? {
        for (index, chain) in receivers where memberName(index) == name {
            guard let names = names(of: chain), !names.contains(name), let nearest = NearMiss.nearest(to: name, among: names)
            else { continue }
            return "Did you mean '\(owner(chain).map { "\($0)." } ?? "")\(nearest)'?"
        }
        return nil
    }

    /// The same, of all of what was typed, where that is nothing but such a member.
    var hintForWhole: String? {
        guard let (index, _) = receivers.last, tokens.chain(endingAt: tokens.tokens.count) != nil else { return nil }
        let isLast = index == tokens.tokens.count - 1 || (index == tokens.tokens.count - 2 && tokens.isSymbol(index + 1, "]"))
        return isLast ? memberName(index).flatMap(hint) : nil
    }

    /// The method that stands where its result was meant: `file.size < 5`.
    var uncalledMethod: String? { known.state.withoutCollecting { uncalled } }

    private var uncalled: String? {
        for (index, chain) in receivers where tokens.isSymbol(index - 1, ".") && !isCalled(index) {
            guard let name = memberName(index) else { continue }
            var whole = chain
            whole.steps.append(.field(LuaBytes(name)))
            if case .member(let member, _)? = known.value(of: whole), member.kind == .method { return name }
            if case .value(let value)? = known.value(of: whole), known.state.documentation(of: value)?.kind == .method { return name }
        }
        return nil
    }

    /// The tokens that name members, and the expressions before them.
    private var receivers: [(index: Int, chain: LuaChain)] {
        guard tokens.depth <= LuaContext.deepest, tokens.tokens.count <= LuaContext.longest else { return [] }
        return tokens.tokens.indices.compactMap { index in
            let isIndex = tokens.isSymbol(index - 1, "[") && tokens.isSymbol(index + 1, "]")
            guard isIndex || tokens.isSymbol(index - 1, ".", ":"), memberName(index) != nil else { return nil }
            return tokens.chain(endingAt: index - 1).map { (index, $0) }
        }
    }

    /// What is said before a member: a library's name, or that of a table which is a variable.
    private func owner(_ chain: LuaChain) -> String? {
        guard chain.steps.isEmpty else { return nil }
        return switch chain.base {
        case .name(let name): name
        case .string: "string"
        case .unknown: nil
        }
    }

    private func memberName(_ index: Int) -> String? {
        guard case .string(let bytes) = tokens.tokens[index] else { return tokens.name(index) }
        return tokens.isSymbol(index - 1, "[") ? String(validating: bytes, as: UTF8.self) : nil
    }

    private func isCalled(_ index: Int) -> Bool {
        if tokens.tokens.indices.contains(index + 1), case .string = tokens.tokens[index + 1] { return true }
        return tokens.isSymbol(index + 1, "(", "{")
    }

    private func names(of chain: LuaChain) -> [String]? {
        guard let value = known.value(of: chain) else { return nil }
        if case .byName(let kind, let place) = value {
            return members.names(kind, place)?.list.names.compactMap { String(validating: $0.bytes, as: UTF8.self) }
        }
        return members.fields(of: value).compactMap(\.name.string)
    }
}
