import CLua

/// Puts the arguments of one call in order, and hands them out one by one.
///
/// A last argument that is a table of options is spread over the places of the parameters it names.
struct ArgumentReader {
    private let call: LuaCall
    private var position: Int32 = 0
    /// How many arguments stand before the table of options, or at all.
    private let positional: Int32

    /// - Throws: `LuaUsageError` for too many arguments, an unknown option, or one given twice.
    init(_ call: LuaCall) throws {
        self.call = call
        let thread = call.stack.thread
        let count = lua_gettop(thread) - call.callable.first + 1
        guard count > 0, !call.callable.isVariadic, lua_type(thread, -1) == LUA_TTABLE,
            Self.isOptions(LuaView(call.stack, lua_gettop(thread)), of: call.callable, at: Int(count) - 1)
        else {
            positional = count
            if !call.callable.isVariadic, count > call.callable.parameterCount { throw call.tooMany(Int(count)) }
            return
        }
        positional = count - 1
        try spreadOptions()
    }

    private static func isOptions(_ table: LuaView, of callable: Callable, at position: Int) -> Bool {
        let parameters = callable.parameters
        guard position <= parameters.count, table.count == 0, !table.hasMetatable else { return false }
        guard position < parameters.count, parameters[position].claims(table) else { return true }
        guard !parameters[position].isData else { return false }
        // The parameter would take this table. It holds options only if all its keys are parameters' names.
        guard !table.isEmptyTable else { return false }
        var allNamed = true
        try? table.forEachField { key, _ in
            if !parameters.contains(where: { $0.documentation.name == key }) { allNamed = false }
        }
        return allNamed
    }

    private func spreadOptions() throws {
        let stack = call.stack
        let thread = stack.thread
        let first = call.callable.first
        let parameters = call.callable.parameters
        let table = first + Int32(parameters.count)
        guard lua_checkstack(thread, Int32(parameters.count) + 8) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
        // Move the table behind the places of all parameters.
        let source = first + positional
        lua_pushvalue(thread, source)
        lua_pushnil(thread)
        lua_copy(thread, -1, source)
        lua_settop(thread, -2)
        while lua_gettop(thread) <= table - 1 { lua_pushnil(thread) }
        lua_copy(thread, source + 1, table)
        for index in (first + positional)..<table {
            lua_pushnil(thread)
            lua_copy(thread, -1, index)
            clua_pop(thread, 1)
        }
        lua_settop(thread, table)
        try LuaView(stack, table).forEachField { key, value in
            guard let key, let place = parameters.firstIndex(where: { $0.documentation.name == key }) else {
                throw call.unknownOption(key)
            }
            guard !value.isNil else { return }
            let target = first + Int32(place)
            guard lua_type(thread, target) <= LUA_TNIL else { throw call.givenTwice(key) }
            lua_copy(thread, value.index, target)
        }
        lua_settop(thread, table - 1)
    }

    /// The argument for the next parameter.
    mutating func next() -> LuaView {
        defer { position += 1 }
        return LuaView(call.stack, call.callable.first + position)
    }

    /// All arguments that are left.
    mutating func rest() throws -> LuaMultiple {
        let top = lua_gettop(call.stack.thread)
        let start = call.callable.first + position
        position = max(position, top - call.callable.first + 1)
        guard start <= top else { return LuaMultiple([]) }
        return LuaMultiple(try (start...top).map { try LuaView(call.stack, $0).value() })
    }

    // MARK: What can be wrong with the argument handed out last

    /// Whether it was written, if only as nil; a table of options does not write those that it leaves out.
    var wasGiven: Bool { position <= positional }

    private var parameter: ParameterDocumentation { call.callable.parameters[Int(position) - 1].documentation }

    func missing() -> LuaUsageError {
        LuaUsageError(
            "\(call.name): missing argument '\(parameter.name)' (\(parameter.type))", hint: call.usage)
    }

    func mismatch(_ mismatch: LuaTypeMismatch) -> LuaUsageError {
        LuaUsageError(
            "\(call.name): '\(parameter.name)' must be \(article(mismatch.expected)), got \(mismatch.got)",
            hint: mismatch.hint ?? call.usage)
    }

    private func article(_ noun: String) -> String {
        if noun.hasPrefix("one of ") || noun.hasPrefix("any ") { return noun }
        return LuaUsageError.withArticle(noun)
    }
}

extension LuaCall {
    func tooMany(_ count: Int) -> LuaUsageError {
        let expected = callable.parameters.count
        return LuaUsageError(
            "\(name): too many arguments: takes \(expected == 0 ? "none" : "at most \(expected)"), got \(count)", hint: usage)
    }

    func unknownOption(_ key: String?) -> LuaUsageError {
        let names = callable.parameters.map(\.documentation.name)
        guard let key else {
            return LuaUsageError("\(name): a table of options has names as keys, got another key", hint: usage)
        }
        return LuaUsageError(
            "\(name): unknown option '\(key)'", hint: NearestName.hint(for: key, among: names) ?? usage)
    }

    func givenTwice(_ key: String) -> LuaUsageError {
        LuaUsageError("\(name): '\(key)' is given twice, by position and by name")
    }
}
