import ArchiveAPI
import LuaBridge

/// All that a script can name, as the member lists say it.
struct LuaCatalog {
    /// Sorted by name; those that are globals, and those that only come as results.
    let classes: [ClassDocumentation]
    let globalClasses: Set<String>
    let functions: [MemberDocumentation]
    /// The globals that are neither classes nor functions, with their classes.
    let values: [(name: String, className: String)]

    static var current: LuaCatalog { LuaCatalog(Globals.module(archive: Session.current.archive)) }

    /// What is no global, but comes as a result or as an error.
    private static let results: [any LuaClass.Type] = [
        FileHandle.self, HandleLines.self, FileIterator.self, ArchiveError.self, LuaTask.self, JSONNull.self,
    ]

    private init(_ module: LuaModule) {
        classes = (module.classes + Self.results).map { Self.documentation($0) }.sorted { $0.name < $1.name }
        globalClasses = Set(module.classes.map { $0.luaName })
        functions = module.functions.map(\.documentation).sorted { $0.name < $1.name }
        values = module.values.map { ($0.name, type(of: $0.value).luaTypeName) }
    }

    private static func documentation<Class: LuaClass>(_ type: Class.Type) -> ClassDocumentation {
        var documentation = Help.visible(ClassDocumentation(of: type))
        documentation.properties.sort { $0.name < $1.name }
        documentation.methods.sort { $0.name < $1.name }
        return documentation
    }
}
