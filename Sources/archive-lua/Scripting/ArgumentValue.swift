import LuaBridge

/// What a script finds: a value, or the list of those that were given.
enum ArgumentValue: LuaResult {
    case one(LuaValue)
    case many([LuaValue])

    static let luaTypeName = LuaValue.luaTypeName

    /// Reads a default, and how it is shown; nil where it is none of that type.
    static func given(_ view: LuaView, as type: ArgumentType, isRepeated: Bool) throws -> (value: ArgumentValue, text: String)? {
        guard isRepeated else {
            return type.value(of: view).map { (.one($0), text(of: view)) }
        }
        guard view.isTable, view.count > 0 || view.isEmptyTable else { return nil }
        var values: [LuaValue] = []
        var texts: [String] = []
        for position in 0..<view.count {
            let isGood = try view.element(position + 1) { element in
                guard let value = type.value(of: element) else { return false }
                values.append(value)
                texts.append(text(of: element))
                return true
            }
            guard isGood else { return nil }
        }
        return (.many(values), texts.joined(separator: " "))
    }

    func luaPush(to stack: LuaStack) throws {
        switch self {
        case .one(let value): try value.luaPush(to: stack)
        case .many(let values): try values.luaPush(to: stack)
        }
    }

    private static func text(of view: LuaView) -> String {
        if let bytes = view.bytes { return TerminalText.line(bytes.bytes) }
        if let boolean = view.boolean { return String(boolean) }
        if view.kind == .integer, let integer = view.integer { return String(integer) }
        return view.number?.description ?? ""
    }
}
