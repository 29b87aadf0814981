import CLua
import Locking

/// A state for a stranger's code.
extension LuaState {
    /// Opens, in a state that was made without libraries, what a stranger's code may have of them.
    ///
    /// The table of the globals is a new one, with an allow-list of functions: nothing of `package` and `debug`, of
    /// `os` only what tells the time, `load` takes text only, and `io` is an empty table. The metatables of strings and
    /// of file handles are out of reach.
    /// - Throws: `LuaError` where Lua has no memory for it.
    public func openSandboxLibraries() throws {
        try protected { try clua_opensandbox(main).orRaise() }
    }

    /// Makes a function, a field of a table that is a global.
    public func register(_ function: LuaFunction, in library: String) throws {
        let table = rawField(LuaBytes(library), of: globals)
        guard table.isTable else { throw LuaUsageError("there is no table '\(library)'") }
        try protected {
            let stack = stack
            try table.luaPush(to: stack)
            try pushFunction(function, stack)
            try stack.setField(function.documentation.name)
        }
    }
}

/// A local file that is open, for one of Lua's own handles, which closes it.
public final class LuaFile: LuaResult {
    /// -1 once Lua has it.
    private let descriptor: Locked<Int32>
    private let mode: String

    /// - Parameter mode: as `fopen` has it; must suit the descriptor.
    public init(descriptor: Int32, mode: String) {
        self.descriptor = Locked(descriptor)
        self.mode = mode
    }

    deinit {
        let rest = descriptor.withLock(\.self)
        if rest >= 0 { clua_closedescriptor(rest) }
    }

    public static var luaTypeName: String { "file" }

    /// Hands the file over to Lua: once.
    public func luaPush(to stack: LuaStack) throws {
        try descriptor.withLock { try clua_newfile(stack.thread, &$0, mode).orRaise() }
    }
}
