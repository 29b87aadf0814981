import CLua

/// Any Lua value. Tables, functions and the like are kept alive by a reference.
public enum LuaValue: Sendable {
    case `nil`
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(LuaBytes)
    case table(LuaReference)
    case function(LuaReference)
    case userdata(LuaReference)
    case thread(LuaReference)

    public var isNil: Bool { if case .nil = self { true } else { false } }
    /// What Lua takes it for in a condition.
    public var isTrue: Bool {
        switch self {
        case .nil, .boolean(false): false
        default: true
        }
    }
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
    public var bytes: LuaBytes? { if case .string(let value) = self { value } else { nil } }
    /// A string, if it is UTF-8.
    public var string: String? { bytes?.string }
    public var isFunction: Bool { if case .function = self { true } else { false } }
    public var isTable: Bool { if case .table = self { true } else { false } }

    var reference: LuaReference? {
        switch self {
        case .table(let reference), .function(let reference), .userdata(let reference), .thread(let reference):
            reference
        default: nil
        }
    }
}

/// Keeps a Lua value alive; dropped anywhere, the state lets go of the value later.
public final class LuaReference: Sendable {
    let id: Int32
    let mailbox: Mailbox

    init(_ id: Int32, _ mailbox: Mailbox) {
        self.id = id
        self.mailbox = mailbox
    }

    deinit { mailbox.release(id) }
}

extension LuaValue: LuaArgument, LuaResult {
    public static var luaTypeName: String { "any value" }
    public static func luaRead(_ view: LuaView) throws -> LuaValue { try view.value() }
    public static func luaClaims(_ table: LuaView) -> Bool { true }
    public static var luaAcceptsNil: Bool { true }

    /// - Throws: `LuaUsageError` for a reference of another state.
    public func luaPush(to stack: LuaStack) throws {
        switch self {
        case .nil: stack.pushNil()
        case .boolean(let value): stack.push(value)
        case .integer(let value): stack.push(value)
        case .number(let value): stack.push(value)
        case .string(let value): try value.luaPush(to: stack)
        case .table(let reference), .function(let reference), .userdata(let reference), .thread(let reference):
            guard reference.mailbox === stack.state.mailbox else {
                throw LuaUsageError("a value of another Lua state")
            }
            guard lua_checkstack(stack.thread, 4) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
            clua_pushref(stack.thread, reference.id)
        }
    }
}

/// Several results, or, as the last parameter (`.rest`), all remaining arguments.
public struct LuaMultiple: LuaArgument, LuaResult {
    public var values: [LuaValue]

    public init(_ values: [LuaValue]) { self.values = values }

    public static var luaTypeName: String { "any values" }
    public static func luaRead(_ view: LuaView) throws -> LuaMultiple { LuaMultiple([try view.value()]) }
    /// The first value.
    public func luaPush(to stack: LuaStack) throws { try (values.first ?? .nil).luaPush(to: stack) }
    public func luaDeliver(to stack: LuaStack) throws -> LuaOutcome {
        guard let count = Int32(exactly: values.count), count < 1_000_000, lua_checkstack(stack.thread, count + 8) != 0 else {
            throw LuaRaised(status: CLUA_NO_STACK.status)
        }
        for value in values { try value.luaPush(to: stack) }
        return .results(values.count)
    }
}
