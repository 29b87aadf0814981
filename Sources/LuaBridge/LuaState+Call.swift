import CLua
import Glibc

extension LuaState {
    /// What a chunk may be: source, or also compiled code, which is trusted blindly.
    public enum LoadMode: String, Sendable { case text = "t", binary = "b", any = "bt" }

    /// Compiles a chunk.
    /// - Parameter name: as Lua wants it: `=stdin`, `@script.lua`, or the source itself.
    /// - Throws: `LuaError` of kind `syntax`, or `memory`.
    public func load(_ source: LuaBytes, name: String, mode: LoadMode = .text) throws -> LuaValue {
        try protected {
            let stack = stack
            try source.bytes.withUnsafeBytes { bytes in
                let chars = bytes.bindMemory(to: CChar.self)
                try clua_load(stack.thread, chars.baseAddress, chars.count, name, mode.rawValue).orRaise()
            }
            return try value(at: -1, of: stack.thread)
        }
    }

    public func load(_ source: String, name: String, mode: LoadMode = .text) throws -> LuaValue {
        try load(LuaBytes(source), name: name, mode: mode)
    }

    /// Compiles a file, whose path is bytes; a first line that starts with `#` is skipped. Without a path, standard input.
    /// - Throws: `LuaError` of kind `file`, `syntax` or `memory`.
    public func loadFile(_ path: LuaBytes?, mode: LoadMode = .text) throws -> LuaValue {
        let characters = path.map { $0.bytes.map { CChar(bitPattern: $0) } + [0] }
        return try protected {
            let stack = stack
            try clua_loadfile(stack.thread, characters, mode.rawValue).orRaise()
            return try value(at: -1, of: stack.thread)
        }
    }

    /// The rest of standard input, from where Lua's own library would read on.
    /// - Throws: `LuaError` of kind `file`.
    public static func readStandardInput() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = clua_readinput(&buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
        let code = errno
        guard clua_inputhasfailed() == 0 else { throw LuaError.unreadable("stdin", code) }
        return bytes
    }

    /// Compiles and runs a chunk.
    @discardableResult
    public func run(_ source: String, name: String = "=chunk", _ arguments: any LuaResult...) throws -> [LuaValue] {
        try call(try load(source, name: name), arguments)
    }

    /// Calls a function.
    ///
    /// The outermost call is what Ctrl-C ends: once it has returned, the interrupt is forgotten, and the tasks
    /// that were under way are cancelled.
    /// - Throws: `LuaError` for everything that went wrong in Lua.
    @discardableResult
    public func call(_ function: LuaValue, _ arguments: [any LuaResult] = []) throws -> [LuaValue] {
        releaseDropped()
        let stack = stack
        let thread = stack.thread
        let top = lua_gettop(thread)
        if depth == 0 { clua_enter(bridge) }
        depth += 1
        defer {
            lua_settop(thread, top)
            depth -= 1
            if depth == 0, clua_leave(bridge) != 0 { abandonTasks() }
        }
        return try protected {
            guard lua_checkstack(thread, Int32(clamping: arguments.count) + 16) != 0 else {
                throw LuaRaised(status: CLUA_NO_STACK.status)
            }
            try function.luaPush(to: stack)
            for argument in arguments { try argument.luaPush(to: stack) }
            let status = clua_pcall(thread, Int32(arguments.count), LUA_MULTRET)
            guard status == LUA_OK else {
                clua_traceback(thread)
                let traceback = LuaView(stack, lua_gettop(thread)).bytes?.repaired ?? ""
                stack.pop()
                let error = takeError(status, from: thread, traceback: traceback)
                // An interrupt may break off a function that then fails for its own reason, as io.lines() does.
                throw clua_isinterrupted(bridge) != 0 ? LuaError.interrupted : error
            }
            // An interrupt that came too late to stop anything here is no less meant.
            if depth == 1, clua_isinterrupted(bridge) != 0 { throw LuaError.interrupted }
            return try values(from: top + 1, to: lua_gettop(thread), of: thread)
        }
    }

    // MARK: Values

