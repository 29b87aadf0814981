import ArchiveAPI
import LuaBridge

/// What Container and PublicContainer have in common: the same code and the same results.
extension LuaMember where Class: ReadableContainer {
    static var readable: [LuaMember] { finding + looking + reading + downloading + syncing }

    private static var finding: [LuaMember] {
        [
            .method(
                "files",
                { (container: Class, directory: String?, type: String?, newer: DateArgument?, older: DateArgument?, part: String?, ending: String?) in
                    FileIterator(files: container.files(ListFilter(directory, type, newer, older, part, ending)))
                },
                FilterParameter.directory, FilterParameter.contentType, FilterParameter.newerThan,
                FilterParameter.olderThan, FilterParameter.substring, FilterParameter.fileExtension,
                returns: "iterator of Files",
                """
                The same files as list, fetched page by page while they are asked for, in constant memory.

                Example:
                    for file in container:files{extension = ".nwb"} do print(file.name, file.bytes) end
                """),
            .method(
                "get", { (container: Class, path: String) in try await container.get(path) },
                .required("file_path", "the file's whole path in the container", names: .object),
                returns: "File",
                """
                The file at a path, by one request.

                Errors: not_found where there is none.
                Example:
                    file = container:get("README.txt")
                """),
            .method(
                "exists", { (container: Class, path: String) in try await container.exists(path) },
                .required("file_path", "the file's whole path in the container", names: .object),
                returns: "boolean",
                """
                Whether there is a file at a path.

                Example:
                    if container:exists("README.txt") then print "there" end
                """),
            .method(
                "count", { (container: Class) in try await container.count() }, returns: "integer",
                """
                How many files there are, asked afresh.

                Example:
                    number_of_files = container:count()
                """),
            .method(
                "size", { (container: Class, units: WordArgument<Unit>) in try await container.size(units.word) },
                .optional("units", WordArgument<Unit>(.bytes), "the unit of the result", choices: WordArgument<Unit>.choices), returns: "number",
                """
                The size of all files together, asked afresh: an integer in bytes, a float in another unit.

                Example:
                    size_in_MB = container:size("MB")
                """),
        ]
    }

    private static var reading: [LuaMember] {
        [
            .method(
                "read",
                { (container: Class, path: String, decode: Decoding, accept: [String]) in
                    LuaBytes(try await container.read(path, decode: decode.encoding, accept: accept))
                },
                .required("file_path", "the file's whole path in the container", names: .object),
                .optional("decode", .utf8, "the encoding of text; false for the bytes as they are"),
                .optional("accept", [], "further content types that are text"), returns: "string",
                """
                The content of a file. Text (text/*, JSON, and the types in accept) is decoded to UTF-8;
                other types come as they are stored.

                Errors: not_found; decoding where text is not valid in its encoding.
                Example:
                    print(container:read("README.txt"))
                    text = container:read("notes.txt", {decode = "latin-1"})
                """),
            .method(
                "checksum",
                { (container: Class, path: String, algorithm: WordArgument<Checksum.Algorithm>) in
                    try await container.checksum(path, algorithm.word)
                },
                .required("file_path", "the file's whole path in the container", names: .object),
                .optional("algorithm", WordArgument<Checksum.Algorithm>(.md5), "how to sum up", choices: WordArgument<Checksum.Algorithm>.choices),
                returns: "string",
                """
                The checksum of a file's content in hexadecimal. Every byte is read, and compared on the way with the checksums
                that the service has: of a large object, too, whose hash is that of its manifest.

                Errors: not_found; integrity where the bytes are not those that the service has a checksum of.
                Example:
                    assert(container:checksum("README.txt") == container:get("README.txt").hash)
                    print(container:checksum("my_file.dat", "sha256"))
                """),
            .method(
                "open", { (container: Class, path: String) in FileHandle(try await container.open(path)) },
                .required("file_path", "the file's whole path in the container", names: .object),
                returns: "FileHandle",
                """
                Opens a file for reading, as io.open does: read, lines, seek, close. Only the parts that are
                asked for are fetched, all from the version that the file has now.

                Errors: not_found; conflict where the file changes while it is read.
                Example:
                    local handle <close> = container:open("my_data.txt")
                    for line in handle:lines() do print(line) end
                """),
        ]
    }

    private static var downloading: [LuaMember] {
        [
            .method(
                "download",
                { (container: Class, selection: FileSelection, directory: String, tree: Bool, overwrite: Bool, concurrency: Int, bandwidth: Bandwidth?, progress: ProgressArgument, raises: Bool) in
                    try await TransferArguments(concurrency, bandwidth, progress, raises).run { options in
                        switch selection {
                        case .one(let path):
                            LocalResult.one(
                                try await container.namingDirectory(path, "download_directory") {
                                    try await container.download(path, to: directory, withTree: tree, overwrite: overwrite, options)
                                })
                        case .many(let paths):
                            LocalResult.many(try await container.download(paths, to: directory, withTree: tree, overwrite: overwrite, options))
                        }
                    }
                },
                .required("file_path", "what to download: a path, a File, or a list of them", names: .object),
                .optional("local_directory", ".", "the local directory; made where there is none", names: .localDirectory),
                .optional("with_tree", true, "keep the directories of the file's path"),
                .optional("overwrite", false, "replace a local file that is there"),
                TransferParameter.concurrency, TransferParameter.bandwidth, TransferParameter.progress,
                TransferParameter.raises,
                returns: "string, or list of strings for a list",
                """
                Downloads to a local directory and returns the local path: one for one file, a list for a list.
                The checksum is compared; no half file ever has the final name. Cut off, the same call goes on where
                it ended. A list has fields too: done, skipped (there already with the same bytes), failed (the
                errors), unchecked (those done that the service has no checksum of), left, bytes and seconds.

                Errors: not_found; exists; unsafe_path for a name that would leave the directory; integrity;
                local_file.
                Example:
                    local_file = container:download("README.txt")
                    container:download(container:list{extension = ".txt"}, "texts", {overwrite = true})
                """),
            .method(
                "download_directory",
                { (container: Class, path: String, directory: String, tree: Bool, overwrite: Bool, concurrency: Int, bandwidth: Bandwidth?, progress: ProgressArgument, raises: Bool) in
                    try await TransferArguments(concurrency, bandwidth, progress, raises).run { options in
                        try await container.downloadDirectory(path, to: directory, withTree: tree, overwrite: overwrite, options)
                    }
                },
                .required("directory_path", "the directory in the container", names: .directory),
                .optional("local_directory", ".", "the local directory; made where there is none", names: .localDirectory),
                .optional("with_tree", true, "keep each file's whole path; else the part below directory_path"),
                .optional("overwrite", false, "replace local files that are there"),
                TransferParameter.concurrency, TransferParameter.bandwidth, TransferParameter.progress,
                TransferParameter.raises,
                returns: "list of strings",
                """
                Downloads every file below a directory and returns the local paths.

                Errors: not_found where there is no such directory; exists; unsafe_path; integrity; local_file.
                Example:
                    container:download_directory("sub-01", "data")
                """),
        ]
    }
}
