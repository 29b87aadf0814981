import ArchiveAPI

/// What a constructor was told about how to sign in.
struct Login: Sendable {
    var options = SignInOptions()

    init(options: SignInOptions) { self.options = options }

    init(username: String?, token: String?, cloud: String?, password: String?) {
        options.username = username
        options.token = token.map { Secret($0) }
        options.cloud = cloud
        options.password = password.map { Secret($0) }
    }

    /// Whether it says where to sign in.
    var namesCloud: Bool { options.cloud != nil || options.authURL != nil || options.storageURL != nil }

    /// Whether it says anything that proves who one is.
    var hasCredential: Bool {
        options.token != nil || options.password != nil || options.applicationCredentialSecret != nil
    }
}
