import CLua

/// Classes, functions and values that belong together: globals, and the fields of what `require` gives.
public struct LuaModule: Sendable {
    public var name: String
    public var classes: [any LuaClass.Type]
    public var functions: [LuaFunction]
    public var values: [(name: String, value: any LuaResult)]

    public init(
        _ name: String, classes: [any LuaClass.Type] = [], functions: [LuaFunction] = [],
        values: [(name: String, value: any LuaResult)] = []
    ) {
        self.name = name
        self.classes = classes
        self.functions = functions
        self.values = values
    }
}

extension LuaState {
    /// Makes a class known, and its class table a global unless told otherwise.
    ///
    /// Classes that only come as results need not be registered.
    /// - Throws: `LuaError` where Lua has no memory for it.
    public func register<Class: LuaClass>(_ type: Class.Type, global: Bool = true) throws {
        try protected {
            let stack = stack
            try pushClass(type, stack)
            if global { try setGlobalOnTop(Class.luaName, stack) } else { stack.pop() }
        }
    }

    /// Makes a global function.
    public func register(_ function: LuaFunction) throws {
        try protected {
            let stack = stack
            try pushFunction(function, stack)
            try setGlobalOnTop(function.documentation.name, stack)
        }
    }

    /// Registers a module: `require(name)` gives its table, and each field is a global too.
    public func register(module: LuaModule, globals: Bool = true) throws {
        try protected {
            let stack = stack
            try stack.pushTable()
            let table = lua_gettop(stack.thread)
            func finish(_ name: String) throws {
                if globals {
                    lua_pushvalue(stack.thread, -1)
                    try setGlobalOnTop(name, stack)
                }
                try stack.setField(name, ofTableAt: table)
            }
            for type in module.classes {
                try pushClass(type, stack)
                try finish(type.luaName)
            }
            for function in module.functions {
                try pushFunction(function, stack)
                try finish(function.documentation.name)
            }
            for (name, value) in module.values {
                try value.luaPush(to: stack)
                try finish(name)
            }
            try module.name.withChars { try clua_preload(stack.thread, $0, $1).orRaise() }
        }
    }

    func pushClass<Class: LuaClass>(_ type: Class.Type, _ stack: LuaStack) throws {
        let tag = try tag(of: type, on: stack.thread)
        clua_pushref(stack.thread, tag.pointee.table)
    }

    func pushFunction(_ function: LuaFunction, _ stack: LuaStack) throws {
        let callable = Callable(function.documentation, parameters: function.parameters, first: 1, run: function.run)
        try clua_pushmember(stack.thread, add(callable, receiver: nil)).orRaise()
    }

    /// Pops the value on top into a global, without metamethods.
    func setGlobalOnTop(_ name: String, _ stack: LuaStack) throws {
        clua_pushglobals(stack.thread)
        lua_rotate(stack.thread, -2, 1)
        try stack.setField(name)
        stack.pop()
    }

    // MARK: Documentation

    /// What is known about a function value: a method as the class gives it, a global function, or the
    /// constructor of a class table.
    public func documentation(of value: LuaValue) -> MemberDocumentation? {
        guard let index = try? lookup(value, { thread in clua_memberof(thread, -1) }), index >= 0 else { return nil }
        return callables[Int(index)].documentation
    }

    /// What is known about the class of an object, or about a class table.
    public func classDocumentation(of value: LuaValue) -> ClassDocumentation? {
        let found = try? lookup(value) { thread in
            clua_classof(thread, -1).map { $0.pointee.index } ?? clua_classtable(thread, -1)
        }
        guard let found, found >= 0 else { return nil }
        return records[Int(found)].documentation
    }

    /// The Swift object that a value is, whatever its class.
    public func object(_ value: LuaValue) -> (any LuaClass)? {
        try? lookup(value) { thread in box(at: -1, of: thread)?.content }
    }

    /// The documentation of all classes that are known by now, in the order of their registration.
    public var classes: [ClassDocumentation] { records.map(\.documentation) }

    func box(at index: Int32, of thread: OpaquePointer) -> AnyObjectBox? {
        guard let tag = clua_classof(thread, index), let pointer = clua_toobject(thread, index, tag) else { return nil }
        return Unmanaged<AnyObjectBox>.fromOpaque(pointer).takeUnretainedValue()
    }

    private func lookup<R>(_ value: LuaValue, _ body: (OpaquePointer) -> R) throws -> R {
        try protected {
            try value.luaPush(to: stack)
            return body(stack.thread)
        }
    }
}
