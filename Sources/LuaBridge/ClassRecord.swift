import CLua

/// A class as one state knows it.
final class ClassRecord {
    let tag: UnsafeMutablePointer<clua_class>
    let documentation: ClassDocumentation
    /// The properties that `pairs` shows, in their order.
    let cheap: [(name: String, callable: Callable)]
    /// What else is done with an object that is collected.
    let whenCollected: ((AnyObjectBox) -> Void)?

    init(
        tag: UnsafeMutablePointer<clua_class>, documentation: ClassDocumentation,
        cheap: [(name: String, callable: Callable)], whenCollected: ((AnyObjectBox) -> Void)?
    ) {
        self.tag = tag
        self.documentation = documentation
        self.cheap = cheap
        self.whenCollected = whenCollected
    }
}

extension LuaState {
    func knownTag<Class: LuaClass>(of _: Class.Type) -> UnsafeMutablePointer<clua_class>? {
        recordsByType[ObjectIdentifier(Class.self)]?.tag
    }

    func tag<Class: LuaClass>(of type: Class.Type, on thread: OpaquePointer) throws -> UnsafeMutablePointer<clua_class> {
        if let known = recordsByType[ObjectIdentifier(type)] { return known.tag }
        return try define(type, LuaStack(self, thread)).tag
    }

    /// The class of the object at an index, by name.
    func className(at index: Int32, of thread: OpaquePointer) -> String? {
        clua_classof(thread, index).map { records[Int($0.pointee.index)].documentation.name }
    }

    /// Makes room for a member and gives it its number.
    func add(_ callable: Callable, receiver: UnsafeMutablePointer<clua_class>?) -> Int32 {
        let count = Int(bridge.pointee.member_count)
        if count & (count - 1) == 0 {
            // Calls copy their entry before they run, so the old list may go.
            let larger = UnsafeMutablePointer<clua_member>.allocate(capacity: max(1, count * 2))
            if let old = bridge.pointee.members {
                larger.moveInitialize(from: old, count: count)
                old.deallocate()
            }
            bridge.pointee.members = larger
        }
        callables.append(callable)
        bridge.pointee.members?.advanced(by: count).initialize(
            to: clua_member(callable: Unmanaged.passUnretained(callable).toOpaque(), receiver: receiver.map { UnsafePointer($0) }))
        bridge.pointee.member_count += 1
        return Int32(count)
    }

    /// Makes the metatable of a class and its class table.
    func define<Class: LuaClass>(_: Class.Type, _ stack: LuaStack) throws -> ClassRecord {
        let thread = stack.thread
        let top = lua_gettop(thread)
        let index = records.count
        let tag = UnsafeMutablePointer<clua_class>.allocate(capacity: 1)
        tag.initialize(to: clua_class(index: Int32(index), metatable: LUA_NOREF, table: LUA_NOREF))
        do {
            let record = try build(Class.self, tag, stack)
            let classes = UnsafeMutablePointer<UnsafeMutablePointer<clua_class>?>.allocate(capacity: index + 1)
            if let old = bridge.pointee.classes {
                classes.moveInitialize(from: old, count: index)
                old.deallocate()
            }
            classes.advanced(by: index).initialize(to: tag)
            bridge.pointee.classes = classes
            bridge.pointee.class_count = Int32(index + 1)
            records.append(record)
            recordsByType[ObjectIdentifier(Class.self)] = record
            lua_settop(thread, top)
            return record
        } catch {
            if !(error is LuaRaised) { lua_settop(thread, top) }
            clua_unref(thread, tag.pointee.metatable)
            clua_unref(thread, tag.pointee.table)
            tag.deallocate()
            throw error
        }
    }

