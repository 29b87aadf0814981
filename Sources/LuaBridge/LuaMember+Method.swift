/// Methods and constructors: any number of parameters, at once or waiting, with a result or without.
///
/// The function is an unapplied method (`Container.copy`) or a closure that takes the object first.
extension LuaMember {
    private static func descriptors<each P: LuaArgument>(_ parameters: repeat Parameter<each P>) -> [ParameterDescriptor] {
        var list: [ParameterDescriptor] = []
        for parameter in repeat each parameters { list.append(parameter.descriptor) }
        return list
    }

    private static func now<each P: LuaArgument, R: LuaResult>(
        _ name: String, _ parameters: repeat Parameter<each P>, returns: String, help: String,
        _ body: @escaping @Sendable (Class, repeat each P) throws -> R
    ) -> LuaMember {
        let list = descriptors(repeat each parameters)
        return LuaMember(.method, .method, name, list, returns: returns, help: help) { call in
            let object = try call.receiver(Class.self)
            let values = try call.arguments(repeat each parameters)
            return try body(object, repeat each values).luaDeliver(to: call.stack)
        }
    }

    private static func later<each P: LuaArgument, R: LuaResult>(
        _ name: String, _ parameters: repeat Parameter<each P>, returns: String, help: String,
        _ body: @escaping @Sendable (Class, repeat each P) async throws -> R
    ) -> LuaMember {
        let list = descriptors(repeat each parameters)
        return LuaMember(.method, .method, name, list, returns: returns, help: help) { call in
            let object = try call.receiver(Class.self)
            let values = try call.arguments(repeat each parameters)
            return try call.wait(body, object, repeat each values)
        }
    }

