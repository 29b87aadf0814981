import CLua

/// A function that Lua can call: what runs, and what is known about it.
final class Callable {
    let documentation: MemberDocumentation
    let parameters: [ParameterDescriptor]
    /// The stack index of the first argument: behind the receiver, if there is one.
    let first: Int32
    let run: @Sendable (LuaCall) throws -> LuaOutcome
    let parameterCount: Int32
    let isVariadic: Bool

    init(
        _ documentation: MemberDocumentation, parameters: [ParameterDescriptor], first: Int32,
        run: @escaping @Sendable (LuaCall) throws -> LuaOutcome
    ) {
        self.documentation = documentation
        self.parameters = parameters
        self.first = first
        self.run = run
        parameterCount = Int32(parameters.count)
        isVariadic = parameters.last?.isRest ?? false
    }
}

/// One call from Lua.
struct LuaCall {
    let stack: LuaStack
    unowned(unsafe) let callable: Callable
    let object: UnsafeMutableRawPointer?

    /// The object before the colon. C has checked that it is of that class.
    @inline(__always)
    func receiver<Class: LuaClass>(_: Class.Type) throws -> Class {
        guard let object else { throw LuaUsageError("\(name): called without an object") }
        return Unmanaged<ObjectBox<Class>>.fromOpaque(object).takeUnretainedValue().value
    }

    var name: String { callable.documentation.qualifiedName }
    var usage: String { "Usage: \(callable.documentation.signature)" }

    /// The arguments read, in order.
    func arguments<each P: LuaArgument>(_ parameters: repeat Parameter<each P>) throws -> (repeat each P) {
        var reader = try ArgumentReader(self)
        return (repeat try (each parameters).read(&reader))
    }

    // The compiler does not lower closures that capture a tuple made of a pack: what takes part in them is
    // always passed on as a pack.

    func wait<Class: LuaClass, each P: LuaArgument, R: LuaResult>(
        _ body: @escaping @Sendable (Class, repeat each P) async throws -> R, _ object: Class, _ values: repeat each P
    ) throws -> LuaOutcome {
        try wait { try await body(object, repeat each values) }
    }

    func wait<each P: LuaArgument, R: LuaResult>(
        _ body: @escaping @Sendable (repeat each P) async throws -> R, with values: repeat each P
    ) throws -> LuaOutcome {
        try wait { try await body(repeat each values) }
    }

    func waitForNothing<each P: LuaArgument>(
        _ body: @escaping @Sendable (repeat each P) async throws -> Void, with values: repeat each P
    ) throws -> LuaOutcome {
        try wait {
            try await body(repeat each values)
            return LuaNothing()
        }
    }

    /// Throws where there are arguments.
    @inline(__always)
    func noArguments() throws {
        let count = lua_gettop(stack.thread) - callable.first + 1
        if count > 0 { try refuse(Int(count)) }
    }

    private func refuse(_ count: Int) throws {
        if count == 1, LuaView(stack, callable.first).isEmptyTable { return }
        throw tooMany(count)
    }
}
