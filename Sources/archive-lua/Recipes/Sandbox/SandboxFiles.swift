import ArchiveAPI
import Glibc
import LuaBridge

/// `io.open` and `io.lines` of a recipe: Lua's own file handles, on declared files only.
enum SandboxFiles {
    static var open: LuaFunction {
        .function(
            "open",
            { (path: String, mode: String) in
                guard isMode(mode) else {
                    throw LuaUsageError("io.open: '\(mode)' is no mode", hint: "The modes are r, w and a, with + and b behind them.")
                }
                return Opened(try LocalFileOpening.open(path, mode: mode), path: path, mode: mode)
            },
            .required("filename", "the local file"), .optional("mode", "r", "as of io.open"), returns: "file, or nil and why not",
            "Opens a local file that the recipe declares in reads or writes.")
    }

    static var lines: LuaFunction {
        .function(
            "lines",
            withState: { (state: LuaState, path: String, formats: LuaMultiple) in
                let opened = Opened(try LocalFileOpening.open(path, mode: "r"), path: path, mode: "r")
                guard opened.failure == nil else { throw ArchiveError(.localFile, opened.reason, path: path) }
                let file = try state.value(opened)
                let lines = try state.call(try state.field("lines", of: file), [file] + formats.values).first ?? .nil
                // As Lua's own: a loop closes the file at its end.
                return LuaMultiple([lines, .nil, .nil, file])
            },
            .required("filename", "the local file"), .rest("formats", "as of a file's read"), returns: "iterator",
            "Reads a local file that the recipe declares in reads, line by line.")
    }

    /// `[rwa]%+?b?`, as Lua's own.
    private static func isMode(_ mode: String) -> Bool {
        ["r", "w", "a"].contains { kind in ["", "+", "b", "+b"].contains { mode == kind + $0 } }
    }

    /// What `io.open` returns.
    private struct Opened: LuaResult {
        static let luaTypeName = "file"
        let file: LuaFile?
        let failure: Int32?
        let path: String

        init(_ outcome: LocalFileOpening.Outcome, path: String, mode: String) {
            self.path = path
            switch outcome {
            case .opened(let descriptor): (file, failure) = (LuaFile(descriptor: descriptor, mode: mode), nil)
            case .failed(let code): (file, failure) = (nil, code)
            }
        }

        var reason: String {
            let why = failure == EINVAL ? "not a regular file" : String(cString: strerror(failure ?? 0))
            return "\(path): \(why)"
        }

        func luaPush(to stack: LuaStack) throws { try file.luaPush(to: stack) }

        func luaDeliver(to stack: LuaStack) throws -> LuaOutcome {
            try luaPush(to: stack)
            guard let failure else { return .results(1) }
            try stack.push(reason)
            stack.push(Int(failure))
            return .results(3)
        }
    }
}
