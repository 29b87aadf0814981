import ArchiveAPI
import LuaBridge

extension PublicContainer: LuaClass {
    public static var luaName: String { "PublicContainer" }
    public static var luaSummary: String { "A container that anyone may read, without an account. Read-only." }

    public static var luaMembers: [LuaMember<PublicContainer>] {
        [
            .constructor(
                { (url: String) in try await Session.current.publicContainer(url) },
                .required("url", "the container's URL: https://host/v1/AUTH_id/container"),
                help: """
                Opens a public container by its URL. No account is needed.

                Errors: usage for a URL that is none.
                Example:
                    container = PublicContainer("https://object.example.org/v1/AUTH_id/my_container")
                """),
            .property("url", { $0.url }, "the URL as it was given, without a slash at its end"),
            .property("public_url", { (container: PublicContainer) in container.publicURL() }, "the container's URL"),
            .property("name", { $0.name }, "the container's name"),
            .equal { $0.location.utf8.elementsEqual($1.location.utf8) },
            .method(
                "list",
                { (container: PublicContainer, directory: String?, type: String?, newer: DateArgument?, older: DateArgument?, part: String?, ending: String?, _: Bool) in
                    try await container.list(ListFilter(directory, type, newer, older, part, ending))
                },
                FilterParameter.directory, FilterParameter.contentType, FilterParameter.newerThan,
                FilterParameter.olderThan, FilterParameter.substring, FilterParameter.fileExtension,
                .optional("refresh", false, "accepted, without a meaning: nothing is cached"), returns: "list of Files",
                FilterParameter.listHelp),
        ] + LuaMember<PublicContainer>.readable + refusedMethods.map(refusal)
    }

    public var luaTostring: String { TerminalText.line(url) }
    public var luaRepr: String { "PublicContainer(\(TerminalText.luaLiteral(url)))" }

    /// What only a Container can do.
    static let refusedMethods = [
        "upload", "copy", "move", "delete", "copy_directory", "move_directory", "delete_directory", "access_control",
        "grant_access", "revoke_access", "temporary_url", "revoke_temporary_urls",
    ]

    private static func refusal(of method: String) -> LuaMember<PublicContainer> {
        .method(
            method,
            { (container: PublicContainer, _: LuaMultiple) throws -> LuaNothing in
                throw PublicContainer.refusal(of: method, container: container.name)
            },
            .rest("arguments", ""), returns: "", "Not here: a PublicContainer is read-only. Container has it.")
    }
}
