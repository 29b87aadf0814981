import CLua

/// Looking at values without running anything: no metamethod is called, no finalizer, and nothing waits. Where Lua
/// has no memory for a look, nothing was found.
extension LuaState {
    /// A string that is a key of a table, and whether a function lies there.
    public typealias Field = (name: LuaBytes, isFunction: Bool)

    /// Does something during which no finalizer runs, though Lua may need memory for it.
    public func withoutCollecting<R>(_ body: () throws -> R) rethrows -> R {
        let ran = clua_stopcollector(main) != 0
        defer { if ran { clua_startcollector(main) } }
        return try body()
    }

    /// The table of the globals.
    public var globals: LuaValue {
        let found = try? protected {
            clua_pushglobals(stack.thread)
            return try value(at: -1, of: stack.thread)
        }
        return found ?? .nil
    }

    /// A field as `rawget` gives it; nil too where the value is no table.
    public func rawField(_ name: LuaBytes, of table: LuaValue) -> LuaValue {
        let found = try? view(table) { view -> LuaValue in
            guard view.isTable else { return .nil }
            try name.luaPush(to: view.stack)
            lua_rawget(view.thread, view.index)
            return try value(at: -1, of: view.thread)
        }
        return found ?? .nil
    }

    /// An element as `rawget` gives it; nil too where the value is no table.
    public func rawElement(_ position: Int, of table: LuaValue) -> LuaValue {
        let found = try? view(table) { view -> LuaValue in
            guard view.isTable else { return .nil }
            return try view.element(position) { try $0.value() }
        }
        return found ?? .nil
    }

    /// The fields of a table whose keys are strings, in no order; of a large table not all are looked for.
    public func rawFields(of table: LuaValue, limit: Int = 5_000) -> [Field] {
        var fields: [Field] = []
        try? view(table) { view in
            guard view.isTable, lua_checkstack(view.thread, 8) != 0 else { return }
            // The elements of a list come first, and a list may be long.
            var steps = 100_000
            lua_pushnil(view.thread)
            while fields.count < limit, steps > 0, lua_next(view.thread, view.index) != 0 {
                steps -= 1
                if let name = LuaView(view.stack, view.index + 1).bytes {
                    fields.append((name, lua_type(view.thread, view.index + 2) == LUA_TFUNCTION))
                }
                view.stack.pop()
            }
        }
        return fields
    }

    /// The table where a value's metatable finds what it lacks itself; nil where that is a function, or nothing.
    public func fallback(of value: LuaValue) -> LuaValue? {
        let found = try? view(value) { view -> LuaValue? in
            guard lua_getmetatable(view.thread, view.index) != 0 else { return nil }
            try view.stack.push("__index")
            lua_rawget(view.thread, -2)
            let table = LuaView(view.stack, lua_gettop(view.thread))
            return table.isTable ? try table.value() : nil
        }
        return found ?? nil
    }

    /// A property of an object that is plain data; nil for one that would have to be asked for.
    public func plainProperty(_ name: String, of object: LuaValue) -> LuaValue? {
        let found = try? view(object) { view -> LuaValue? in
            guard let tag = clua_classof(view.thread, view.index),
                let box = clua_toobject(view.thread, view.index, tag),
                let callable = records[Int(tag.pointee.index)].cheap.first(where: { $0.name == name })?.callable
            else { return nil }
            let outcome = try callable.run(LuaCall(stack: view.stack, callable: callable, object: box))
            if outcome.status == LuaOutcome.scratch.status { try view.stack.pushScratch() }
            return try value(at: -1, of: view.thread)
        }
        return found ?? nil
    }
}
