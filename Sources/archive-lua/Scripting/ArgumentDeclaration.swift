import LuaBridge

/// One argument of a script, as the script declares it.
struct ArgumentDeclaration {
    /// As the script finds it: a name of Lua.
    let name: String
    let type: ArgumentType
    let isRequired: Bool
    let isRepeated: Bool
    /// Where it stands among those without a name; nil for an option.
    let position: Int?
    let help: String
    /// What the script finds where it is left out.
    let fallback: ArgumentValue
    /// The default as the script wrote it, for `--help`.
    let defaultText: String?

    /// - Parameter given: the default, and how it was written; nil for none.
    init(
        name: String, type: ArgumentType, isRequired: Bool, isRepeated: Bool, position: Int? = nil, help: String,
        given: (value: ArgumentValue, text: String)?
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.isRepeated = isRepeated
        self.position = position
        self.help = help
        fallback = given?.value ?? (isRepeated ? .many([]) : .one(type == .boolean ? .boolean(false) : .nil))
        defaultText = given?.text
    }

    /// `--my-name`
    var option: String { "--" + dashed }
    /// `my-name`
    var dashed: String { name.replacing("_", with: "-") }
    /// As a message calls it: `--my-name`, or `'MY_NAME'`.
    var shown: String { position == nil ? "'\(option)'" : "'\(name.uppercased())'" }
}

/// As a script declares it, in the table that `args` takes.
extension ArgumentDeclaration {
    private static let fields = ["type", "default", "required", "help", "choices", "position", "repeated"]

    /// - Throws: `LuaUsageError` that names the field which is wrong.
    init(_ name: String, _ view: LuaView) throws {
        func refuse(_ field: String, _ what: String, hint: String? = nil) -> LuaUsageError {
            LuaUsageError("args: '\(name)\(field.isEmpty ? "" : ".\(field)")' \(what)", hint: hint)
        }
        func read<Value: LuaArgument>(_ field: String, as _: Value.Type) throws -> Value? {
            try view.field(field) { view in
                do {
                    return try Value?.luaRead(view)
                } catch let mismatch as LuaTypeMismatch {
                    throw refuse(field, "must be: \(mismatch.expected), got \(mismatch.got)")
                }
            }
        }
        guard LuaName.isName(Array(name.utf8)), name != "help" else {
            throw refuse("", name == "help" ? "is there already" : "is no name of Lua: letters, digits and _, no digit first")
        }
        guard view.isTable else {
            throw refuse("", "must be a table, got \(view.described)", hint: "As in args{\(name) = {type = \"integer\", default = 3}}.")
        }
        try view.forEachField { key, _ in
            guard let key else { throw refuse("", "has an element without a name") }
            guard Self.fields.contains(key) else {
                throw refuse(
                    key, "is no field of a declaration",
                    hint: NearestName.hint(for: key, among: Self.fields) ?? "There are: \(Self.fields.joined(separator: ", ")).")
            }
        }
        let choices = try read("choices", as: [String].self)
        let typeName = try read("type", as: String.self) ?? (choices == nil ? "string" : "choice")
        guard ArgumentType.names.contains(typeName), let type = ArgumentType(named: typeName, choices: choices ?? []) else {
            throw refuse(
                "type", "must be one of \(ArgumentType.names.joined(separator: ", ")), got \(LuaLiteral.quoted(typeName))",
                hint: NearestName.hint(for: typeName, among: ArgumentType.names))
        }
        guard (typeName == "choice") == (choices?.isEmpty == false) else {
            throw refuse("choices", typeName == "choice" ? "must list the choices" : "belongs to the type choice, not \(typeName)")
        }
        let position = try read("position", as: Int.self)
        guard position.map({ $0 > 0 }) ?? true else { throw refuse("position", "must be 1 or more") }
        let isRequired = try read("required", as: Bool.self) ?? false
        let isRepeated = try read("repeated", as: Bool.self) ?? false
        guard !isRepeated || type != .boolean else { throw refuse("repeated", "is not for booleans") }
        let help = try read("help", as: String.self) ?? ""
        let given = try view.field("default") { view -> (value: ArgumentValue, text: String)? in
            guard !view.isNil else { return nil }
            guard let given = try ArgumentValue.given(view, as: type, isRepeated: isRepeated) else {
                throw refuse("default", "must be \(isRepeated ? "a list, each " : "")\(type.expected), got \(view.described)")
            }
            return given
        }
        guard given == nil || !isRequired else { throw refuse("default", "is of no use where it is required") }
        self.init(
            name: name, type: type, isRequired: isRequired, isRepeated: isRepeated, position: position, help: help,
            given: given)
    }
}
