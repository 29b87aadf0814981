import CLua

/// Looking into values of which nobody knows what they are.
extension LuaView {
    /// What tells a table, a function or an object from every other, as long as it lives.
    public var identity: UnsafeRawPointer? { lua_topointer(thread, index) }

    /// Whether it is the table of a class: what makes objects when it is called.
    public var isClassTable: Bool { clua_classtable(thread, index) >= 0 }

    /// The Swift object of a userdata, whatever its class.
    public var anyObject: (any LuaClass)? { stack.state.box(at: index, of: thread)?.content }

    /// The names of an object's properties that cost nothing to read, in the order that its class has.
    public var propertyNames: [String] {
        clua_classof(thread, index).map { stack.state.records[Int($0.pointee.index)].cheap.map(\.name) } ?? []
    }

    /// Looks at a property of an object that costs nothing to read.
    public func property<R>(_ name: String, _ body: (LuaView) throws -> R) throws -> R? {
        guard let tag = clua_classof(thread, index), let object = clua_toobject(thread, index, tag),
            let callable = stack.state.records[Int(tag.pointee.index)].cheap.first(where: { $0.name == name })?.callable
        else { return nil }
        guard lua_checkstack(thread, 8) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
        let outcome = try callable.run(LuaCall(stack: stack, callable: callable, object: object))
        if outcome.status == LuaOutcome.scratch.status { try stack.pushScratch() }
        return try lookAtTop(body)
    }

    /// Looks at a field of the metatable; nil where there is no metatable.
    public func metafield<R>(_ name: String, _ body: (LuaView) throws -> R) throws -> R? {
        guard lua_checkstack(thread, 8) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
        guard lua_getmetatable(thread, index) != 0 else { return nil }
        return try lookAtTop { try $0.field(name, body) }
    }
}
