import ArchiveAPI
import LuaBridge

/// What is known of the value of an expression without running it: the value itself where it is at hand, else what the
/// documentation says that it will be.
enum Known {
    case value(LuaValue)
    /// An object of a class, not at hand.
    case object(String, ArchivePlace?)
    /// A list of such objects, or an iterator over them.
    case list(String, ArchivePlace?)
    /// A table of such objects by their names.
    case byName(String, ArchivePlace?)
    /// A member of an object of ours, as it is called.
    case member(MemberDocumentation, ArchivePlace?)
    case string

    /// What the documentation says of a result.
    init?(_ returns: String, _ place: ArchivePlace?) {
        let words = returns.split { " ,".contains($0) }.map(String.init)
        guard let first = words.first else { return nil }
        if words.count > 2, words[1] == "of", words[2].hasSuffix("s") {
            let element = String(words[2].dropLast())
            switch first {
            case "list", "iterator": self = .list(element, place)
            case "table" where returns.hasSuffix(" by name"): self = .byName(element, place)
            default: return nil
            }
        } else if first == "string" {
            self = .string
        } else if first.first?.isUppercase == true {
            self = .object(first, place)
        } else {
            return nil
        }
    }
}

extension ArchivePlace {
    /// Where a result of a call is, by the name that was given to the call.
    fileprivate static func result(of member: MemberDocumentation, named name: LuaBytes?, _ place: ArchivePlace?) -> ArchivePlace? {
        switch member.returns {
        case "Container": name?.string.flatMap { name in place.map { .namedContainer(name, in: $0) } }
        // A function that opens an archive opens another.
        case "Archive" where member.kind == .function: nil
        case "Project": name?.string.flatMap { name in place?.archive.map { .namedProject(name, in: $0) } }
        default: place
        }
    }
}

/// Finds out what is known of expressions, from a state in which nothing runs meanwhile.
struct KnownValues {
    let state: LuaState
    /// The archive that constructors mean that name no other.
    let archive: Archive

    /// How many tables may stand behind one another by `__index`.
    static let deepest = 8

    /// What is called.
    struct Callee {
        let member: MemberDocumentation
        /// Where its receiver is.
        let place: ArchivePlace?
        /// Whether the receiver is the first argument: `Container.get(container, …)`.
        let takesReceiver: Bool
    }

    func value(of chain: LuaChain) -> Known? {
        var known: Known
        switch chain.base {
        case .name(let name): known = .value(state.rawField(LuaBytes(name), of: state.globals))
        case .string: known = .string
        case .unknown: return nil
        }
        for step in chain.steps {
            guard let next = self.next(known, step) else { return nil }
            known = next
        }
        return known
    }

    /// What a chain calls, where that is documented.
    func callee(_ chain: LuaChain) -> Callee? {
        let isField = if case .field? = chain.steps.last { true } else { false }
        switch value(of: chain) {
        case .member(let member, let place)?: return Callee(member: member, place: place, takesReceiver: isField && member.kind == .method)
        case .value(let value)?:
            guard let member = state.documentation(of: value) ?? classTable(value)?.constructor else { return nil }
            return Callee(member: member, place: .archive(archive), takesReceiver: isField && member.kind == .method)
        default: return nil
        }
    }

    /// The class of which a value is an object; not a class table.
    func documentation(ofObject value: LuaValue) -> ClassDocumentation? {
        state.object(value) == nil ? nil : state.classDocumentation(of: value)
    }

    func classTable(_ value: LuaValue) -> ClassDocumentation? {
        value.isTable ? state.classDocumentation(of: value) : nil
    }

    func documentation(ofClass name: String) -> ClassDocumentation? {
        (state.classes.first { $0.name == name } ?? Globals.resultClasses.first { $0.name == name }).map(Help.visible)
    }

    // MARK: Steps

    private func next(_ known: Known, _ step: LuaChain.Step) -> Known? {
        switch (known, step) {
        case (.value(let value), .field(let name)): return field(name, of: value)
        case (.value(let value), .method(let name)): return field(LuaBytes(name), of: value)
        case (.value(let value), .index(let position)): return present(state.rawElement(position ?? 1, of: value))
        case (.value(let value), .call(let name)): return called(value, name)
        case (.object(let owner, let place), .field(let name)): return name.string.flatMap { member($0, of: owner, place) }
        case (.object(let owner, let place), .method(let name)): return member(name, of: owner, place)
        case (.list(let element, let place), .index), (.list(let element, let place), .each): return .object(element, place)
        case (.byName("Project", let place), .field(let name)):
            return .object("Project", name.string.flatMap { name in place?.archive.map { .namedProject(name, in: $0) } })
        case (.byName("Container", let place), .field(let name)):
            return .object("Container", name.string.flatMap { name in place.map { .namedContainer(name, in: $0) } })
        case (.member(let member, let place), .call(let name)):
            return Known(member.returns, .result(of: member, named: name, place))
        case (.string, .method(let name)):
            return present(state.rawField(LuaBytes(name), of: state.rawField("string", of: state.globals)))
        default: return nil
        }
    }

    private func present(_ value: LuaValue) -> Known? { value.isNil ? nil : .value(value) }

    private func field(_ name: LuaBytes, of value: LuaValue) -> Known? {
        if let object = state.object(value) {
            guard let name = name.string, let owner = state.classDocumentation(of: value) else { return nil }
            return state.plainProperty(name, of: value).map { .value($0) } ?? member(name, of: owner.name, ArchivePlace(object))
        }
        if let owner = classTable(value) { return name.string.flatMap { method($0, of: owner, nil) } }
        var table = value
        for _ in 0..<Self.deepest {
            let found = state.rawField(name, of: table)
            if !found.isNil { return .value(found) }
            guard let behind = state.fallback(of: table) else { return nil }
            table = behind
        }
        return nil
    }

    private func member(_ name: String, of owner: String, _ place: ArchivePlace?) -> Known? {
        guard let documentation = documentation(ofClass: owner) else { return nil }
        if let property = documentation.properties.first(where: { $0.name == name }) { return Known(property.returns, place) }
        return method(name, of: documentation, place)
    }

    private func method(_ name: String, of owner: ClassDocumentation, _ place: ArchivePlace?) -> Known? {
        owner.methods.first { $0.name == name }.map { .member($0, place) }
    }

    private func called(_ value: LuaValue, _ name: LuaBytes?) -> Known? {
        guard let member = state.documentation(of: value) ?? classTable(value)?.constructor else { return nil }
        // What a constructor gives, it does not say.
        let returns = member.kind == .constructor ? member.className ?? "" : member.returns
        var described = member
        described.returns = returns
        return Known(returns, .result(of: described, named: name, .archive(archive)))
    }
}
