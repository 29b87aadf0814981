/// One thing that Lua can do with the objects of a class: plain data, made by the functions below and in
/// `LuaMember+Method.swift`.
public struct LuaMember<Class: LuaClass>: Sendable {
    enum Role: Sendable {
        case property, method, constructor, equal, length, call
        case close(whenCollected: (@Sendable (Class) -> Void)?)
    }

    let role: Role
    public let documentation: MemberDocumentation
    let parameters: [ParameterDescriptor]
    /// Whether reading it is a plain property read, cheap enough for `pairs`.
    let isCheap: Bool
    let run: @Sendable (LuaCall) throws -> LuaOutcome

    init(
        _ role: Role, _ kind: MemberDocumentation.Kind, _ name: String, _ parameters: [ParameterDescriptor] = [],
        returns: String = "", help: String = "", isCheap: Bool = false,
        run: @escaping @Sendable (LuaCall) throws -> LuaOutcome
    ) {
        self.role = role
        self.documentation = MemberDocumentation(
            kind: kind, className: Class.luaName, name: name, parameters: parameters.map(\.documentation),
            returns: returns, help: help, isVariadic: parameters.last?.isRest ?? false)
        self.parameters = parameters
        self.isCheap = isCheap
        self.run = run
    }

    // MARK: Properties

    /// A property that is read at once: a key path or a quick closure.
    public static func property<R: LuaResult>(
        _ name: String, _ get: @escaping @Sendable (Class) throws -> R, _ help: String
    ) -> LuaMember {
        LuaMember(.property, .property, name, returns: R.luaTypeName, help: help, isCheap: true) { call in
            try get(try call.receiver(Class.self)).luaDeliver(to: call.stack)
        }
    }

    /// A property that has to be waited for.
    public static func property<R: LuaResult>(
        _ name: String, _ get: @escaping @Sendable (Class) async throws -> R, _ help: String
    ) -> LuaMember {
        LuaMember(.property, .property, name, returns: R.luaTypeName, help: help) { call in
            let object = try call.receiver(Class.self)
            return try call.wait { try await get(object) }
        }
    }

    // MARK: Metamethods

    /// When two objects of the class are equal (`==`).
    public static func equal(_ equal: @escaping @Sendable (Class, Class) -> Bool) -> LuaMember {
        LuaMember(.equal, .metamethod, "__eq") { call in
            // Lua also asks where only the second is of this class.
            let (one, other) = (LuaView(call.stack, 1).object(Class.self), LuaView(call.stack, 2).object(Class.self))
            call.stack.push(one.flatMap { one in other.map { equal(one, $0) } } ?? false)
            return .one
        }
    }

    /// What `#` gives.
    public static func length(_ length: @escaping @Sendable (Class) throws -> Int) -> LuaMember {
        LuaMember(.length, .metamethod, "__len") { call in
            call.stack.push(try length(try call.receiver(Class.self)))
            return .one
        }
    }

    /// What happens at the end of the scope of a `local x <close>`; with `whenCollected` also where the object
    /// is collected without that. The object stays usable as far as it itself can say; it may be closed twice.
    public static func close(
        whenCollected: Bool = false, _ close: @escaping @Sendable (Class) throws -> Void
    ) -> LuaMember {
        let collect: (@Sendable (Class) -> Void)? = whenCollected ? { @Sendable object in _ = try? close(object) } : nil
        return LuaMember(.close(whenCollected: collect), .metamethod, "__close") { call in
            try close(try call.receiver(Class.self))
            return .results(0)
        }
    }

    /// The same, waiting. A collected object is closed by a task that nobody waits for.
    public static func close(
        whenCollected: Bool = false, _ close: @escaping @Sendable (Class) async throws -> Void
    ) -> LuaMember {
        let collect: (@Sendable (Class) -> Void)? = whenCollected ? { @Sendable object in _ = Task { try? await close(object) } } : nil
        return LuaMember(.close(whenCollected: collect), .metamethod, "__close") { call in
            let object = try call.receiver(Class.self)
            return try call.wait {
                try await close(object)
                return LuaNothing()
            }
        }
    }

    /// What a call of the object gives: objects that are iterators. Arguments are ignored; nil ends a `for`.
    public static func call<R: LuaResult>(_ next: @escaping @Sendable (Class) throws -> R) -> LuaMember {
        LuaMember(.call, .metamethod, "__call") { call in
            try next(try call.receiver(Class.self)).luaDeliver(to: call.stack)
        }
    }

    /// The same, waiting.
    public static func call<R: LuaResult>(_ next: @escaping @Sendable (Class) async throws -> R) -> LuaMember {
        LuaMember(.call, .metamethod, "__call") { call in
            let object = try call.receiver(Class.self)
            return try call.wait { try await next(object) }
        }
    }

    /// The same, waiting only where `ready` has nothing.
    public static func call<R: LuaResult>(
        ready: @escaping @Sendable (Class) -> R?, _ next: @escaping @Sendable (Class) async throws -> R?
    ) -> LuaMember {
        LuaMember(.call, .metamethod, "__call") { call in
            let object = try call.receiver(Class.self)
            if let result = ready(object) {
                call.stack.state.hasAnswer?()
                return try result.luaDeliver(to: call.stack)
            }
            return try call.wait { try await next(object) }
        }
    }
}
