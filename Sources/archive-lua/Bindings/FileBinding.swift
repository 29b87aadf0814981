import ArchiveAPI
import LuaBridge

extension File: LuaClass {
    public static var luaName: String { "File" }
    public static var luaSummary: String { "A file in a container, as it was when it was listed or asked for." }
    public static var luaMembers: [LuaMember<File>] { properties + reading + LuaMember<File>.looking + changing + LuaMember<File>.sharing }

    public var luaTostring: String { TerminalText.line(name) }

    public var luaRepr: String {
        "File(\(TerminalText.luaLiteral(name)), {bytes = \(bytes), content_type = \(TerminalText.luaLiteral(contentType)), "
            + "last_modified = \(TerminalText.luaLiteral(lastModified))})"
    }

    private static var properties: [LuaMember<File>] {
        [
            .property("name", { $0.name }, "the whole path in the container"),
            .property("bytes", { $0.bytes }, "the size in bytes"),
            .property("content_type", { $0.contentType }, "the media type"),
            .property("hash", { $0.hash }, "the MD5 of the content in hexadecimal; of a large object, of its manifest"),
            .property(
                "large_object", { $0.isLargeObject },
                "whether it is stored in segments; a dynamic large object, empty in a listing, shows it after get only"),
            .property("last_modified", { $0.lastModified }, "when it was written last: ISO 8601, UTC"),
            .property("container", { ContainerResult(container: $0.container) }, "the container that the file is in"),
            .property("path", { (file: File) in try await file.path() }, "its URL if the container is public, else its name"),
            .property("basename", { $0.basename }, "the name after its last slash"),
            .property("dirname", { $0.dirname }, "the directory: the name before its last slash"),
            .equal { $0 == $1 },
        ]
    }

    private static var reading: [LuaMember<File>] {
        [
            .method(
                "download",
                { (file: File, directory: String, tree: Bool, overwrite: Bool) in
                    try await file.download(to: directory, withTree: tree, overwrite: overwrite)
                },
                .required("local_directory", "the local directory; made where there is none", names: .localDirectory),
                .optional("with_tree", true, "keep the directories of the file's path"),
                .optional("overwrite", false, "replace a local file that is there"),
                returns: "string",
                """
                Downloads the file to a local directory and returns the local path. As Container:download.

                Errors: not_found; exists; unsafe_path; integrity; local_file.
                Example:
                    file:download("data", {with_tree = false})
                """),
            .method(
                "read",
                { (file: File, decode: Decoding, accept: [String]) in
                    LuaBytes(try await file.read(decode: decode.encoding, accept: accept))
                },
                .optional("decode", .utf8, "the encoding of text; false for the bytes as they are"),
                .optional("accept", [], "further content types that are text"), returns: "string",
                """
                The content of the file. As Container:read.

                Errors: not_found; decoding where text is not valid in its encoding.
                Example:
                    print(file:read())
                """),
            .method(
                "checksum",
                { (file: File, algorithm: WordArgument<Checksum.Algorithm>) in try await file.checksum(algorithm.word) },
                .optional("algorithm", WordArgument<Checksum.Algorithm>(.md5), "how to sum up", choices: WordArgument<Checksum.Algorithm>.choices),
                returns: "string",
                """
                The checksum of the file's content in hexadecimal, by reading it. As Container:checksum.

                Errors: not_found; integrity.
                Example:
                    print(file:checksum("sha256"), file.name)
                """),
            .method(
                "segments", { (file: File) in try await file.segments() }, returns: "list of tables",
                """
                The segments that a large object is made of, in order; an empty list where it is none. Each has container, name,
                bytes, hash, large_object, and range (as "0-99") where only a part of it counts. What a manifest holds itself,
                in place of a segment, has no container and no name.

                Errors: not_found; forbidden where the segments of a dynamic large object may not be listed.
                Example:
                    for _, segment in ipairs(file:segments()) do print(segment.container, segment.name, segment.bytes) end
                """),
            .method(
                "open", { (file: File) in FileHandle(try await file.open()) },
                returns: "FileHandle",
                """
                Opens the file for reading, as io.open does. As Container:open.

                Errors: not_found; conflict where the file changes while it is read.
                Example:
                    local handle <close> = file:open()
                    print(handle:read("l"))
                """),
            .method(
                "size", { (file: File, units: WordArgument<Unit>) in file.size(units.word) },
                .optional("units", WordArgument<Unit>(.bytes), "the unit of the result", choices: WordArgument<Unit>.choices), returns: "number",
                """
                The size of the file: an integer in bytes, a float in another unit.

                Example:
                    file:size("MB")
                """),
        ]
    }

    private static var changing: [LuaMember<File>] {
        [
            .method(
                "move",
                { (file: File, directory: String, name: String?, overwrite: Bool) in
                    try await file.move(to: directory, newName: name, overwrite: overwrite)
                },
                .required("target_directory", "the directory to move to; \"\" for the container's root", names: .directory),
                .optional("new_name", "the name there; nil for the file's own"),
                .optional("overwrite", false, "replace a file that is there"),
                returns: "File",
                """
                Moves the file to a directory of the same container, on the server, and returns the new File.

                Errors: not_found; exists; conflict for a segment of a large object; usage for a file of a
                PublicContainer.
                Example:
                    file = file:move("archived")
                """),
            .method(
                "rename",
                { (file: File, name: String, overwrite: Bool) in try await file.rename(to: name, overwrite: overwrite) },
                .required("new_name", "the new name in the same directory"),
                .optional("overwrite", false, "replace a file that is there"),
                returns: "File",
                """
                Gives the file another name in its directory and returns the new File.

                Errors: not_found; exists; conflict for a segment of a large object; usage for a file of a
                PublicContainer.
                Example:
                    file = file:rename("better_name.dat")
                """),
            .method(
                "copy",
                { (file: File, directory: String, name: String?, overwrite: Bool) in
                    try await file.copy(to: directory, newName: name, overwrite: overwrite)
                },
                .required("target_directory", "the directory to copy to; \"\" for the container's root", names: .directory),
                .optional("new_name", "the name there; nil for the file's own"),
                .optional("overwrite", false, "replace a file that is there"),
                returns: "File",
                """
                Copies the file to a directory of the same container, on the server, and returns the copy.

                Errors: not_found; exists; usage for a file of a PublicContainer.
                Example:
                    copy = file:copy("backup")
                """),
            .method(
                "delete", { (file: File) in try await file.delete() },
                help: """
                Deletes the file.

                Errors: not_found; usage for a file of a PublicContainer.
                Example:
                    file:delete()
                """),
        ]
    }
}
