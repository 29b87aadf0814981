import LuaBridge
import TOMLKit

extension ArgumentDeclaration {
    private static let keys = ["type", "default", "required", "repeated", "choices", "help"]

    /// As a recipe's header declares it.
    init(_ name: String, _ reader: HeaderReader) throws(RecipeProblem) {
        guard LuaName.isName(Array(name.utf8)) else {
            throw reader.problem("", "'\(name)' is no name of Lua: letters, digits and _, no digit first")
        }
        guard !RunLine.reserved.contains(name) else {
            throw reader.problem("", "an argument cannot be called '\(name)': that is an option of 'archive-lua run'")
        }
        try reader.checkKeys(Self.keys)
        let choices = try reader.list("choices", "a list of strings") { $0.string }
        let typeName = try reader.optional("type", "a type: \(ArgumentType.recipeNames.joined(separator: ", "))") { $0.string }
            ?? (choices.isEmpty ? "string" : "choice")
        guard let type = ArgumentType(named: typeName, choices: choices), ArgumentType.recipeNames.contains(typeName) else {
            throw reader.problem(
                "type", "'\(typeName)' is no type; there are \(ArgumentType.recipeNames.joined(separator: ", "))",
                hint: NearestName.hint(for: typeName, among: ArgumentType.recipeNames))
        }
        guard (typeName == "choice") == !choices.isEmpty else {
            throw reader.problem("choices", typeName == "choice" ? "a choice needs 'choices'" : "'choices' belongs to the type choice, not \(typeName)")
        }
        let isRequired = try reader.optional("required", "true or false") { $0.bool } ?? false
        let isRepeated = try reader.optional("repeated", "true or false") { $0.bool } ?? false
        guard !isRepeated || type != .boolean else { throw reader.problem("repeated", "'repeated' is not for booleans") }
        let expected = isRepeated ? "a list, each \(type.expected)" : type.expected
        let given = try reader.optional("default", expected) { Self.given($0, as: type, isRepeated: isRepeated) }
        guard given == nil || !isRequired else { throw reader.problem("default", "a default is of no use where 'required' is true") }
        guard given == nil || type != .archive else {
            throw reader.problem("default", "an archive has no default: whoever runs the recipe says which it is", hint: "Leave 'default' out.")
        }
        self.init(
            name: name, type: type, isRequired: isRequired, isRepeated: isRepeated,
            help: try reader.optional("help", "a string") { $0.string } ?? "", given: given)
    }

    private static func given(
        _ value: any TOMLValueConvertible, as type: ArgumentType, isRepeated: Bool
    ) -> (value: ArgumentValue, text: String)? {
        guard isRepeated else { return one(value, as: type).map { (.one($0.value), $0.text) } }
        guard let array = value.array else { return nil }
        let values = array.compactMap { one($0, as: type) }
        return values.count == array.count ? (.many(values.map(\.value)), values.map(\.text).joined(separator: " ")) : nil
    }

    /// A default means what the same word on the command line means.
    private static func one(_ value: any TOMLValueConvertible, as type: ArgumentType) -> (value: LuaValue, text: String)? {
        let text: String
        switch value.type {
        case .string where ![.integer, .number, .boolean].contains(type): text = value.string ?? ""
        case .int where [.integer, .number, .bytes].contains(type): text = value.int.map { String($0) } ?? ""
        case .double where [.number, .bytes].contains(type): text = value.double.map { String($0) } ?? ""
        case .bool where type == .boolean: text = value.bool == true ? "true" : "false"
        case .date where type == .date: text = value.date?.debugDescription ?? ""
        case .dateTime where type == .date: text = value.dateTime?.debugDescription ?? ""
        default: return nil
        }
        return type.value(of: Array(text.utf8)).map { ($0, text) }
    }
}
