import ArchiveAPI
import LuaBridge

/// Sharing files with people who have no account.
extension LuaMember where Class == Container {
    static var sharing: [LuaMember] {
        [
            .method(
                "temporary_url",
                { (container: Container, path: String, expires: DateArgument, method: WordArgument<TemporaryURL.Method>) in
                    try await container.temporaryURL(for: path, until: expires.seconds, method: method.word)
                },
                .required("file_path", "the file's whole path in the container", names: .object),
                .required("expires", "when the URL ends"),
                .optional("method", WordArgument<TemporaryURL.Method>(.get), "to download or to upload", choices: WordArgument<TemporaryURL.Method>.choices),
                returns: "string",
                """
                A URL with which anybody can download a file, or with "PUT" upload one, for a while and without an account.
                It is signed with a key of the container, which is made where there is none. No URL can be called back
                alone: revoke_temporary_urls ends all of the container's. Not in a practice archive, and not in a plan.

                Errors: not_found; forbidden for who does not own the project; usage for a time that is past.
                Example:
                    url = container:temporary_url("my_file.dat", os.time() + 7 * 24 * 3600)
                    slot = container:temporary_url("incoming/scan.nii", "2030-01-31", "PUT")
                """),
            .method(
                "revoke_temporary_urls", { (container: Container) in try await container.revokeTemporaryURLs() },
                returns: "boolean",
                """
                Ends all temporary URLs that were signed with the container's keys; false where it had none.

                Errors: forbidden for who does not own the project.
                Example:
                    container:revoke_temporary_urls()
                """),
        ]
    }
}

/// The same of one file.
extension LuaMember where Class == File {
    static var sharing: [LuaMember] {
        [
            .method(
                "temporary_url",
                { (file: File, expires: DateArgument, method: WordArgument<TemporaryURL.Method>) in
                    try await file.temporaryURL(until: expires.seconds, method: method.word)
                },
                .required("expires", "when the URL ends"),
                .optional("method", WordArgument<TemporaryURL.Method>(.get), "to download or to upload", choices: WordArgument<TemporaryURL.Method>.choices),
                returns: "string",
                """
                A URL with which anybody can download the file for a while. As Container:temporary_url.

                Errors: not_found; forbidden; usage, also for a file of a PublicContainer.
                Example:
                    print(file:temporary_url(os.time() + 7 * 24 * 3600))
                """),
        ]
    }
}
