import CLua

/// A Swift type that Lua sees as an object of a class.
public protocol LuaClass: LuaArgument, LuaResult {
    /// The name of the class in Lua.
    static var luaName: String { get }
    /// One line for help.
    static var luaSummary: String { get }
    /// Everything that Lua can do with an object, as data.
    static var luaMembers: [LuaMember<Self>] { get }
    /// What `tostring` gives: short.
    var luaTostring: String { get }
    /// What the REPL shows; `luaTostring` unless the type says otherwise.
    var luaRepr: String { get }
}

extension LuaClass {
    public static var luaSummary: String { "" }
    public static var luaTypeName: String { luaName }
    public var luaTostring: String { Self.luaName }
    public var luaRepr: String { luaTostring }

    public static func luaRead(_ view: LuaView) throws -> Self {
        guard let object = view.object(Self.self) else { throw LuaTypeMismatch(Self.self, view) }
        return object
    }

    public func luaPush(to stack: LuaStack) throws { try stack.push(object: self, underlying: nil) }
}

/// What a userdata holds: any object, with the Swift error it was made of if it is an error object.
class AnyObjectBox {
    let underlying: (any Error)?
    init(underlying: (any Error)?) { self.underlying = underlying }
    var content: (any LuaClass)? { nil }
}

final class ObjectBox<Class: LuaClass>: AnyObjectBox {
    let value: Class
    init(_ value: Class, underlying: (any Error)?) {
        self.value = value
        super.init(underlying: underlying)
    }
    override var content: (any LuaClass)? { value }
}

extension LuaStack {
    /// Pushes a userdata that owns the object.
    func push<Class: LuaClass>(object: Class, underlying: (any Error)?) throws {
        let tag = try state.tag(of: Class.self, on: thread)
        let box = Unmanaged.passRetained(ObjectBox(object, underlying: underlying))
        do {
            try clua_newobject(thread, tag, box.toOpaque()).orRaise()
        } catch {
            box.release()
            throw error
        }
        if state.isClosing { state.noteWhileClosing(Unmanaged.fromOpaque(box.toOpaque())) }
    }
}
