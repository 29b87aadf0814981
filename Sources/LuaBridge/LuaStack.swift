import CLua

/// The stack of one Lua thread while Swift answers a call: where results are pushed.
///
/// Valid only during the call that it was given to.
public struct LuaStack {
    public unowned(unsafe) let state: LuaState
    let thread: OpaquePointer

    @inline(__always)
    init(_ state: LuaState, _ thread: OpaquePointer) {
        self.state = state
        self.thread = thread
    }
}

/// A protected Lua call failed and left its error value on the stack: whoever catches this hands that on.
struct LuaRaised: Error {
    var status: Int32

    /// What the C trampoline is told.
    var answer: Int32 { status == CLUA_NO_STACK.status ? status : CLUA_ERROR.status }
}

extension Int32 {
    /// Throws where a protected call did not return LUA_OK.
    @inline(__always)
    func orRaise() throws {
        if self != LUA_OK { throw LuaRaised(status: self) }
    }
}

// The header's enumeration arrives as UInt32 or Int32, depending on the importer.
protocol CEnumerationValue { var status: Int32 { get } }
extension Int: CEnumerationValue { var status: Int32 { Int32(self) } }
extension Int32: CEnumerationValue { var status: Int32 { self } }

/// What a function has to hand to Lua: how many results lie on the stack, or that it waits.
public struct LuaOutcome: Sendable {
    let status: Int32

    /// That many values were pushed.
    public static func results(_ count: Int) -> LuaOutcome { LuaOutcome(status: Int32(count)) }
    static let one = LuaOutcome(status: 1)
    static let scratch = LuaOutcome(status: CLUA_SCRATCH.status)
    static let yield = LuaOutcome(status: CLUA_YIELD.status)
}

// MARK: Pushing

extension LuaStack {
    public func pushNil() { lua_pushnil(thread) }
    public func push(_ value: Bool) { lua_pushboolean(thread, value ? 1 : 0) }
    public func push(_ value: Int) { lua_pushinteger(thread, lua_Integer(value)) }
    public func push(_ value: Double) { lua_pushnumber(thread, value) }

    /// Pushes a Lua string of these bytes.
    public func push(_ bytes: UnsafeRawBufferPointer) throws {
        try clua_pushlstring(thread, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count).orRaise()
    }

    public func push(_ string: String) throws {
        try string.withChars { try clua_pushlstring(thread, $0, $1).orRaise() }
    }

    /// Pushes a new table, with room for so many elements.
    public func pushTable(list: Int = 0, fields: Int = 0) throws {
        try clua_createtable(thread, Int32(clamping: list), Int32(clamping: fields)).orRaise()
    }

    /// Pops the value on top into the table below it, at that position.
    public func setElement(_ position: Int) throws {
        try clua_rawseti(thread, -2, lua_Integer(position)).orRaise()
    }

    /// Pops the value on top into the table below it, under that name.
    public func setField(_ name: String) throws {
        try setField(name, ofTableAt: -2)
    }

    /// Takes a table off the stack, in whose fields the table below it finds what it has not itself.
    public func setFallback() throws {
        try pushTable(fields: 1)
        lua_rotate(thread, -2, 1)
        try setField("__index")
        lua_setmetatable(thread, -2)
    }

    /// Gives the table on top a metatable.
    public func setMetatable(_ metatable: LuaValue) throws {
        try metatable.luaPush(to: self)
        lua_setmetatable(thread, -2)
    }

    func setField(_ name: String, ofTableAt index: Int32) throws {
        try name.withChars { try clua_rawsetfield(thread, index, $0, $1).orRaise() }
    }

    func pop(_ count: Int32 = 1) { clua_pop(thread, count) }

    /// The only result of a call, if it is a short string: C makes it, outside of any Swift frame.
    @inline(__always)
    func deliver(_ bytes: UnsafeRawBufferPointer) throws -> LuaOutcome {
        let bridge = state.bridge
        guard bytes.count <= MemoryLayout.size(ofValue: bridge.pointee.scratch) else {
            try push(bytes)
            return .one
        }
        if let base = bytes.baseAddress {
            withUnsafeMutableBytes(of: &bridge.pointee.scratch) { $0.baseAddress?.copyMemory(from: base, byteCount: bytes.count) }
        }
        bridge.pointee.scratch_length = bytes.count
        return .scratch
    }
}

extension String {
    /// Calls `body` with the UTF-8 of the string, as C wants it.
    func withChars<R>(_ body: (UnsafePointer<CChar>?, Int) throws -> R) rethrows -> R {
        var copy = self
        return try copy.withUTF8 { utf8 in
            try utf8.withMemoryRebound(to: CChar.self) { try body($0.baseAddress, $0.count) }
        }
    }
}
