/// A cloud to sign in to: which one, how, and with what, put together from all that says so.
public struct CloudConfiguration: Sendable, Equatable {
    /// How to prove who one is.
    public enum Method: String, Sendable {
        case password, token, applicationCredential, openIDConnectPassword
        /// Sign-in of Swift's first version, as TempAuth has it.
        case v1
        /// No identity service: an account's address, with a token or without.
        case storageURL
    }

    /// A short name for prompts and messages: the cloud's, or the host's.
    public var label: String
    /// All that is said about it.
    public var options: SignInOptions
    public var method: Method
    /// The password for when a prompt would be needed: `OS_PASSWORD`, else `CSCS_PASS`.
    public var fallbackPassword: Secret?
    /// The built-in profile that it is; nil for any other.
    public var builtInProfile: String?
    /// Clouds in the files that could have been named instead.
    public var otherClouds: [String] = []

    /// Puts together what says where and how to sign in.
    ///
    /// The first of these that names a cloud counts: the options; `OS_CLOUD`, or a clouds.yaml with one cloud
    /// where no `OS_*` variable says where; the `OS_*` variables; the built-in profile `hbp`. Options go
    /// before all else. Beside `OS_CLOUD`, other `OS_*` variables choose the project, domain, region, interface
    /// and authorities; who one is and where that is asked come from the cloud's own settings.
    ///
    /// - Throws: `not_found` for a cloud that no file describes; `usage` for a malformed file, or for settings
    ///   that this library cannot work with.
    public static func resolve(
        options: SignInOptions, environment: [String: String], files: ConfigurationFiles
    ) throws -> CloudConfiguration {
        let variables = EnvironmentOptions(environment)
        switch try source(options, variables, files) {
        case .options:
            var base = SignInOptions()
            base.caFile = variables.options.caFile
            base.verify = variables.options.verify
            return try CloudConfiguration(options.merged(over: base), variables, files: files)
        case .cloud(let name, let found):
            return try named(name, found, options, variables, files)
        case .variables:
            return try CloudConfiguration(
                combine(options, over: variables.options), variables, files: files)
        case .builtIn(let clouds):
            return try builtIn(BuiltInProfile.hbp, options, variables, files, beside: clouds)
        }
    }

    /// As `resolve(options:environment:files:)`, with the usual search path for the files.
    public static func resolve(
        options: SignInOptions = SignInOptions(), environment: [String: String]
    ) throws -> CloudConfiguration {
        try resolve(options: options, environment: environment, files: ConfigurationFiles(environment: environment))
    }

    /// The names of the clouds that can be named: those of the files, and the built-in ones.
    public static func cloudNames(environment: [String: String]) -> [String] {
        let clouds = (try? CloudsFile(ConfigurationFiles(environment: environment)))?.names ?? []
        return clouds + BuiltInProfile.names.filter { !clouds.contains($0) }
    }

    /// Whether anything says where to sign in, so that the built-in profile would not be used.
    /// A file that cannot be read counts: the reason comes with `resolve`.
    public static func isConfigured(
        options: SignInOptions = SignInOptions(), environment: [String: String], files: ConfigurationFiles
    ) -> Bool {
        guard let source = try? source(options, EnvironmentOptions(environment), files) else { return true }
        if case .builtIn = source { return false }
        return true
    }

    /// As `isConfigured(options:environment:files:)`, with the usual search path for the files.
    public static func isConfigured(
        options: SignInOptions = SignInOptions(), environment: [String: String]
    ) -> Bool {
        isConfigured(options: options, environment: environment, files: ConfigurationFiles(environment: environment))
    }
}

extension CloudConfiguration {
    /// What says where to sign in.
    private enum Source {
        case options
        case cloud(String, SignInOptions)
        case variables
        /// Nothing does; these clouds could be named.
        case builtIn(beside: [String])
    }

