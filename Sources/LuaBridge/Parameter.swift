/// A parameter of a function: its name, and what happens where it is left out.
public struct Parameter<Value: LuaArgument>: Sendable {
    public let documentation: ParameterDocumentation
    let fallback: Value?
    let isRest: Bool
    private let hasChoices: Bool

    private init(_ documentation: ParameterDocumentation, fallback: Value?, isRest: Bool = false) {
        self.documentation = documentation
        self.fallback = fallback
        self.isRest = isRest
        hasChoices = !documentation.choices.isEmpty
    }

    /// An argument that must be given. With `choices`, one of these strings.
    public static func required(_ name: String, _ help: String, choices: [String] = []) -> Parameter {
        Parameter(
            ParameterDocumentation(
                name: name, type: Value.luaTypeName, help: help, isRequired: true, defaultText: nil, choices: choices),
            fallback: nil)
    }

    /// An argument that may be left out; nil then.
    public static func optional<Wrapped>(_ name: String, _ help: String, choices: [String] = []) -> Parameter
    where Value == Wrapped? {
        Parameter(
            ParameterDocumentation(
                name: name, type: Value.luaTypeName, help: help, isRequired: false, defaultText: nil, choices: choices),
            fallback: .some(.none))
    }

    /// An argument that has a default. `shown` is how documentation writes that, where the value does not say.
    public static func optional(
        _ name: String, _ value: Value, _ help: String, choices: [String] = [], shown: String? = nil
    ) -> Parameter {
        Parameter(
            ParameterDocumentation(
                name: name, type: Value.luaTypeName, help: help, isRequired: false,
                defaultText: shown ?? value.luaSpelling, choices: choices),
            fallback: value)
    }

    /// All remaining arguments; only as the last parameter. The function then takes no named options.
    public static func rest(_ name: String, _ help: String) -> Parameter where Value == LuaMultiple {
        Parameter(
            ParameterDocumentation(
                name: name, type: Value.luaTypeName, help: help, isRequired: false, defaultText: nil, choices: []),
            fallback: LuaMultiple([]), isRest: true)
    }

    var descriptor: ParameterDescriptor {
        ParameterDescriptor(
            documentation: documentation, name: Array(documentation.name.utf8), isRest: isRest,
            claims: Value.luaClaims)
    }

    /// Reads the argument that is next.
    func read(_ reader: inout ArgumentReader) throws -> Value {
        if isRest, let rest = try reader.rest() as? Value { return rest }
        let view = reader.next()
        if view.isNil {
            // A nil that was written out can be a value of its own: no log rather than the usual one.
            if Value.luaAcceptsNil, reader.wasGiven { return try Value.luaRead(view) }
            guard let fallback else { throw reader.missing() }
            return fallback
        }
        do {
            let value = try Value.luaRead(view)
            if hasChoices { try check(value, view, reader) }
            return value
        } catch let mismatch as LuaTypeMismatch {
            throw reader.mismatch(mismatch)
        }
    }

    private func check(_ value: Value, _ view: LuaView, _ reader: ArgumentReader) throws {
        guard let given = view.string, !documentation.choices.contains(given) else { return }
        throw reader.mismatch(
            LuaTypeMismatch(
                expected: "one of " + documentation.choices.map(LuaLiteral.quoted).joined(separator: ", "),
                got: LuaLiteral.quoted(given),
                hint: NearestName.hint(for: given, among: documentation.choices)))
    }
}

/// A parameter without its Swift type.
struct ParameterDescriptor: Sendable {
    var documentation: ParameterDocumentation
    var name: [UInt8]
    var isRest: Bool
    var claims: @Sendable (LuaView) -> Bool
}
