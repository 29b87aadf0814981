import CLua

/// What kinds of values Lua has.
public enum LuaKind: Sendable, Hashable {
    case none, `nil`, boolean, integer, float, string, table, function, userdata, lightUserdata, thread
}

/// A look at a value that lies on Lua's stack.
///
/// Valid only while the function that was given it runs. Reading never calls metamethods.
public struct LuaView {
    let stack: LuaStack
    let index: Int32

    @inline(__always)
    init(_ stack: LuaStack, _ index: Int32) {
        self.stack = stack
        self.index = index
    }

    @inline(__always) var thread: OpaquePointer { stack.thread }

    public var kind: LuaKind {
        switch lua_type(thread, index) {
        case LUA_TNONE: .none
        case LUA_TNIL: .nil
        case LUA_TBOOLEAN: .boolean
        case LUA_TNUMBER: lua_isinteger(thread, index) != 0 ? .integer : .float
        case LUA_TSTRING: .string
        case LUA_TTABLE: .table
        case LUA_TFUNCTION: .function
        case LUA_TUSERDATA: .userdata
        case LUA_TLIGHTUSERDATA: .lightUserdata
        default: .thread
        }
    }

    /// Whether it is nil or not there at all.
    @inline(__always) public var isNil: Bool { lua_type(thread, index) <= LUA_TNIL }
    @inline(__always) public var isTable: Bool { lua_type(thread, index) == LUA_TTABLE }

    public var boolean: Bool? {
        lua_type(thread, index) == LUA_TBOOLEAN ? lua_toboolean(thread, index) != 0 : nil
    }

    /// An integer, or a float without a fraction.
    public var integer: Int? {
        guard lua_type(thread, index) == LUA_TNUMBER else { return nil }
        var exact: Int32 = 0
        let value = lua_tointegerx(thread, index, &exact)
        return exact != 0 ? Int(value) : nil
    }

    public var number: Double? {
        lua_type(thread, index) == LUA_TNUMBER ? lua_tonumberx(thread, index, nil) : nil
    }

    /// Calls `body` with the bytes of a string, which belong to Lua.
    public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R? {
        guard lua_type(thread, index) == LUA_TSTRING else { return nil }
        var length = 0
        let bytes = lua_tolstring(thread, index, &length)
        return try body(UnsafeRawBufferPointer(start: bytes, count: length))
    }

    public var bytes: LuaBytes? { withBytes { LuaBytes(Array($0)) } }

    /// A string, if it is UTF-8.
    public var string: String? {
        withBytes { String(validating: $0, as: UTF8.self) } ?? nil
    }

    /// The Swift object of a userdata of that class.
    public func object<Class: LuaClass>(_: Class.Type) -> Class? {
        guard let tag = stack.state.knownTag(of: Class.self), let pointer = clua_toobject(thread, index, tag) else { return nil }
        return Unmanaged<ObjectBox<Class>>.fromOpaque(pointer).takeUnretainedValue().value
    }

    /// A handle that keeps the value.
    /// - Throws: where Lua has no memory for it.
    public func value() throws -> LuaValue { try stack.state.value(at: index, of: thread) }

    // MARK: Tables

    /// The border of a table, as `#` gives it.
    public var count: Int { isTable ? Int(lua_rawlen(thread, index)) : 0 }

    public var isEmptyTable: Bool {
        guard isTable, lua_checkstack(thread, 4) != 0 else { return false }
        lua_pushnil(thread)
        if lua_next(thread, index) == 0 { return true }
        stack.pop(2)
        return false
    }

    public var hasMetatable: Bool {
        guard lua_getmetatable(thread, index) != 0 else { return false }
        stack.pop()
        return true
    }

    /// Looks at each element of a list, in order.
    ///
    /// - Throws: `LuaTypeMismatch` for a table that also has names as keys: options that stand in the list's braces.
    public func forEachElement(expecting typeName: String, _ body: (Int, LuaView) throws -> Void) throws {
        if let name = try nameBesideElements() {
            throw LuaTypeMismatch(
                expected: typeName, got: "a table that has '\(name)' too",
                hint: "Options stand in a table of their own: ({…}, {\(name) = …}).")
        }
        for position in 1...max(count, 1) where position <= count {
            try element(position) { try body(position, $0) }
        }
    }

    /// A name that a table has among its keys beside the elements of a list, if there is one.
    private func nameBesideElements() throws -> String? {
        var found: String?
        try forEachField { key, _ in if let key { found = key } }
        return found
    }

    public func element<R>(_ position: Int, _ body: (LuaView) throws -> R) throws -> R {
        guard lua_checkstack(thread, 8) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
        lua_rawgeti(thread, index, lua_Integer(position))
        return try lookAtTop(body)
    }

    /// Looks at a field of a table; a missing one is nil.
    public func field<R>(_ name: String, _ body: (LuaView) throws -> R) throws -> R {
        try stack.push(name)
        lua_rawget(thread, index)
        return try lookAtTop(body)
    }

    /// Looks at each field whose key is a string in UTF-8; other keys are given as nil.
    public func forEachField(_ body: (String?, LuaView) throws -> Void) throws {
        try forEachEntry { key, value in try body(key.string, value) }
    }

    /// Looks at each entry of a table, in no order.
    public func forEachEntry(_ body: (_ key: LuaView, _ value: LuaView) throws -> Void) throws {
        guard lua_checkstack(thread, 8) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
        let top = lua_gettop(thread)
        lua_pushnil(thread)
        // Nothing changes the table between the steps, so lua_next cannot raise.
        while lua_next(thread, index) != 0 {
            do {
                try body(LuaView(stack, top + 1), LuaView(stack, top + 2))
            } catch {
                if !(error is LuaRaised) { lua_settop(thread, top) }
                throw error
            }
            lua_settop(thread, top + 1)
        }
    }

    func lookAtTop<R>(_ body: (LuaView) throws -> R) throws -> R {
        let top = lua_gettop(thread)
        do {
            let result = try body(LuaView(stack, top))
            lua_settop(thread, top - 1)
            return result
        } catch {
            // A LuaRaised has its error value on top of the stack: that must stay there.
            if !(error is LuaRaised) { lua_settop(thread, top - 1) }
            throw error
        }
    }

    // MARK: Words for errors

    /// The type in Lua's words; the class for an object.
    public var typeName: String {
        switch kind {
        case .none, .nil: "nil"
        case .boolean: "boolean"
        case .integer: "integer"
        case .float: "number"
        case .string: "string"
        case .table: tableName
        case .function: "function"
        case .userdata: stack.state.className(at: index, of: thread) ?? "userdata"
        case .lightUserdata: "userdata"
        case .thread: "coroutine"
        }
    }

    private var tableName: String {
        let known = clua_classtable(thread, index)
        return known >= 0 ? "class \(stack.state.records[Int(known)].documentation.name)" : "table"
    }

    /// The type and, where it is short, the value: `integer 3`, `string "x"`.
    public var described: String {
        switch kind {
        case .boolean: "boolean \(boolean ?? false)"
        case .integer: "integer \(integer ?? 0)"
        case .float: "number \(number ?? 0)"
        case .string: "string \(bytes.map { LuaLiteral.quoted($0, limit: 40) } ?? "")"
        default: typeName
        }
    }

    /// How the value is written as a key.
    var indexed: String {
        switch kind {
        case .boolean: "[\(boolean ?? false)]"
        case .integer: "[\(integer ?? 0)]"
        case .float: "[\(number ?? 0)]"
        default: "[a \(typeName)]"
        }
    }
}
