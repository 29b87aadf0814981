/// A global function, as data: made like a method, without an object.
public struct LuaFunction: Sendable {
    public let documentation: MemberDocumentation
    let parameters: [ParameterDescriptor]
    let run: @Sendable (LuaCall) throws -> LuaOutcome

    init<each P: LuaArgument>(
        _ name: String, _ parameters: repeat Parameter<each P>, returns: String, help: String,
        run: @escaping @Sendable (LuaCall) throws -> LuaOutcome
    ) {
        var list: [ParameterDescriptor] = []
        for parameter in repeat each parameters { list.append(parameter.descriptor) }
        self.parameters = list
        self.run = run
        documentation = MemberDocumentation(
            kind: .function, className: nil, name: name, parameters: list.map(\.documentation), returns: returns,
            help: help, isVariadic: list.last?.isRest ?? false)
    }

    /// A function; answers at once.
    public static func function<each P: LuaArgument, R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (repeat each P) throws -> R,
        _ parameters: repeat Parameter<each P>, returns: String, _ help: String
    ) -> LuaFunction {
        return LuaFunction(name, repeat each parameters, returns: returns, help: help) { call in
            let values = try call.arguments(repeat each parameters)
            return try function(repeat each values).luaDeliver(to: call.stack)
        }
    }

    /// A function; waits.
    public static func function<each P: LuaArgument, R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (repeat each P) async throws -> R,
        _ parameters: repeat Parameter<each P>, returns: String, _ help: String
    ) -> LuaFunction {
        return LuaFunction(name, repeat each parameters, returns: returns, help: help) { call in
            let values = try call.arguments(repeat each parameters)
            return try call.wait(function, with: repeat each values)
        }
    }

    /// A function; answers at once, returns nothing.
    public static func function<each P: LuaArgument>(
        _ name: String, _ function: @escaping @Sendable (repeat each P) throws -> Void,
        _ parameters: repeat Parameter<each P>, help: String
    ) -> LuaFunction {
        return LuaFunction(name, repeat each parameters, returns: "", help: help) { call in
            let values = try call.arguments(repeat each parameters)
            try function(repeat each values)
            return .results(0)
        }
    }

    /// A function; waits, returns nothing.
    public static func function<each P: LuaArgument>(
        _ name: String, _ function: @escaping @Sendable (repeat each P) async throws -> Void,
        _ parameters: repeat Parameter<each P>, help: String
    ) -> LuaFunction {
        return LuaFunction(name, repeat each parameters, returns: "", help: help) { call in
            let values = try call.arguments(repeat each parameters)
            return try call.waitForNothing(function, with: repeat each values)
        }
    }

    /// A function; given the Lua state, on its thread.
    public static func function<each P: LuaArgument, R: LuaResult>(
        _ name: String, withState function: @escaping @Sendable (LuaState, repeat each P) throws -> R,
        _ parameters: repeat Parameter<each P>, returns: String, _ help: String
    ) -> LuaFunction {
        return LuaFunction(name, repeat each parameters, returns: returns, help: help) { call in
            let values = try call.arguments(repeat each parameters)
            return try function(call.stack.state, repeat each values).luaDeliver(to: call.stack)
        }
    }

    /// A function; given the Lua state, on its thread, returns nothing.
    public static func function<each P: LuaArgument>(
        _ name: String, withState function: @escaping @Sendable (LuaState, repeat each P) throws -> Void,
        _ parameters: repeat Parameter<each P>, help: String
    ) -> LuaFunction {
        return LuaFunction(name, repeat each parameters, returns: "", help: help) { call in
            let values = try call.arguments(repeat each parameters)
            try function(call.stack.state, repeat each values)
            return .results(0)
        }
    }
}
