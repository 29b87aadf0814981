import ArchiveAPI
import LuaBridge

/// Who is told how far a call is: the user, nobody, or a function.
enum ProgressArgument: LuaArgument {
    case shown
    case off
    case function(LuaCallback)

    static var luaTypeName: String { "boolean or function" }

    static func luaRead(_ view: LuaView) throws -> ProgressArgument {
        if let shown = view.boolean { return shown ? .shown : .off }
        guard view.kind == .function else { throw LuaTypeMismatch(expected: luaTypeName, got: view.described) }
        return .function(try LuaCallback.luaRead(view))
    }

    var luaSpelling: String { if case .off = self { "false" } else { "true" } }
}

extension TransferProgress.Snapshot: LuaResult {
    static var luaTypeName: String { "table" }

    func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: 7)
        for (name, value) in [("files", files), ("files_done", ended), ("files_failed", failed), ("bytes", Int(bytes)), ("bytes_done", Int(moved))] {
            stack.push(value)
            try stack.setField(name)
        }
        for (name, value) in [("seconds", seconds), ("bytes_per_second", rate)] {
            stack.push(value)
            try stack.setField(name)
        }
    }
}
