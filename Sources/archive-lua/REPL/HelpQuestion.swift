import ArchiveAPI
import LuaBridge

/// `?x`: asks for help about whatever `help` takes, and about names of which there is no value. Nothing is run for it.
struct HelpQuestion {
    private let subject: String

    /// nil where the text is no question.
    init?(_ text: String) {
        let trimmed = text.drop(while: \.isWhitespace)
        guard trimmed.first == "?" else { return nil }
        var subject = trimmed.dropFirst().drop(while: \.isWhitespace)
        while subject.last?.isWhitespace == true { subject.removeLast() }
        self.subject = String(subject)
    }

    func answer(in state: LuaState) throws {
        let known = KnownValues(state: state, archive: Session.current.archive)
        let found = try state.withoutCollecting { () throws -> String in
            guard let found = text(known) else { throw Help.unknown(subject, hint: nearest(known)) }
            return found
        }
        try Help.show(found, in: state)
    }

    private func text(_ known: KnownValues) -> String? {
        if subject.isEmpty { return Help.overview }
        if let chain, let text = text(about: chain, known) { return text }
        return Help.text(about: .string(LuaBytes(name)), in: known.state)
    }

    // MARK: What is asked about

    private var tokens: LuaTokens { LuaTokens(Array(subject.utf8)) }

    /// The expression without the calls at its end: `container:download("x")` is about `container:download`.
    private var chain: LuaChain? {
        let tokens = tokens
        guard tokens.depth <= LuaContext.deepest, let found = tokens.chain(startingAt: 0, before: tokens.tokens.count),
            found.end == tokens.tokens.count || tokens.isSymbol(found.end, "(", "{")
        else { return nil }
        var chain = found.chain
        while case .call? = chain.steps.last { chain.steps.removeLast() }
        return chain
    }

    /// What is asked about where it is no value: `download`, `"download"`, `Container.download`.
    private var name: String {
        if case .string(let bytes)? = tokens.tokens.first, tokens.tokens.count == 1 { return String(decoding: bytes, as: UTF8.self) }
        return String(subject.prefix { !"({".contains($0) }).replacing(":", with: ".")
    }

    private func text(about chain: LuaChain, _ known: KnownValues) -> String? {
        if let property = property(chain, known) { return Help.text(property) }
        switch known.value(of: chain) {
        case .value(let value)?: return value.isNil ? nil : Help.text(about: value, in: known.state)
        case .member(let member, _)?: return Help.text(member)
        case .object(let name, _)?: return known.documentation(ofClass: name).map(Help.text)
        case .list, .byName, .string, nil: return nil
        }
    }

    /// The property of an object that a chain ends in.
    private func property(_ chain: LuaChain, _ known: KnownValues) -> MemberDocumentation? {
        guard let (owner, name) = owner(of: chain, known) else { return nil }
        return owner.properties.first { $0.name == name }
    }

    /// The class of whose object a chain names a member, and that member.
    private func owner(of chain: LuaChain, _ known: KnownValues) -> (ClassDocumentation, String)? {
        var receiver = chain
        let name: String? = switch receiver.steps.popLast() {
        case .field(let bytes)?: bytes.string
        case .method(let name)?: name
        default: nil
        }
        guard let name else { return nil }
        switch known.value(of: receiver) {
        case .value(let value)?: return (known.documentation(ofObject: value) ?? known.classTable(value)).map { ($0, name) }
        case .object(let owner, _)?: return known.documentation(ofClass: owner).map { ($0, name) }
        default: return nil
        }
    }

    /// The member, or the name, that was probably meant.
    private func nearest(_ known: KnownValues) -> String? {
        if let chain, let (owner, name) = owner(of: chain, known) {
            return NearestName.hint(for: name, among: Help.visible(owner).memberNames)
        }
        return NearestName.hint(for: name, among: Help.topics(in: known.state))
    }
}
