import ArchiveAPI
import LuaBridge

/// What a recipe runs in: a state of its own, with what a stranger's code may have and nothing else.
struct Sandbox {
    let state: LuaState
    private let output: SandboxOutput
    private let whenRefused: (_ what: String) -> Void

    /// - Parameters:
    ///   - descriptor: where the recipe prints.
    ///   - whenRefused: told of each attempt at what no recipe may.
    init(
        archive: Archive, limits: RecipeLimits, printsTo descriptor: Int32, whenRefused: @escaping (_ what: String) -> Void = { _ in }
    ) throws {
        self.whenRefused = whenRefused
        state = try LuaState(memory: LuaState.Memory(limit: limits.memory), libraries: false) { ArchiveError(anything: $0) }
        output = SandboxOutput(descriptor)
        Screen.results.withLock { $0 = descriptor }
        state.catchControlC()
        state.willRun = { ProgressDisplay.shared.hide() }
        state.hasAnswer = { RecipeWatch.hasAnswer() }
        state.constructorRefusal = { name in
            whenRefused("make an object by calling \(name)")
            return "A recipe opens nothing itself: it has the global 'archive', its arguments, and what their methods return."
        }
        try state.openSandboxLibraries()
        try registerClasses()
        for function in [output.print] + Globals.sandboxFunctions { try state.register(function) }
        for function in [SandboxFiles.open, SandboxFiles.lines, output.write] { try state.register(function, in: "io") }
        for (name, value) in [("archive", archive)] + Scripting.values { try state.setGlobal(name, value) }
    }

    private func registerClasses() throws {
        try state.register(Archive.self)
        try state.register(Project.self)
        try state.register(Container.self)
        try state.register(PublicContainer.self)
        try state.register(File.self)
    }

    /// Compiles a recipe: text only.
    func load(_ source: [UInt8], name: String) throws -> LuaValue {
        try state.load(LuaBytes(source), name: name, mode: .text)
    }

    /// The recipe has ended: what it left behind, as finalizers, has no archive and no files any more and prints nothing.
    func finish() {
        output.close()
        LocalPermit.close()
        state.refusesToWait = { [whenRefused] in
            whenRefused("call the archive after the end of the recipe")
            return ArchiveError(.notPermitted, "the recipe has ended: its archive is not there any more")
        }
    }
}