    private static func source(
        _ options: SignInOptions, _ variables: EnvironmentOptions, _ files: ConfigurationFiles
    ) throws -> Source {
        if options.cloud == nil, options.authURL != nil || options.storageURL != nil { return .options }
        if let name = options.cloud ?? variables.cloud {
            let clouds = try CloudsFile(files)
            let region = options.region ?? variables.options.region
            guard let found = try clouds.options(of: name, region: region) ?? BuiltInProfile.options(name) else {
                throw unknown(name, clouds, files)
            }
            return .cloud(name, found)
        }
        if variables.namesService { return .variables }
        let clouds = try CloudsFile(files)
        if clouds.names.count == 1, let name = clouds.names.first,
            let found = try clouds.options(of: name, region: options.region ?? variables.options.region)
        {
            return .cloud(name, found)
        }
        return .builtIn(beside: clouds.names)
    }

    private static func named(
        _ name: String, _ found: SignInOptions, _ options: SignInOptions, _ variables: EnvironmentOptions,
        _ files: ConfigurationFiles
    ) throws -> CloudConfiguration {
        // Who names a cloud in so many words means that one as it is described; `OS_CLOUD` stands among other
        // variables, which choose beside it.
        let chosen = options.cloud == nil ? variables.selectors.choosing(over: found) : found
        let own = chosen.merged(over: variables.fillers)
        var result = try CloudConfiguration(combine(options, over: own), variables, label: name, files: files)
        // A cloud of that name in a file may be anything; only the built-in addresses are known to be gone.
        if BuiltInProfile.options(name)?.authURL == result.options.authURL { result.builtInProfile = name }
        return result
    }

    private static func builtIn(
        _ name: String, _ options: SignInOptions, _ variables: EnvironmentOptions, _ files: ConfigurationFiles,
        beside clouds: [String]
    ) throws -> CloudConfiguration {
        let profile = BuiltInProfile.options(name) ?? SignInOptions()
        let own = combine(options, over: variables.options.merged(over: profile))
        var result = try CloudConfiguration(own, variables, label: name, files: files)
        result.builtInProfile = name
        result.otherClouds = clouds
        return result
    }

    /// The options over what is configured. A user other than the configured one takes over nothing that
    /// proves the configured one.
    private static func combine(_ options: SignInOptions, over configured: SignInOptions) -> SignInOptions {
        var configured = configured
        if let user = options.username, let known = configured.username, user != known {
            configured.password = nil
            configured.userID = nil
            configured.token = nil
        }
        // What is given in person goes before any other proof.
        if options.token != nil, options.password == nil { configured.password = nil }
        let isPersonal = options.username != nil || options.password != nil || options.token != nil
        if isPersonal, options.applicationCredentialSecret == nil, configured.applicationCredentialSecret != nil {
            configured.dropApplicationCredential()
        }
        // A token that is given is the one to use, whatever password is configured.
        if options.token != nil, options.password == nil {
            configured.password = nil
            configured.dropApplicationCredential()
        }
        if options.projectName != nil { configured.projectID = nil }
        if options.projectID != nil { configured.projectName = nil }
        return options.merged(over: configured)
    }

    private static func unknown(_ name: String, _ clouds: CloudsFile, _ files: ConfigurationFiles) -> ArchiveError {
        let known = clouds.names + BuiltInProfile.names.filter { !clouds.names.contains($0) }
        let nearest = Suggestion.nearest(to: name, in: known).map { "Did you mean '\($0)'? " } ?? ""
        let place = clouds.path.map { "in \($0)" }
            ?? "built in; there is no clouds.yaml in \(files.folders.joined(separator: ", "))"
        return ArchiveError(
            .notFound, "there is no cloud named '\(name)'",
            hint: "\(nearest)The clouds \(place): \(known.joined(separator: ", ")).")
    }
}

extension SignInOptions {
    /// These options where they say something, else the others; a project by name replaces one by id, and
    /// the other way round.
    func choosing(over other: SignInOptions) -> SignInOptions {
        var other = other
        if projectName != nil { other.projectID = nil }
        if projectID != nil { other.projectName = nil }
        return merged(over: other)
    }

    mutating func dropApplicationCredential() {
        applicationCredentialID = nil
        applicationCredentialName = nil
        applicationCredentialSecret = nil
        if authType == "v3applicationcredential" { authType = nil }
    }
}