    func value(at index: Int32, of thread: OpaquePointer) throws -> LuaValue {
        let view = LuaView(LuaStack(self, thread), lua_absindex(thread, index))
        switch view.kind {
        case .none, .nil: return .nil
        case .boolean: return .boolean(view.boolean ?? false)
        case .integer: return .integer(view.integer ?? 0)
        case .float: return .number(view.number ?? 0)
        case .string: return .string(view.bytes ?? LuaBytes([]))
        case .table: return .table(try reference(view))
        case .function: return .function(try reference(view))
        case .userdata, .lightUserdata: return .userdata(try reference(view))
        case .thread: return .thread(try reference(view))
        }
    }

    func values(from first: Int32, to last: Int32, of thread: OpaquePointer) throws -> [LuaValue] {
        guard first <= last else { return [] }
        return try (first...last).map { try value(at: $0, of: thread) }
    }

    private func reference(_ view: LuaView) throws -> LuaReference {
        releaseDropped()
        guard lua_checkstack(view.thread, 8) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
        var id: Int32 = LUA_NOREF
        lua_pushvalue(view.thread, view.index)
        try clua_ref(view.thread, &id).orRaise()
        return LuaReference(id, mailbox)
    }

    // MARK: Globals, fields and strings

    public func global(_ name: String) throws -> LuaValue {
        try protected {
            let stack = stack
            clua_pushglobals(stack.thread)
            return try field(name, stack)
        }
    }

    public func setGlobal(_ name: String, _ value: any LuaResult) throws {
        try protected {
            let stack = stack
            clua_pushglobals(stack.thread)
            try setField(name, value, stack)
        }
    }

    /// A field, as `value[name]` gives it.
    public func field(_ name: String, of value: LuaValue) throws -> LuaValue {
        try protected {
            let stack = stack
            try value.luaPush(to: stack)
            return try field(name, stack)
        }
    }

    public func setField(_ name: String, of value: LuaValue, to field: any LuaResult) throws {
        try protected {
            let stack = stack
            try value.luaPush(to: stack)
            try setField(name, field, stack)
        }
    }

    /// A new table with these elements and fields.
    public func makeTable(_ elements: [any LuaResult] = [], fields: [(String, any LuaResult)] = []) throws -> LuaValue {
        try protected {
            let stack = stack
            try stack.pushTable(list: elements.count, fields: fields.count)
            for (offset, element) in elements.enumerated() {
                try element.luaPush(to: stack)
                try stack.setElement(offset + 1)
            }
            for (name, field) in fields {
                try field.luaPush(to: stack)
                try stack.setField(name)
            }
            return try value(at: -1, of: stack.thread)
        }
    }

    /// A handle of any value that Swift can give.
    public func value(_ value: any LuaResult) throws -> LuaValue {
        try protected {
            let stack = stack
            try value.luaPush(to: stack)
            return try self.value(at: -1, of: stack.thread)
        }
    }

    /// Looks at a value, without metamethods.
    public func view<R>(_ value: LuaValue, _ body: (LuaView) throws -> R) throws -> R {
        try protected {
            let stack = stack
            try value.luaPush(to: stack)
            return try body(LuaView(stack, lua_gettop(stack.thread)))
        }
    }

    /// What `tostring` gives.
    public func tostring(_ value: LuaValue) throws -> LuaBytes {
        try protected {
            let stack = stack
            try value.luaPush(to: stack)
            try clua_tostring(stack.thread, -1).orRaise()
            return LuaView(stack, lua_gettop(stack.thread)).bytes ?? LuaBytes([])
        }
    }

    private func field(_ name: String, _ stack: LuaStack) throws -> LuaValue {
        try name.withChars { try clua_getfield(stack.thread, -1, $0, $1).orRaise() }
        return try value(at: -1, of: stack.thread)
    }

    private func setField(_ name: String, _ value: any LuaResult, _ stack: LuaStack) throws {
        try value.luaPush(to: stack)
        try name.withChars { try clua_setfield(stack.thread, -2, $0, $1).orRaise() }
    }
}
