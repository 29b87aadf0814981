import ArchiveAPI
import LuaBridge

/// One or several local paths.
struct LocalPaths: LuaArgument {
    let paths: [String]

    static var luaTypeName: String { "string or list of strings" }

    static func luaRead(_ view: LuaView) throws -> LocalPaths {
        if let path = view.string { return LocalPaths(paths: [path]) }
        guard view.isTable else { throw LuaTypeMismatch(expected: luaTypeName, got: view.described) }
        return LocalPaths(paths: try [String].luaRead(view))
    }

    static func luaClaims(_ table: LuaView) -> Bool { [String].luaClaims(table) }
}

/// What to download: a path, a File, or a list of them.
enum FileSelection: LuaArgument {
    case one(String)
    case many([String])

    static var luaTypeName: String { "string, File, or list of them" }

    static func luaRead(_ view: LuaView) throws -> FileSelection {
        if let path = path(view) { return .one(path) }
        guard view.isTable, view.count > 0 || view.isEmptyTable else {
            throw LuaTypeMismatch(expected: luaTypeName, got: view.described)
        }
        var paths: [String] = []
        try view.forEachElement(expecting: luaTypeName) { position, element in
            guard let path = path(element) else {
                throw LuaTypeMismatch(expected: luaTypeName, got: "\(element.described) as element \(position)")
            }
            paths.append(path)
        }
        return .many(paths)
    }

    static func luaClaims(_ table: LuaView) -> Bool { table.count > 0 || table.isEmptyTable }

    private static func path(_ view: LuaView) -> String? { view.string ?? view.object(File.self)?.name }
}

/// One path for one file, a list for a list.
enum LocalResult: LuaResult {
    case one(String)
    case many(TransferReport)

    static var luaTypeName: String { "string, or list of strings for a list" }

    func luaPush(to stack: LuaStack) throws {
        switch self {
        case .one(let path): try path.luaPush(to: stack)
        case .many(let report): try report.luaPush(to: stack)
        }
    }
}

/// A project by its name, or the Project itself.
enum ProjectArgument: LuaArgument {
    case name(String)
    case project(Project)

    static var luaTypeName: String { "string or Project" }

    static func luaRead(_ view: LuaView) throws -> ProjectArgument {
        if let project = view.object(Project.self) { return .project(project) }
        guard let name = view.string else { throw LuaTypeMismatch(expected: luaTypeName, got: view.described) }
        return .name(name)
    }
}
