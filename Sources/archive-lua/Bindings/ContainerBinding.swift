import ArchiveAPI
import LuaBridge

extension Container: LuaClass {
    public static var luaName: String { "Container" }
    public static var luaSummary: String { "A container of an archive: its files, and who may read and change them." }
    public static var luaMembers: [LuaMember<Container>] {
        [opening] + properties + LuaMember<Container>.readable + changing + directories + access + LuaMember<Container>.sharing
    }

    public var luaTostring: String { TerminalText.line("\(project.name)/\(name)") }
    public var luaRepr: String {
        "Container(\(TerminalText.luaLiteral(name)), {project = \(TerminalText.luaLiteral(project.name))})"
    }

    private static var opening: LuaMember<Container> {
        .constructor(
            { (name: String, username: String?, token: String?, project: ProjectArgument?, cloud: String?, password: String?) in
                let login = Login(username: username, token: token, cloud: cloud, password: password)
                return try await Session.current.container(name, in: project, login)
            },
            .required("container", "the container's name", names: .container),
            .optional("username", "who signs in; nil for the configured user"),
            .optional("token", "a token in place of a password"),
            .optional("project", "its project, by name or as a Project; nil to search them all", names: .project),
            .optional("cloud", "a cloud of clouds.yaml; nil for the configured one", names: .cloud),
            .optional("password", "the password; nil for OS_PASSWORD, CSCS_PASS or a question"),
            help: """
            Opens a container.

            Errors: not_found; unauthorized; network.
            Example:
                container = Container("MyContainer", "xyzabc")
                container = Container("MyContainer", {project = "MyProject"})
            """)
    }

    private static var properties: [LuaMember<Container>] {
        [
            .property("name", { $0.name }, "the container's name"),
            .property("project", { $0.project }, "the project that the container is in"),
            .property("metadata", { (container: Container) in try await container.metadata() }, "the container's headers, names in lower case, asked afresh"),
            .property("public_url", { (container: Container) in try await container.publicURL() }, "the container's URL if anyone may read it, else nil"),
            .equal { $0 == $1 },
            .method(
                "list",
                { (container: Container, directory: String?, type: String?, newer: DateArgument?, older: DateArgument?, part: String?, ending: String?) in
                    try await container.list(ListFilter(directory, type, newer, older, part, ending))
                },
                FilterParameter.directory, FilterParameter.contentType, FilterParameter.newerThan,
                FilterParameter.olderThan, FilterParameter.substring, FilterParameter.fileExtension,
                returns: "list of Files", FilterParameter.listHelp),
        ]
    }

    private static var changing: [LuaMember<Container>] {
        [
            .method(
                "upload",
                { (container: Container, local: LocalPaths, directory: String, overwrite: Bool, concurrency: Int, bandwidth: Bandwidth?, progress: ProgressArgument, raises: Bool) in
                    try await TransferArguments(concurrency, bandwidth, progress, raises).run { options in
                        try await container.upload(local.paths, to: directory, overwrite: overwrite, options)
                    }
                },
                .required("local_paths", "a local path, or a list of them; of a directory, all that is below it", names: .localPath),
                .optional("remote_directory", "", "the directory in the container", names: .directory),
                .optional("overwrite", false, "replace files that are there"),
                TransferParameter.concurrency, TransferParameter.bandwidth, TransferParameter.progress,
                TransferParameter.raises,
                returns: "list of strings",
                """
                Uploads files of any size and returns their paths in the container. A directory keeps its own
                name and the tree below it. Without overwrite nothing is ever replaced. Cut off, the same call goes
                on where it ended. The list has fields too: done, skipped (there already with the same bytes),
                failed (the errors), bytes and seconds.

                Errors: local_file; exists; forbidden; too_large; integrity.
                Example:
                    container:upload("results.csv", "2019")
                    container:upload({"a.dat", "b.dat"}, {overwrite = true})
                """),
            .method(
                "copy",
                { (container: Container, path: String, directory: String, name: String?, overwrite: Bool) in
                    try await container.copy(path, to: directory, newName: name, overwrite: overwrite)
                },
                .required("file_path", "the file's whole path in the container", names: .object),
                .required("target_directory", "the directory to copy to; \"\" for the container's root", names: .directory),
                .optional("new_name", "the name there; nil for the file's own"),
                .optional("overwrite", false, "replace a file that is there"),
                returns: "File",
                """
                Copies a file within the container, on the server, and returns the copy.

                Errors: not_found; exists; forbidden.
                Example:
                    container:copy("my_file.dat", "backup")
                """),
            .method(
                "move",
                { (container: Container, path: String, directory: String, name: String?, overwrite: Bool) in
                    try await container.move(path, to: directory, newName: name, overwrite: overwrite)
                },
                .required("file_path", "the file's whole path in the container", names: .object),
                .required("target_directory", "the directory to move to; \"\" for the container's root", names: .directory),
                .optional("new_name", "the name there; nil for the file's own"),
                .optional("overwrite", false, "replace a file that is there"),
                returns: "File",
                """
                Moves a file within the container, on the server, and returns the new File. The source goes
                only once the copy is verified.

                Errors: not_found; exists; forbidden; conflict for a segment of a large object.
                Example:
                    container:move("my_file.dat", "a_subdirectory", "new_name.dat")
                """),
            .method(
                "delete", { (container: Container, path: String) in try await container.delete(path) },
                .required("file_path", "the file's whole path in the container", names: .object),
                help: """
                Deletes a file.

                Errors: not_found; forbidden.
                Example:
                    container:delete("a_subdirectory/new_name.dat")
                """),
        ]
    }

