import ArchiveAPI
import LuaBridge

extension FileHandle: LuaClass {
    static let luaName = "FileHandle"
    static let luaSummary = "A file of the archive that is open for reading, as io.open gives one."

    static var luaMembers: [LuaMember<FileHandle>] {
        [
            .method(
                "read",
                { (handle: FileHandle, formats: LuaMultiple) in try await handle.read(ReadFormat.list(formats, of: "read")) },
                .rest("formats", "\"l\" a line, \"L\" with its end, \"n\" a number, \"a\" all, or a count of bytes"),
                returns: "string, number or nil",
                """
                Reads as the formats say, a line where there are none; nil at the end of the file.

                Errors: usage once it is closed; conflict where the file was changed meanwhile.
                Example:
                    first, rest = handle:read("l", "a")
                """),
            .method(
                "lines",
                { (handle: FileHandle, formats: LuaMultiple) in
                    try handle.checkOpen()
                    return HandleLines(handle, try ReadFormat.list(formats, of: "lines"))
                },
                .rest("formats", "as in read"), returns: "iterator",
                """
                An iterator over the rest of the file, as the formats say; over lines where there are none.

                Example:
                    for line in handle:lines() do print(line) end
                """),
            .method(
                "seek",
                { (handle: FileHandle, whence: String, offset: Int) in try await handle.seek(whence, offset) },
                .optional("whence", "cur", "where to count from", choices: ["set", "cur", "end"]),
                .optional("offset", 0, "how many bytes from there"), returns: "integer",
                """
                Goes to a place and returns it, in bytes from the beginning.

                Example:
                    size = handle:seek("end")
                    handle:seek("set")
                """),
            .method(
                "close",
                { (handle: FileHandle) in
                    try handle.checkOpen()
                    await handle.close()
                    return true
                },
                returns: "true",
                """
                Closes the file. At the end of the scope of a 'local handle <close>' that happens by itself.
                """),
            .close { (handle: FileHandle) in await handle.close() },
        ]
    }

    var luaTostring: String { isClosed ? "file (closed)" : "file (\(TerminalText.line(name)))" }
}

extension HandleLines: LuaClass {
    static let luaName = "FileLines"
    static let luaSummary = "What a file handle's lines gives to for."
    static var luaMembers: [LuaMember<HandleLines>] { [.call { (lines: HandleLines) in try await lines.next() }] }
}