    private func build<Class: LuaClass>(
        _: Class.Type, _ tag: UnsafeMutablePointer<clua_class>, _ stack: LuaStack
    ) throws -> ClassRecord {
        let thread = stack.thread
        let classIndex = tag.pointee.index
        var cheap: [(name: String, callable: Callable)] = []
        var whenCollected: ((AnyObjectBox) -> Void)?
        guard lua_checkstack(thread, 16) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
        try stack.pushTable()  // members by name
        let members = lua_gettop(thread)
        try stack.pushTable()  // metatable of the objects
        let objects = lua_gettop(thread)
        try stack.pushTable()  // metatable of the class table
        let ofClass = lua_gettop(thread)

        func set(_ callable: Callable, _ name: String, in table: Int32, receiver: Bool = true) throws {
            try clua_pushmember(thread, add(callable, receiver: receiver ? tag : nil)).orRaise()
            try stack.setField(name, ofTableAt: table)
        }
        for member in Class.luaMembers {
            let isConstructor = if case .constructor = member.role { true } else { false }
            if isConstructor, constructorRefusal != nil { continue }
            let callable = Callable(member.documentation, parameters: member.parameters, first: 2, run: member.run)
            switch member.role {
            case .property:
                stack.push(Int(add(callable, receiver: tag)))
                try stack.setField(member.documentation.name, ofTableAt: members)
                if member.isCheap { cheap.append((member.documentation.name, callable)) }
            case .method: try set(callable, member.documentation.name, in: members)
            case .equal: try set(callable, "__eq", in: objects, receiver: false)
            case .constructor, .length, .call:
                try set(callable, member.documentation.name.hasPrefix("__") ? member.documentation.name : "__call",
                        in: isConstructor ? ofClass : objects, receiver: !isConstructor)
            case .close(let collected):
                try set(callable, "__close", in: objects)
                if let collected { whenCollected = { ($0 as? ObjectBox<Class>).map { collected($0.value) } } }
            }
        }
        let name = Class.luaName
        let isMade = Class.luaMembers.contains { if case .constructor = $0.role { true } else { false } }
        if !isMade || constructorRefusal != nil {
            try set(Callable(
                MemberDocumentation(metamethod: "__call", of: name), parameters: [], first: 2,
                run: { call in
                    let hint = isMade ? call.stack.state.constructorRefusal?(name) : nil
                    throw LuaUsageError("a \(name) cannot be made by calling its class", hint: hint)
                }),
                "__call", in: ofClass, receiver: false)
        }
        try set(Callable(
            MemberDocumentation(metamethod: "__tostring", of: name), parameters: [], first: 2,
            run: { try $0.receiver(Class.self).luaTostring.luaDeliver(to: $0.stack) }), "__tostring", in: objects)
        let title = "class \(name)"
        try set(Callable(
            MemberDocumentation(metamethod: "__tostring", of: title), parameters: [], first: 2,
            run: { try title.luaDeliver(to: $0.stack) }), "__tostring", in: ofClass, receiver: false)

        for (table, isClass) in [(objects, false), (ofClass, true)] {
            lua_pushvalue(thread, members)
            try clua_pushindex(thread, classIndex, isClass ? 1 : 0).orRaise()
            try stack.setField("__index", ofTableAt: table)
            try clua_pushnewindex(thread, classIndex, isClass ? 1 : 0).orRaise()
            try stack.setField("__newindex", ofTableAt: table)
            stack.push(false)
            try stack.setField("__metatable", ofTableAt: table)
            try stack.push(isClass ? "class" : name)
            try stack.setField("__name", ofTableAt: table)
        }
        try clua_pushpairs(thread, classIndex).orRaise()
        try stack.setField("__pairs", ofTableAt: objects)
        clua_pushgc(thread)
        try stack.setField("__gc", ofTableAt: objects)

        try stack.pushTable()  // the class table: empty, so that all goes through its metatable
        lua_pushvalue(thread, ofClass)
        lua_setmetatable(thread, -2)
        try clua_ref(thread, &tag.pointee.table).orRaise()
        lua_pushvalue(thread, objects)
        try clua_ref(thread, &tag.pointee.metatable).orRaise()
        return ClassRecord(
            tag: tag, documentation: ClassDocumentation(of: Class.self), cheap: cheap, whenCollected: whenCollected)
    }
}

extension MemberDocumentation {
    init(metamethod: String, of className: String) {
        self.init(
            kind: .metamethod, className: className, name: metamethod, parameters: [], returns: "", help: "",
            isVariadic: false)
    }
}