    private static var directories: [LuaMember<Container>] {
        [
            .method(
                "copy_directory",
                { (container: Container, path: String, directory: String, name: String?, overwrite: Bool, concurrency: Int, progress: ProgressArgument, raises: Bool) in
                    TreeResult(report: try await TransferArguments(concurrency, nil, progress, raises).run { options in
                        try await container.copyDirectory(path, to: directory, newName: name, overwrite: overwrite, options)
                    })
                },
                .required("directory_path", "the directory to copy", names: .directory),
                .required("target_directory", "the directory to copy it into; \"\" for the container's root", names: .directory),
                .optional("new_name", "its name there; nil for its own"),
                .optional("overwrite", false, "replace files that are there; else those are skipped"),
                TransferParameter.concurrency, TransferParameter.progress, TransferParameter.raises,
                returns: "table {copied = list, skipped = list}",
                """
                Copies a directory with the tree below it, on the server. Returns the names of the new files
                and of those that were skipped since there was one already.

                Errors: not_found; usage for an empty path; forbidden.
                Example:
                    report = container:copy_directory("sub-01", "backup")
                    print(#report.copied, #report.skipped)
                """),
            .method(
                "move_directory",
                { (container: Container, path: String, directory: String, name: String?, overwrite: Bool, concurrency: Int, progress: ProgressArgument, raises: Bool) in
                    TreeResult(report: try await TransferArguments(concurrency, nil, progress, raises).run { options in
                        try await container.moveDirectory(path, to: directory, newName: name, overwrite: overwrite, options)
                    })
                },
                .required("directory_path", "the directory to move", names: .directory),
                .required("target_directory", "the directory to move it into; \"\" for the container's root", names: .directory),
                .optional("new_name", "its name there; nil for its own"),
                .optional("overwrite", false, "replace files that are there; else those are skipped"),
                TransferParameter.concurrency, TransferParameter.progress, TransferParameter.raises,
                returns: "table {copied = list, skipped = list}",
                """
                Moves or renames a directory with the tree below it, on the server. Returns the new names and
                those that were skipped since there was a file already.

                Errors: not_found; usage for an empty path or into itself; forbidden; conflict for segments of large
                objects, which stay.
                Example:
                    container:move_directory("sub-01", "", "subject-01")
                """),
            .method(
                "delete_directory",
                { (container: Container, path: String, concurrency: Int, progress: ProgressArgument, raises: Bool) in
                    try await TransferArguments(concurrency, nil, progress, raises).run { options in
                        try await container.deleteDirectory(path, options)
                    }
                },
                .required("directory_path", "the directory to delete", names: .directory),
                TransferParameter.concurrency, TransferParameter.progress, TransferParameter.raises,
                returns: "integer",
                """
                Deletes every file below a directory and returns how many there were.

                Errors: not_found; usage for the empty path; forbidden.
                Example:
                    container:delete_directory("scratch")
                """),
        ]
    }

    private static var access: [LuaMember<Container>] {
        [
            .method(
                "access_control",
                { (container: Container, names: Bool) in try await container.accessControl(showUsernames: names) },
                .optional("show_usernames", true, "names in place of ids; else the elements as the service has them"),
                returns: "table {read = list, write = list}",
                """
                Who may read the container and who may write to it, beside the project's owners. "PUBLIC"
                stands for anyone.

                Errors: forbidden for who is not an owner.
                Example:
                    for _, name in ipairs(container:access_control().read) do print(name) end
                """),
            .method(
                "grant_access",
                { (container: Container, username: String, mode: WordArgument<AccessMode>) in
                    try await container.grantAccess(to: username, mode.word)
                },
                .required("username", "the user's name, or \"PUBLIC\" for anyone", names: .user),
                .optional("mode", WordArgument<AccessMode>(.read), "what the user may do", choices: WordArgument<AccessMode>.choices),
                returns: "boolean",
                """
                Gives a user access; true if something changed. Other entries stay as they are.

                Errors: not_found for an unknown user; forbidden; conflict where the list changed meanwhile.
                Example:
                    container:grant_access("colleague", "write")
                """),
            .method(
                "revoke_access",
                { (container: Container, username: String, mode: WordArgument<AccessMode>) in
                    try await container.revokeAccess(from: username, mode.word)
                },
                .required("username", "the user's name, or \"PUBLIC\" for anyone", names: .user),
                .optional("mode", WordArgument<AccessMode>(.read), "what the user may do no longer", choices: WordArgument<AccessMode>.choices),
                returns: "boolean",
                """
                Takes a user's access away; true if something changed. Other entries stay as they are.

                Errors: not_found for an unknown user; forbidden; conflict where the list changed meanwhile.
                Example:
                    container:revoke_access("PUBLIC")
                """),
        ]
    }
}
