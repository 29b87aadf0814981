extension CloudConfiguration {
    /// Settles how to sign in with these options.
    init(
        _ options: SignInOptions, _ variables: EnvironmentOptions, label: String? = nil, files: ConfigurationFiles
    ) throws {
        var options = options
        options.caFile = options.caFile.map(files.expand)
        options.clientCertificateFile = options.clientCertificateFile.map(files.expand)
        options.clientKeyFile = options.clientKeyFile.map(files.expand)
        for path in [\SignInOptions.authURL, \.storageURL, \.discoveryEndpoint, \.accessTokenEndpoint] {
            if let address = options[keyPath: path] { try CloudConfiguration.check(address: address) }
        }
        self.options = options
        method = try CloudConfiguration.method(options)
        fallbackPassword = variables.fallbackPassword
        let address = (method == .storageURL ? options.storageURL : options.authURL) ?? options.storageURL ?? ""
        self.label = label ?? CloudConfiguration.host(of: address)
        if method == .storageURL, options.storageURL == nil {
            throw ArchiveError(
                .usage, "'\(self.label)' needs a storage URL: its auth type '\(options.authType ?? "none")' asks no identity service",
                hint: "Give storage_url, or object_store_endpoint_override in clouds.yaml, or OS_STORAGE_URL.")
        }
        if method != .storageURL, options.authURL == nil {
            throw ArchiveError(
                .usage, "'\(self.label)' does not say where to sign in: it has no auth_url",
                hint: "Give auth_url under 'auth' in clouds.yaml, or OS_AUTH_URL.")
        }
    }

    private static func method(_ options: SignInOptions) throws -> Method {
        let type = options.authType?.lowercased()
        if ["1", "1.0", "v1"].contains(options.identityAPIVersion ?? ""), type == nil { return .v1 }
        if let version = options.identityAPIVersion, version.hasPrefix("2"), type == nil || type == "password" {
            throw ArchiveError(
                .usage, "version \(version) of the identity service is not supported",
                hint: "Use version 3: an auth_url that ends in /v3, without identity_api_version.")
        }
        switch type {
        case nil: return inferred(options)
        case "password", "v3password":
            return options.token != nil && options.password == nil ? .token : .password
        case "token", "v3token": return .token
        case "v3applicationcredential", "applicationcredential": return .applicationCredential
        case "v3oidcpassword", "oidcpassword":
            return options.token != nil && options.password == nil ? .token : .openIDConnectPassword
        case "v1password", "v1", "v1auth", "tempauth": return .v1
        case "none", "noauth", "", "admin_token", "token_endpoint": return .storageURL
        case .some(let other):
            throw ArchiveError(
                .usage, "the auth type '\(other)' is not supported",
                hint: """
                    Supported are password, token, v3password, v3token, v3applicationcredential, v3oidcpassword, \
                    v1password, none and admin_token.
                    """)
        }
    }

    /// How to sign in where no auth type is given.
    private static func inferred(_ options: SignInOptions) -> Method {
        if options.storageURL != nil, options.authURL == nil || (options.token != nil && options.password == nil) {
            return .storageURL
        }
        if options.token != nil, options.password == nil { return .token }
        if options.applicationCredentialSecret != nil { return .applicationCredential }
        if options.identityProvider != nil, options.discoveryEndpoint ?? options.accessTokenEndpoint != nil {
            return .openIDConnectPassword
        }
        if let address = options.authURL, isVersionOne(address) { return .v1 }
        return .password
    }

    /// Whether an address is TempAuth's (`https://host/auth/v1.0`).
    private static func isVersionOne(_ address: String) -> Bool {
        let path = address.split(separator: "/").last.map(String.init) ?? ""
        return path == "v1.0" || path == "v1"
    }

    static func host(of address: String) -> String {
        guard let start = address.range(of: "://")?.upperBound else { return address }
        return String(address[start...].prefix { $0 != "/" && $0 != "?" })
    }

    private static func check(address: String) throws {
        let scheme = address.prefix(8).lowercased()
        guard scheme.hasPrefix("https://") || scheme.hasPrefix("http://"), !host(of: address).isEmpty else {
            throw ArchiveError(
                .usage, "'\(address)' is not an address", hint: "Write it with http:// or https://, a host and a path.")
        }
    }
}
