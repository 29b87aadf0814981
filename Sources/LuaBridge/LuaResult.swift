import CLua

/// A Swift value that can be given to Lua.
public protocol LuaResult: Sendable {
    /// What documentation calls it, in Lua's words.
    static var luaTypeName: String { get }
    /// Pushes exactly one value.
    func luaPush(to stack: LuaStack) throws
    /// Hands over everything that a function returns; one value unless the type says otherwise.
    func luaDeliver(to stack: LuaStack) throws -> LuaOutcome
}

extension LuaResult {
    @inline(__always)
    public func luaDeliver(to stack: LuaStack) throws -> LuaOutcome {
        try luaPush(to: stack)
        return .one
    }
}

/// What a function returns that returns nothing.
public struct LuaNothing: LuaResult {
    public static var luaTypeName: String { "" }
    public init() {}
    public func luaPush(to stack: LuaStack) { stack.pushNil() }
    public func luaDeliver(to stack: LuaStack) -> LuaOutcome { .results(0) }
}

extension Bool: LuaResult {
    public func luaPush(to stack: LuaStack) { stack.push(self) }
}

extension Int: LuaResult {
    public func luaPush(to stack: LuaStack) { stack.push(self) }
}

extension Int64: LuaResult {
    public func luaPush(to stack: LuaStack) { stack.push(Int(self)) }
}

extension Double: LuaResult {
    public func luaPush(to stack: LuaStack) { stack.push(self) }
}

extension String: LuaResult {
    public func luaPush(to stack: LuaStack) throws { try stack.push(self) }
    public func luaDeliver(to stack: LuaStack) throws -> LuaOutcome {
        var copy = self
        return try copy.withUTF8 { try stack.deliver(UnsafeRawBufferPointer($0)) }
    }
}

extension LuaBytes: LuaResult {
    public func luaPush(to stack: LuaStack) throws {
        try bytes.withUnsafeBytes { try stack.push($0) }
    }
    public func luaDeliver(to stack: LuaStack) throws -> LuaOutcome {
        try bytes.withUnsafeBytes { try stack.deliver($0) }
    }
}

extension Optional: LuaResult where Wrapped: LuaResult {
    public static var luaTypeName: String { Wrapped.luaTypeName }
    public func luaPush(to stack: LuaStack) throws {
        if let self { try self.luaPush(to: stack) } else { stack.pushNil() }
    }
    public func luaDeliver(to stack: LuaStack) throws -> LuaOutcome {
        if let self { return try self.luaDeliver(to: stack) }
        stack.pushNil()
        return .one
    }
}

/// A Lua list. An absent element would end it: there are none in an array of optionals.
extension Array: LuaResult where Element: LuaResult {
    public static var luaTypeName: String { "list of \(Element.luaTypeName)s" }
    public func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(list: count)
        for (offset, element) in enumerated() {
            try element.luaPush(to: stack)
            try stack.setElement(offset + 1)
        }
    }
}

/// A Lua table with these keys.
extension Dictionary: LuaResult where Key == String, Value: LuaResult {
    public static var luaTypeName: String { "table" }
    public func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: count)
        for (key, value) in self {
            try value.luaPush(to: stack)
            try stack.setField(key)
        }
    }
}
