import CLua
import Glibc

/// An error that came out of Lua.
public struct LuaError: Error, Sendable {
    public enum Kind: Sendable, Hashable {
        /// The source is not Lua; `incomplete` if it only ends too early.
        case syntax(incomplete: Bool)
        case runtime
        case memory
        case errorInErrorHandling
        case interrupted
        /// A file could not be read.
        case file
    }

    public var kind: Kind
    /// The error value as Lua saw it.
    public var value: LuaValue
    /// What the value says of itself, or what kind of value it is; for display.
    public var message: String
    /// Whether the value says something of itself: it is a string, a number, or has a `__tostring`.
    public var describesItself = true
    /// Lua's traceback, or empty.
    public var traceback: String
    /// The Swift error that the error object was made of.
    public var underlying: (any Error)?

    init(
        _ kind: Kind, message: String, value: LuaValue = .nil, traceback: String = "", underlying: (any Error)? = nil
    ) {
        self.kind = kind
        self.message = message
        self.value = value
        self.traceback = traceback
        self.underlying = underlying
    }

    public static var interrupted: LuaError { LuaError(.interrupted, message: "interrupted", underlying: LuaInterrupted()) }

    /// - Parameters:
    ///   - name: of a file, or of what is read in its place.
    ///   - code: a value of `errno`.
    public static func unreadable(_ name: String, _ code: Int32) -> LuaError {
        LuaError(.file, message: "cannot read \(name): \(String(cString: strerror(code)))")
    }

    /// Whether the value may be raised in any state.
    var isPlainValue: Bool { value.reference == nil && !(value.isNil && kind != .runtime) }
}

extension LuaError: CustomStringConvertible {
    public var description: String { message }
}

extension LuaState {
    /// Makes a Swift error of the error value on top of the stack.
    func takeError(_ status: Int32, from thread: OpaquePointer, traceback: String = "") -> LuaError {
        guard status != CLUA_NO_STACK.status else { return LuaError(.memory, message: "stack overflow") }
        let index = lua_gettop(thread)
        var error = LuaError(kind(status), message: "", traceback: traceback)
        if status == LUA_ERRMEM {
            error.message = "not enough memory"
            return error
        }
        let view = LuaView(LuaStack(self, thread), index)
        error.value = (try? value(at: index, of: thread)) ?? .nil
        let box = box(at: index, of: thread)
        error.underlying = box?.underlying
        if error.underlying is LuaInterrupted { error.kind = .interrupted }
        lua_settop(thread, index)
        if let text = view.bytes {
            error.message = text.repaired
        } else if let object = box?.content {
            error.message = object.luaTostring
        } else if let text = description(of: view) {
            error.message = text
        } else {
            error.message = "(error object is a \(view.typeName) value)"
            error.describesItself = false
        }
        lua_settop(thread, index)
        if case .syntax = error.kind { error.kind = .syntax(incomplete: error.message.hasSuffix("<eof>")) }
        return error
    }

    /// What a number or the `__tostring` of an error value says.
    private func description(of view: LuaView) -> String? {
        let status = view.number == nil ? clua_describe(view.thread, view.index) : clua_tostring(view.thread, view.index)
        guard status == LUA_OK else { return nil }
        return LuaView(view.stack, lua_gettop(view.thread)).bytes?.repaired
    }

    private func kind(_ status: Int32) -> LuaError.Kind {
        switch status {
        case LUA_ERRSYNTAX: .syntax(incomplete: false)
        case LUA_ERRMEM: .memory
        case LUA_ERRERR: .errorInErrorHandling
        case LUA_ERRFILE: .file
        default: .runtime
        }
    }
}
