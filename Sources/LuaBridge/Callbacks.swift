import CLua

/// What C calls. Each answers with a status; none lets an error out.
let callbacks = clua_callbacks(
    call: { owner, thread, callable, object in
        guard let (state, thread) = entered(owner, thread) else { return CLUA_NO_STACK.status }
        let stack = LuaStack(state, thread)
        let target = Unmanaged<Callable>.fromOpaque(callable).takeUnretainedValue()
        do {
            return try target.run(LuaCall(stack: stack, callable: target, object: object)).status
        } catch {
            return state.raise(error, stack)
        }
    },
    resume: { owner, thread, ticket in
        guard let (state, thread) = entered(owner, thread) else { return CLUA_NO_STACK.status }
        let stack = LuaStack(state, thread)
        do {
            return try state.finish(ticket, stack).status
        } catch {
            return state.raise(error, stack)
        }
    },
    bad_receiver: { owner, thread, member in
        guard let (state, thread) = entered(owner, thread) else { return CLUA_NO_STACK.status }
        return state.raise(state.badReceiver(Int(member), LuaStack(state, thread)), LuaStack(state, thread))
    },
    missing: { owner, thread, classIndex, purpose in
        guard let (state, thread) = entered(owner, thread) else { return CLUA_NO_STACK.status }
        let stack = LuaStack(state, thread)
        return state.raise(state.missingMember(Int(classIndex), purpose, LuaView(stack, 2)), stack)
    },
    pairs: { owner, thread, classIndex, object in
        guard let (state, thread) = entered(owner, thread) else { return CLUA_NO_STACK.status }
        let stack = LuaStack(state, thread)
        do {
            return try state.pushPairs(Int(classIndex), object, stack).status
        } catch {
            return state.raise(error, stack)
        }
    },
    interrupted: { owner, thread in
        guard let (state, thread) = entered(owner, thread) else { return CLUA_NO_STACK.status }
        return state.raise(LuaInterrupted(), LuaStack(state, thread))
    },
    release: { owner, tag, object in
        let state = Unmanaged<LuaState>.fromOpaque(owner).takeUnretainedValue()
        state.released(object, Int(tag.pointee.index))
    })

@inline(__always)
private func entered(_ owner: UnsafeMutableRawPointer?, _ thread: OpaquePointer?) -> (LuaState, OpaquePointer)? {
    guard let owner, let thread else { return nil }
    return (Unmanaged<LuaState>.fromOpaque(owner).takeUnretainedValue(), thread)
}

extension LuaState {
    /// Leaves the error object on the stack and says what C shall do.
    func raise(_ error: any Error, _ stack: LuaStack) -> Int32 {
        do {
            if let raised = error as? LuaRaised { return raised.answer }
            guard lua_checkstack(stack.thread, 16) != 0 else { return CLUA_NO_STACK.status }
            if let luaError = error as? LuaError, luaError.value.reference?.mailbox === mailbox || luaError.isPlainValue {
                try luaError.value.luaPush(to: stack)
            } else {
                try pushErrorObject(errorConverter(error), error, stack)
            }
            return CLUA_ERROR.status
        } catch let raised as LuaRaised {
            return raised.answer
        } catch {
            return CLUA_NO_STACK.status
        }
    }

    private func pushErrorObject<Class: LuaClass>(_ object: Class, _ error: any Error, _ stack: LuaStack) throws {
        try stack.push(object: object, underlying: error)
    }

    /// Called with something else than an object of the class in front of the colon.
    func badReceiver(_ member: Int, _ stack: LuaStack) -> LuaUsageError {
        let documentation = callables[member].documentation
        let owner = documentation.className ?? "object"
        let view = LuaView(stack, 1)
        let isMethod = documentation.kind == .method
        if clua_classof(stack.thread, 1)?.pointee.index == bridge.pointee.members?[member].receiver?.pointee.index {
            return LuaUsageError("\(documentation.qualifiedName): the \(owner) has been collected")
        }
        let got = view.kind == .none ? "nothing" : view.described
        return LuaUsageError(
            "\(documentation.qualifiedName): must be called on \(LuaUsageError.withArticle(owner)), got \(got)",
            hint: isMethod ? "Use a colon: object:\(documentation.name)(…)" : nil)
    }

    func missingMember(_ classIndex: Int, _ purpose: Int32, _ key: LuaView) -> LuaUsageError {
        let documentation = records[classIndex].documentation
        let owner = documentation.name
        let name = key.string ?? ""
        let shown = key.string.map { "'\($0)'" } ?? key.indexed
        let known = documentation.memberNames
        let isOfClass = purpose == CLUA_CLASS_GET.status || purpose == CLUA_CLASS_SET.status
        if purpose == CLUA_SET.status || purpose == CLUA_CLASS_SET.status {
            let what = known.contains(name) ? "\(shown) of \(isOfClass ? "class " : "")\(owner) cannot be assigned"
                : "\(isOfClass ? "class " : "")\(owner) has no member \(shown) to assign"
            return LuaUsageError(what, hint: known.contains(name) ? nil : NearestName.hint(for: name, among: known))
        }
        if isOfClass, documentation.properties.contains(where: { $0.name == name }) {
            return LuaUsageError(
                "'\(name)' is a property of \(LuaUsageError.withArticle(owner)): it is read from an object, not from the class")
        }
        let hints = [NearestName.hint(for: name, among: known), otherOwner(of: name).map { "\($0) has '\(name)'." }]
            .compactMap(\.self)
        return LuaUsageError(
            "\(isOfClass ? "class " : "")\(owner) has no member \(shown)",
            hint: hints.isEmpty ? "See dir(\(owner))." : hints.joined(separator: " "))
    }

    /// The first class that has a member of that name.
    private func otherOwner(of name: String) -> String? {
        classes.first { $0.memberNames.contains(name) }?.name
    }

    /// What `pairs` gives: a snapshot of the properties that cost nothing.
    func pushPairs(_ classIndex: Int, _ object: UnsafeMutableRawPointer?, _ stack: LuaStack) throws -> LuaOutcome {
        guard lua_checkstack(stack.thread, 16) != 0 else { throw LuaRaised(status: CLUA_NO_STACK.status) }
        clua_pushnextfunction(stack.thread)
        try stack.pushTable()
        let table = lua_gettop(stack.thread)
        for (name, callable) in records[classIndex].cheap {
            let outcome = try callable.run(LuaCall(stack: stack, callable: callable, object: object))
            if outcome.status == LuaOutcome.scratch.status { try stack.pushScratch() }
            try stack.setField(name, ofTableAt: table)
        }
        stack.pushNil()
        return .results(3)
    }

    /// A userdata was collected: its object is let go of.
    func released(_ object: UnsafeMutableRawPointer, _ classIndex: Int) {
        let box = Unmanaged<AnyObjectBox>.fromOpaque(object)
        records[classIndex].whenCollected?(box.takeUnretainedValue())
        box.release()
    }
}

extension LuaStack {
    /// Pushes the string that was left for C.
    func pushScratch() throws {
        let bridge = state.bridge
        let bytes = withUnsafeBytes(of: &bridge.pointee.scratch) { Array($0.prefix(bridge.pointee.scratch_length)) }
        try bytes.withUnsafeBytes { try push($0) }
    }
}
