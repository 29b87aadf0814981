import Glibc
import LuaBridge

/// The text of a script. Paths are bytes: they need not be UTF-8.
enum ScriptSource {
    /// Whether there is a file, which can be read more than once.
    static func isFile(_ path: CommandLine.Word) -> Bool {
        var status = stat()
        return stat(characters(path), &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether there is something that can be read once, as a pipe.
    static func isStream(_ path: CommandLine.Word) -> Bool {
        var status = stat()
        return stat(characters(path), &status) == 0 && [S_IFIFO, S_IFCHR, S_IFSOCK].contains(status.st_mode & S_IFMT)
    }

    /// All of it.
    /// - Throws: `LuaError` of kind `file`.
    static func read(_ path: CommandLine.Word) throws -> [UInt8] {
        func failure() -> LuaError {
            let code = errno
            return LuaError.unreadable(CommandLine.text(path), code)
        }
        let descriptor = open(characters(path), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count > 0 { bytes += buffer.prefix(count) } else if count == 0 { return bytes } else if errno != EINTR { throw failure() }
        }
    }

    /// The text for Lua: without a first line that begins with #, which is for the shell, and a mark of UTF-8.
    static func code(_ source: [UInt8]) -> [UInt8] {
        let text = source.starts(with: [0xEF, 0xBB, 0xBF]) ? source[3...] : source[...]
        guard text.first == UInt8(ascii: "#") else { return Array(text) }
        return Array(text[(text.firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex)...])
    }

    private static func characters(_ path: CommandLine.Word) -> [CChar] { path.map { CChar(bitPattern: $0) } + [0] }
}
