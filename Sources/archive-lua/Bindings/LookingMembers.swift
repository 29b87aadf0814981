import ArchiveAPI
import LuaBridge

/// Looking at a container without fetching what is in it.
extension LuaMember where Class: ReadableContainer {
    static var looking: [LuaMember] {
        [
            .method(
                "tree",
                { (container: Class, directory: String, depth: Int) in try await container.tree(directory, depth: depth) },
                .optional("dir_path", "", "the directory; \"\" for the whole container", names: .directory),
                .optional("depth", 2, "how many levels are shown; sizes count what is below these too"),
                returns: "DirectoryTree",
                """
                The directories and files of a container as a tree, with the size of each directory. Of a directory with
                many files the first are shown, and the others counted. Fields: bytes, count, omitted, and entries, a list
                of tables with name, path, type, level, bytes and count.

                Errors: not_found where there is no such directory.
                Example:
                    container:tree()
                    container:tree("sub-01", {depth = 3})
                """),
            .method(
                "usage", { (container: Class, directory: String?) in try await container.usage(directory) },
                .optional("dir_path", "only what is below this directory", names: .directory),
                returns: "UsageReport",
                """
                What takes the room: by directory, by extension, and by month of last_modified. Fields: bytes, count, and
                by_directory, by_extension, by_month, lists of tables with name, bytes and count, each of which adds up
                to the whole. What lies in no directory has an empty name, what has no extension the name "(none)".

                Errors: not_found where there is no such directory.
                Example:
                    container:usage()
                    print(container:usage("sub-01").by_extension[1].name)
                """),
        ]
    }
}

/// Looking into a file by fetching a few parts of it.
extension LuaMember where Class == File {
    static var looking: [LuaMember] {
        [
            .method(
                "head", { (file: File, count: Int) in try await file.head(count) },
                .optional("n", 10, "how many lines of text, rows of a table, or lines of 16 bytes"),
                returns: "FileGlance",
                """
                The beginning of the file: text, CSV and TSV as columns (packed by gzip too), what the header of a NIfTI,
                HDF5, NWB, PNG or ZIP file says, and a hex dump of anything else. Only a small part of the file is
                fetched. Fields: format, encoding, and what there is of text, lines, columns, rows, header and data.

                Errors: not_found; conflict where the file changes meanwhile.
                Example:
                    file:head()
                    print(file:head(1).text)
                """),
            .method(
                "tail", { (file: File, count: Int) in try await file.tail(count) },
                .optional("n", 10, "how many lines of text, rows of a table, or lines of 16 bytes"),
                returns: "FileGlance",
                """
                The end of the file: text, the last rows of CSV and TSV below the names of their columns, and a hex dump
                of anything else. Only a small part of the file is fetched. Fields as of head.

                Errors: not_found; conflict where the file changes meanwhile.
                Example:
                    file:tail(20)
                """),
        ]
    }
}
