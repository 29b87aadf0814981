/// A parameter of a function: its name, and what happens where it is left out.
public struct Parameter<Value: LuaArgument>: Sendable {
    public let documentation: ParameterDocumentation
    let isRest: Bool
    /// Reads the argument that is next. A function of its own: who keeps that, and not the parameter, needs no
    /// metadata of its type in a call.
    let read: @Sendable (inout ArgumentReader) throws -> Value

    private init(_ documentation: ParameterDocumentation, leftOut: @escaping @Sendable (ArgumentReader) throws -> Value) {
        self.documentation = documentation
        isRest = false
        let choices = documentation.choices
        read = { reader in
            let view = reader.next()
            // A nil that was written out can be a value of its own: no log rather than the usual one.
            if view.isNil, !(Value.luaAcceptsNil && reader.wasGiven) { return try leftOut(reader) }
            do {
                let value = try Value.luaRead(view)
                if !choices.isEmpty, let given = view.string, !choices.contains(given) {
                    throw LuaTypeMismatch(given, noneOf: choices)
                }
                return value
            } catch let mismatch as LuaTypeMismatch {
                throw reader.mismatch(mismatch)
            }
        }
    }

    /// An argument that must be given. With `choices`, one of these strings; with `names`, the name of such a thing.
    public static func required(
        _ name: String, _ help: String, choices: [String] = [], names: NameKind? = nil
    ) -> Parameter {
        Parameter(
            ParameterDocumentation(
                name: name, type: Value.luaTypeName, help: help, isRequired: true, defaultText: nil, choices: choices,
                names: names)
        ) { reader in throw reader.missing() }
    }

    /// An argument that may be left out; nil then.
    public static func optional<Wrapped>(
        _ name: String, _ help: String, choices: [String] = [], names: NameKind? = nil
    ) -> Parameter where Value == Wrapped? {
        Parameter(
            ParameterDocumentation(
                name: name, type: Value.luaTypeName, help: help, isRequired: false, defaultText: nil, choices: choices,
                names: names)
        ) { _ in nil }
    }

    /// An argument that has a default. `shown` is how documentation writes that, where the value does not say.
    public static func optional(
        _ name: String, _ value: Value, _ help: String, choices: [String] = [], names: NameKind? = nil,
        shown: String? = nil
    ) -> Parameter {
        Parameter(
            ParameterDocumentation(
                name: name, type: Value.luaTypeName, help: help, isRequired: false,
                defaultText: shown ?? value.luaSpelling, choices: choices, names: names)
        ) { _ in value }
    }

    /// All remaining arguments; only as the last parameter. The function then takes no named options.
    public static func rest(_ name: String, _ help: String) -> Parameter where Value == LuaMultiple {
        Parameter(
            rest: ParameterDocumentation(
                name: name, type: Value.luaTypeName, help: help, isRequired: false, defaultText: nil, choices: []))
    }

    private init(rest documentation: ParameterDocumentation) where Value == LuaMultiple {
        self.documentation = documentation
        isRest = true
        read = { reader in try reader.rest() }
    }

    var descriptor: ParameterDescriptor {
        ParameterDescriptor(
            documentation: documentation, name: Array(documentation.name.utf8), isRest: isRest,
            claims: Value.luaClaims, isData: Value.luaIsData)
    }
}

extension LuaTypeMismatch {
    fileprivate init(_ given: String, noneOf choices: [String]) {
        self.init(
            expected: "one of " + choices.map(LuaLiteral.quoted).joined(separator: ", "), got: LuaLiteral.quoted(given),
            hint: NearestName.hint(for: given, among: choices))
    }
}

/// A parameter without its Swift type.
struct ParameterDescriptor: Sendable {
    var documentation: ParameterDocumentation
    var name: [UInt8]
    var isRest: Bool
    var claims: @Sendable (LuaView) -> Bool
    var isData: Bool
}