    /// A method from an unapplied method; answers at once.
    public static func method<each P: LuaArgument, R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (Class) -> @Sendable (repeat each P) throws -> R,
        _ parameters: repeat Parameter<each P>, returns: String, _ help: String
    ) -> LuaMember {
        now(name, repeat each parameters, returns: returns, help: help) { (object: Class, values: repeat each P) in
            try function(object)(repeat each values)
        }
    }

    /// A method from an unapplied method; waits.
    public static func method<each P: LuaArgument, R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (Class) -> @Sendable (repeat each P) async throws -> R,
        _ parameters: repeat Parameter<each P>, returns: String, _ help: String
    ) -> LuaMember {
        later(name, repeat each parameters, returns: returns, help: help) { (object: Class, values: repeat each P) in
            try await function(object)(repeat each values)
        }
    }

    /// A method from an unapplied method; answers at once, returns nothing.
    public static func method<each P: LuaArgument>(
        _ name: String, _ function: @escaping @Sendable (Class) -> @Sendable (repeat each P) throws -> Void,
        _ parameters: repeat Parameter<each P>, help: String
    ) -> LuaMember {
        now(name, repeat each parameters, returns: "", help: help) { (object: Class, values: repeat each P) in
            try function(object)(repeat each values)
            return LuaNothing()
        }
    }

    /// A method from an unapplied method; waits, returns nothing.
    public static func method<each P: LuaArgument>(
        _ name: String, _ function: @escaping @Sendable (Class) -> @Sendable (repeat each P) async throws -> Void,
        _ parameters: repeat Parameter<each P>, help: String
    ) -> LuaMember {
        later(name, repeat each parameters, returns: "", help: help) { (object: Class, values: repeat each P) in
            try await function(object)(repeat each values)
            return LuaNothing()
        }
    }

    /// A method from a closure; answers at once.
    public static func method<each P: LuaArgument, R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (Class, repeat each P) throws -> R,
        _ parameters: repeat Parameter<each P>, returns: String, _ help: String
    ) -> LuaMember {
        now(name, repeat each parameters, returns: returns, help: help) { (object: Class, values: repeat each P) in
            try function(object, repeat each values)
        }
    }

    /// A method from a closure; waits.
    public static func method<each P: LuaArgument, R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (Class, repeat each P) async throws -> R,
        _ parameters: repeat Parameter<each P>, returns: String, _ help: String
    ) -> LuaMember {
        later(name, repeat each parameters, returns: returns, help: help) { (object: Class, values: repeat each P) in
            try await function(object, repeat each values)
        }
    }

    /// A method from a closure; answers at once, returns nothing.
    public static func method<each P: LuaArgument>(
        _ name: String, _ function: @escaping @Sendable (Class, repeat each P) throws -> Void,
        _ parameters: repeat Parameter<each P>, help: String
    ) -> LuaMember {
        now(name, repeat each parameters, returns: "", help: help) { (object: Class, values: repeat each P) in
            try function(object, repeat each values)
            return LuaNothing()
        }
    }

    /// A method from a closure; waits, returns nothing.
    public static func method<each P: LuaArgument>(
        _ name: String, _ function: @escaping @Sendable (Class, repeat each P) async throws -> Void,
        _ parameters: repeat Parameter<each P>, help: String
    ) -> LuaMember {
        later(name, repeat each parameters, returns: "", help: help) { (object: Class, values: repeat each P) in
            try await function(object, repeat each values)
            return LuaNothing()
        }
    }

    // MARK: Without parameters: most calls, and the fastest

    /// A method without parameters from an unapplied method; answers at once.
    public static func method<R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (Class) -> @Sendable () throws -> R, returns: String, _ help: String
    ) -> LuaMember {
        LuaMember(.method, .method, name, returns: returns, help: help) { call in
            try call.noArguments()
            return try function(try call.receiver(Class.self))().luaDeliver(to: call.stack)
        }
    }

    /// A method without parameters from a closure; answers at once.
    public static func method<R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (Class) throws -> R, returns: String, _ help: String
    ) -> LuaMember {
        LuaMember(.method, .method, name, returns: returns, help: help) { call in
            try call.noArguments()
            return try function(try call.receiver(Class.self)).luaDeliver(to: call.stack)
        }
    }

    // MARK: With one parameter: the next fastest. A pack of parameters has to be taken apart by its metadata in each call.

    /// A method with one parameter from an unapplied method; answers at once.
    public static func method<P: LuaArgument, R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (Class) -> @Sendable (P) throws -> R, _ parameter: Parameter<P>,
        returns: String, _ help: String
    ) -> LuaMember {
        let read = parameter.read
        return LuaMember(.method, .method, name, [parameter.descriptor], returns: returns, help: help) { call in
            var reader = try ArgumentReader(call)
            return try function(try call.receiver(Class.self))(try read(&reader)).luaDeliver(to: call.stack)
        }
    }

    /// A method with one parameter from a closure; answers at once.
    public static func method<P: LuaArgument, R: LuaResult>(
        _ name: String, _ function: @escaping @Sendable (Class, P) throws -> R, _ parameter: Parameter<P>,
        returns: String, _ help: String
    ) -> LuaMember {
        let read = parameter.read
        return LuaMember(.method, .method, name, [parameter.descriptor], returns: returns, help: help) { call in
            var reader = try ArgumentReader(call)
            return try function(try call.receiver(Class.self), try read(&reader)).luaDeliver(to: call.stack)
        }
    }

    // MARK: Constructors

    /// Makes the class callable: at once.
    public static func constructor<each P: LuaArgument>(
        _ make: @escaping @Sendable (repeat each P) throws -> Class,
        _ parameters: repeat Parameter<each P>, help: String
    ) -> LuaMember {
        return LuaMember(.constructor, .constructor, Class.luaName, descriptors(repeat each parameters), returns: Class.luaName, help: help) { call in
            let values = try call.arguments(repeat each parameters)
            return try make(repeat each values).luaDeliver(to: call.stack)
        }
    }

    /// Makes the class callable: waiting.
    public static func constructor<each P: LuaArgument>(
        _ make: @escaping @Sendable (repeat each P) async throws -> Class,
        _ parameters: repeat Parameter<each P>, help: String
    ) -> LuaMember {
        return LuaMember(.constructor, .constructor, Class.luaName, descriptors(repeat each parameters), returns: Class.luaName, help: help) { call in
            let values = try call.arguments(repeat each parameters)
            return try call.wait(make, with: repeat each values)
        }
    }
}
