import ArchiveAPI
import LuaBridge

/// What can be said of a recipe without running it.
enum RecipeCheck {
    /// Throws `usage` where its header asks for another program, its file has another name, or its text is no Lua.
    static func check(_ file: RecipeFile) throws {
        try file.header.checkRequirement()
        let last = file.path.split(separator: "/").last.map(String.init) ?? ""
        let name = last.hasSuffix(".lua") ? String(last.dropLast(4)) : last
        guard name == file.header.name else {
            throw ArchiveError(
                .usage, "the recipe calls itself '\(file.header.name)', and its file '\(last)'", hint: "Both must be the same: a recipe is found by its file.",
                path: file.path)
        }
        let state = try LuaState(libraries: false) { ArchiveError(anything: $0) }
        do {
            _ = try state.load(LuaBytes(file.code), name: "@\(last)", mode: .text)
        } catch let error as LuaError {
            throw ArchiveError(.usage, error.message, path: file.path)
        }
    }
}
