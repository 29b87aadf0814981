import ArchiveAPI
import LuaBridge

/// What a recipe runs in.
struct Sandbox {
    let state: LuaState

    init(archive: Archive, limits: RecipeLimits, printsTo descriptor: Int32) throws {
        state = try LuaState(memory: LuaState.Memory(limit: limits.memory)) { ArchiveError(anything: $0) }
        try state.register(module: Globals.module(archive: archive))
    }

    func load(_ source: [UInt8], name: String) throws -> LuaValue {
        try state.load(LuaBytes(source), name: name, mode: .text)
    }
}
