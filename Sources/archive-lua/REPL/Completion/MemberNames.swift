import ArchiveAPI
import LuaBridge

/// The names that may follow an expression and a dot or a colon.
struct MemberNames {
    let known: KnownValues
    let cache: NameCache

    func completion(of chain: LuaChain, _ typed: Typed, isMethod: Bool) -> Completion {
        guard let value = known.value(of: chain) else { return Completion(start: 0) }
        if case .byName(let kind, let place) = value {
            guard !isMethod, let answer = names(kind, place) else { return Completion(start: 0) }
            var result = completion(answer.list.names.map(\.bytes), typed, isMethod: false)
            result.isPending = answer.isPending
            return result
        }
        let fields = fields(of: value).filter { $0.isFunction || !isMethod }
        return completion(fields.map(\.name.bytes), typed, isMethod: isMethod)
    }

    /// What lies in the tables of a kind that only the archive knows.
    func names(_ kind: String, _ place: ArchivePlace?) -> NameCache.Answer? {
        switch (kind, place) {
        case ("Project", let place?): place.archive.map { cache.answer(to: NameQuestions.projects(of: $0)) }
        case ("Container", let place?): cache.answer(to: NameQuestions.containers(of: place))
        default: nil
        }
    }

    /// All members of a value, and those of the tables behind it.
    func fields(of value: Known) -> [LuaState.Field] {
        switch value {
        case .value(let value):
            if let documentation = known.documentation(ofObject: value) { return members(of: Help.visible(documentation)) }
            if let documentation = known.classTable(value) {
                return Help.visible(documentation).methods.map { (LuaBytes($0.name), true) }
            }
            var fields = known.state.rawFields(of: value)
            var table = known.state.fallback(of: value)
            for _ in 0..<KnownValues.deepest {
                guard let behind = table else { break }
                fields += known.state.rawFields(of: behind)
                table = known.state.fallback(of: behind)
            }
            return fields
        case .object(let name, _): return known.documentation(ofClass: name).map(members) ?? []
        case .string: return known.state.rawFields(of: known.state.rawField("string", of: known.state.globals))
        case .list, .byName, .member: return []
        }
    }

    private func members(of documentation: ClassDocumentation) -> [LuaState.Field] {
        documentation.properties.map { (LuaBytes($0.name), false) } + documentation.methods.map { (LuaBytes($0.name), true) }
    }

    private func completion(_ names: [[UInt8]], _ typed: Typed, isMethod: Bool) -> Completion {
        let underscore = UInt8(ascii: "_")
        let found = Set(names.filter { typed.matches($0) && (!typed.bytes.isEmpty || $0.first != underscore) })
        let plain = found.filter(LuaName.isName).map { String(decoding: $0, as: UTF8.self) }.sorted()
        if isMethod { return Completion(start: 0, candidates: plain) }
        let odd = found.filter { !LuaName.isName($0) }.map(TerminalText.luaLiteral).sorted()
        if plain.isEmpty { return Completion(start: 0, candidates: odd.map { $0 + "]" }, isIndex: !odd.isEmpty) }
        return Completion(start: 0, candidates: plain + odd.map { "[\($0)]" })
    }
}
