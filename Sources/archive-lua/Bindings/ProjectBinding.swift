import ArchiveAPI
import LuaBridge

extension Project: LuaClass {
    public static var luaName: String { "Project" }
    public static var luaSummary: String { "A project of an archive, with its containers." }
    public static var luaMembers: [LuaMember<Project>] { [opening] + properties + containers }

    public var luaTostring: String { TerminalText.line(name) }
    public var luaRepr: String { "Project(\(TerminalText.luaLiteral(name)))" }

    private static var opening: LuaMember<Project> {
        .constructor(
            { (name: String, username: String?, token: String?, archive: Archive?, cloud: String?, password: String?) in
                let login = Login(username: username, token: token, cloud: cloud, password: password)
                return try await Session.current.project(name, in: archive, login)
            },
            .required("project", "the project's name", names: .project),
            .optional("username", "who signs in; nil for the configured user"),
            .optional("token", "a token in place of a password"),
            .optional("archive", "the archive that it is in; nil to sign in"),
            .optional("cloud", "a cloud of clouds.yaml; nil for the configured one", names: .cloud),
            .optional("password", "the password; nil for OS_PASSWORD, CSCS_PASS or a question"),
            help: """
            Opens a project.

            Errors: not_found; unauthorized; network.
            Example:
                my_proj = Project("MyProject", "xyzabc")
                container = my_proj:get_container("MyContainer")
            """)
    }

    private static var properties: [LuaMember<Project>] {
        [
            .property("id", { $0.id }, "the project's id"),
            .property("name", { $0.name }, "the project's name"),
            .property("archive", { $0.archive }, "the archive that the project is in"),
            .property("containers", { (project: Project) in ByName(try await project.containers().map { ($0.name, $0) }) }, "the containers, by name, without those of segments and versions; forbidden where one owns none"),
            .property("container_names", { (project: Project) in try await project.containerNames() }, "the names of all containers; forbidden where one owns none"),
            .property("users", { (project: Project) in try await project.users() }, "the ids of users, by name, as far as they are known"),
            .equal { $0 == $1 },
        ]
    }

    private static var containers: [LuaMember<Project>] {
        [
            .method(
                "get_container", { (project: Project, name: String) in try await project.container(named: name) },
                .required("name", "the container's name", names: .container),
                returns: "Container",
                """
                A container of the project.

                Errors: not_found.
                Example:
                    container = my_proj:get_container("MyContainer")
                """),
            .method(
                "create_container",
                { (project: Project, name: String, isPublic: Bool) in
                    try await project.createContainer(name, isPublic: isPublic)
                },
                .required("container_name", "the new container's name, without '/'"),
                .optional("public", false, "whether anyone may read it"),
                returns: "Container",
                """
                Creates a container and returns it.

                Errors: exists; usage for a name that cannot be; forbidden.
                Example:
                    container = my_proj:create_container("results", {public = true})
                """),
            .method(
                "rename_container",
                { (project: Project, name: String, newName: String) in try await project.renameContainer(name, to: newName) },
                .required("container_name", "the container's name", names: .container), .required("new_name", "its new name"),
                help: """
                Gives a container another name: a verified copy on the server, with metadata and access lists,
                then deletion. Where it was cut off, the same call goes on.

                Errors: not_found; exists; forbidden; conflict where large objects of other containers are made of
                its objects.
                Example:
                    my_proj:rename_container("results", "results-2019")
                """),
            .method(
                "delete_container",
                { (project: Project, name: String, confirm: String?) in
                    let answer = try await confirm.orAsk(about: name, of: project)
                    try await project.deleteContainer(name, confirmation: answer)
                },
                .required("container_name", "the container's name", names: .container),
                .optional("confirm", "the container's name once more; asked for in a session", names: .container),
                help: """
                Deletes a container with all its files. In a session the name must be typed once more; a
                script passes it as confirm.

                Errors: not_found; usage where it was not confirmed; forbidden.
                Example:
                    my_proj:delete_container("scratch", {confirm = "scratch"})
                """),
        ]
    }
}

extension String? {
    /// What was passed as confirmation; in a session without it, what is typed.
    fileprivate func orAsk(about name: String, of project: Project) async throws -> String? {
        if let self { return self }
        guard Session.current.isInteractive else { return nil }
        let count = try await project.container(named: name).count()
        let objects = count == 1 ? "its 1 object" : "all its \(count) objects"
        let text = "This deletes container '\(name)' and \(objects). Type its name to confirm: "
        return try await TerminalQuestion(text: text, echo: true).ask()
    }
}
