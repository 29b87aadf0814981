import ArchiveAPI
import LuaBridge

extension Archive: LuaClass {
    public static var luaName: String { "Archive" }
    public static var luaSummary: String { "An archive: all the projects that one may work in." }
    public static var luaMembers: [LuaMember<Archive>] { [opening] + members }

    public var luaTostring: String { "Archive: \(TerminalText.line(backend.label))" }
    public var luaRepr: String { "Archive(\(TerminalText.luaLiteral(backend.label)))" }

    private static var members: [LuaMember<Archive>] {
        [
            .property("username", { (archive: Archive) in try await archive.username() }, "who is signed in"),
            .property("user_id", { (archive: Archive) in try await archive.userID() }, "the id of who is signed in"),
            .property("projects", { (archive: Archive) in ByName(try await archive.projects().map { ($0.name, $0.project) }) }, "the projects that one may work in, by name"),
            .equal { $0 === $1 },
            .method(
                "find_container", { (archive: Archive, name: String) in try await archive.findContainer(name) },
                .required("container", "the container's name", names: .container),
                returns: "Container",
                """
                Searches every project for a container.

                Errors: not_found, which names the projects that were searched.
                Example:
                    container = archive:find_container("MyContainer")
                """),
            .method(
                "whoami", { (archive: Archive) in try await archive.whoami() },
                returns: "table {user, user_id, project, roles, expires, seconds_left, left}",
                """
                Who is signed in, and for how long.

                Example:
                    print(archive:whoami().user)
                """),
        ]
    }
}

extension Archive {
    /// Sign-in by its options, named as OpenStack's own client names them.
    fileprivate static var opening: LuaMember<Archive> {
        .constructor(
            {
                (
                    username: String?, token: String?, cloud: String?, password: String?, storageURL: String?,
                    authURL: String?, authType: String?, project: String?, userDomain: String?, projectDomain: String?,
                    region: String?, interface: String?, caFile: String?, verify: Bool?, credentialID: String?,
                    credentialSecret: String?
                ) in
                var login = Login(username: username, token: token, cloud: cloud, password: password)
                login.options.storageURL = storageURL
                login.options.authURL = authURL
                login.options.authType = authType
                login.options.projectName = project
                login.options.userDomainName = userDomain
                login.options.projectDomainName = projectDomain
                login.options.region = region
                login.options.interface = interface
                login.options.caFile = caFile
                login.options.verify = verify
                login.options.applicationCredentialID = credentialID
                login.options.applicationCredentialSecret = credentialSecret.map { Secret($0) }
                return try await Session.current.archive(login)
            },
            .optional("username", "who signs in; nil for the configured user"),
            .optional("token", "a token in place of a password"),
            .optional("cloud", "a cloud of clouds.yaml; nil for the configured one", names: .cloud),
            .optional("password", "the password; nil for OS_PASSWORD, CSCS_PASS or a question"),
            .optional("storage_url", "an account's address; with it no identity service is asked"),
            .optional("auth_url", "the identity service's address"),
            .optional("auth_type", "password, token, v3applicationcredential, v3oidcpassword, v1password …"),
            .optional("project_name", "the project to sign in to", names: .project),
            .optional("user_domain_name", "the user's domain"),
            .optional("project_domain_name", "the project's domain"),
            .optional("region_name", "the region of the storage service"),
            .optional("interface", "which address of the service", choices: ["public", "internal", "admin"]),
            .optional("cacert", "a file of certificate authorities to trust", names: .localPath),
            .optional("verify", "false trusts any certificate"),
            .optional("application_credential_id", "an application credential in place of a user"),
            .optional("application_credential_secret", "its secret"),
            help: """
            Signs in to an archive.

            Errors: unauthorized; network; not_found for an unknown cloud.
            Example:
                archive = Archive("xyzabc")
                archive = Archive("xyzabc", {cloud = "mycloud"})
                archive = Archive{storage_url = "https://host/v1/AUTH_id", token = token}
            """)
    }
}
