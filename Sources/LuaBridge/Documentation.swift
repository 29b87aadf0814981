/// Of what things a parameter takes a name: whoever makes the member lists says which kinds there are.
public struct NameKind: Sendable, Hashable {
    public let word: String

    public init(_ word: String) { self.word = word }
}

/// What is known about a parameter.
public struct ParameterDocumentation: Sendable, Hashable {
    public var name: String
    /// In Lua's words: `string`, `list of strings`, `File`.
    public var type: String
    public var help: String
    public var isRequired: Bool
    /// The default as Lua writes it; nil where that is nil.
    public var defaultText: String?
    /// The values it may have, if they can be counted.
    public var choices: [String]
    /// What it names; nil where that is nothing which could be looked up.
    public var names: NameKind?
}

/// What is known about a property, method, constructor or function.
public struct MemberDocumentation: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case property, method, constructor, function, metamethod }

    public var kind: Kind
    /// The class it belongs to; nil for a function.
    public var className: String?
    public var name: String
    public var parameters: [ParameterDocumentation]
    /// What it returns, in Lua's words; empty for nothing.
    public var returns: String
    public var help: String
    /// Whether it takes any further arguments.
    public var isVariadic: Bool

    /// As errors name it: `Container:copy`, `Container.name`, `scale_bytes`.
    public var qualifiedName: String {
        switch (kind, className) {
        case (.method, let owner?): "\(owner):\(name)"
        case (.property, let owner?), (.metamethod, let owner?): "\(owner).\(name)"
        default: name
        }
    }

    /// `Container:copy(file_path, target_directory, new_name=nil, overwrite=false) -> File`
    public var signature: String {
        let result = returns.isEmpty ? "" : " -> \(returns)"
        guard kind != .property else { return qualifiedName + result }
        let list = parameters.enumerated().map { offset, parameter in
            if isVariadic, offset == parameters.count - 1 { return "..." }
            return parameter.isRequired ? parameter.name : "\(parameter.name)=\(parameter.defaultText ?? "nil")"
        }
        return "\(qualifiedName)(\(list.joined(separator: ", ")))\(result)"
    }
}

/// What is known about a class.
public struct ClassDocumentation: Sendable, Hashable {
    public var name: String
    public var summary: String
    public var constructor: MemberDocumentation?
    public var properties: [MemberDocumentation]
    public var methods: [MemberDocumentation]
    /// Whether a call of an object means something: it is an iterator.
    public var isCallable: Bool

    public init<Class: LuaClass>(of _: Class.Type) {
        let members = Class.luaMembers
        name = Class.luaName
        summary = Class.luaSummary
        constructor = members.first { $0.documentation.kind == .constructor }?.documentation
        properties = members.map(\.documentation).filter { $0.kind == .property }
        methods = members.map(\.documentation).filter { $0.kind == .method }
        isCallable = members.contains { if case .call = $0.role { true } else { false } }
    }

    /// All names that follow an object, sorted.
    public var memberNames: [String] { (properties + methods).map(\.name).sorted() }
}
