/// Everything that may be said about how to sign in, and where. Nothing of it has to be.
///
/// The same type holds what a caller gave, what a cloud in clouds.yaml says and what the `OS_*` variables
/// say; `CloudConfiguration.resolve` puts them together.
public struct SignInOptions: Sendable, Equatable {
    /// The name of a cloud in clouds.yaml, or of a built-in profile.
    public var cloud: String?

    public var username: String?
    public var userID: String?
    public var password: Secret?
    /// A token of the identity service, or of the storage service where there is a storage URL.
    public var token: Secret?

    /// The identity service's address, with or without its version: `https://host:5000/v3`.
    public var authURL: String?
    /// As OpenStack's own client names them: `password`, `v3oidcpassword`, `v3applicationcredential` …
    public var authType: String?
    public var identityAPIVersion: String?

    public var projectName: String?
    public var projectID: String?
    public var userDomainName: String?
    public var userDomainID: String?
    public var projectDomainName: String?
    public var projectDomainID: String?
    /// The domain of both user and project, where they have none of their own.
    public var domainName: String?
    public var domainID: String?
    public var defaultDomain: String?

    public var applicationCredentialID: String?
    public var applicationCredentialName: String?
    public var applicationCredentialSecret: Secret?

    /// The account's address. Together with a token, or with nothing, no identity service is asked.
    public var storageURL: String?
    public var region: String?
    /// Which of a service's addresses to use: `public` (the default), `internal` or `admin`.
    public var interface: String?

    /// A PEM file of authorities to trust.
    public var caFile: String?
    /// False trusts any certificate.
    public var verify: Bool?
    /// A PEM file with the client's own certificate, and one with its key.
    public var clientCertificateFile: String?
    public var clientKeyFile: String?

    public var identityProvider: String?
    public var federationProtocol: String?
    public var discoveryEndpoint: String?
    public var accessTokenEndpoint: String?
    /// Which token of the provider's answer to use: `access_token` (the default) or `id_token`.
    public var accessTokenType: String?
    public var clientID: String?
    public var clientSecret: Secret?
    /// `openid profile` where it is not said.
    public var openIDScope: String?

    public init() {}

    /// These options, and for what they leave open, the others.
    public func merged(over other: SignInOptions) -> SignInOptions {
        var result = self
        for field in SignInOptions.texts { result.fill(field.path, from: other) }
        for field in SignInOptions.secrets { result.fill(field.path, from: other) }
        result.fill(\.verify, from: other)
        return result
    }

    /// Whether nothing at all is said.
    public var isEmpty: Bool { self == SignInOptions() }

    /// Takes over a value that is not set here.
    mutating func fill<Value>(_ path: WritableKeyPath<SignInOptions, Value?>, from other: SignInOptions) {
        if self[keyPath: path] == nil { self[keyPath: path] = other[keyPath: path] }
    }
}

extension SignInOptions {
    typealias Text = (name: String, path: WritableKeyPath<SignInOptions, String?> & Sendable)
    typealias Hidden = (name: String, path: WritableKeyPath<SignInOptions, Secret?> & Sendable)

    /// The options that are plain text, by the names that OpenStack's own client gives them.
    static let texts: [Text] = [
        ("cloud", \.cloud), ("username", \.username), ("user_id", \.userID),
        ("auth_url", \.authURL), ("auth_type", \.authType), ("identity_api_version", \.identityAPIVersion),
        ("project_name", \.projectName), ("project_id", \.projectID),
        ("user_domain_name", \.userDomainName), ("user_domain_id", \.userDomainID),
        ("project_domain_name", \.projectDomainName), ("project_domain_id", \.projectDomainID),
        ("domain_name", \.domainName), ("domain_id", \.domainID), ("default_domain", \.defaultDomain),
        ("application_credential_id", \.applicationCredentialID),
        ("application_credential_name", \.applicationCredentialName),
        ("storage_url", \.storageURL), ("region_name", \.region), ("interface", \.interface),
        ("cacert", \.caFile), ("cert", \.clientCertificateFile), ("key", \.clientKeyFile),
        ("identity_provider", \.identityProvider), ("protocol", \.federationProtocol),
        ("discovery_endpoint", \.discoveryEndpoint), ("access_token_endpoint", \.accessTokenEndpoint),
        ("access_token_type", \.accessTokenType), ("client_id", \.clientID), ("openid_scope", \.openIDScope),
    ]

    /// The options that are secret.
    static let secrets: [Hidden] = [
        ("password", \.password), ("token", \.token),
        ("application_credential_secret", \.applicationCredentialSecret), ("client_secret", \.clientSecret),
    ]

    /// Other names that the same options go by; of several that are given, the first counts.
    static let aliases: [(name: String, alias: String)] = [
        ("project_name", "tenant_name"), ("project_id", "tenant_id"), ("token", "auth_token"),
        ("username", "user_name"), ("interface", "endpoint_type"), ("interface", "object_store_interface"),
        ("interface", "object_store_endpoint_type"), ("auth_type", "auth_plugin"), ("openid_scope", "scope"),
        ("storage_url", "object_store_endpoint_override"), ("storage_url", "object_store_endpoint"),
        ("default_domain", "default_domain_name"), ("region_name", "region"),
    ]

    /// Reads options by name; `value` says what is given under a name, nil where nothing is.
    init(values value: (String) -> String?) {
        self.init()
        func look(_ name: String) -> String? {
            let names = [name] + SignInOptions.aliases.filter { $0.name == name }.map(\.alias)
            return names.lazy.compactMap(value).first { !$0.isEmpty }
        }
        for field in SignInOptions.texts { self[keyPath: field.path] = look(field.name) }
        for field in SignInOptions.secrets { self[keyPath: field.path] = look(field.name).map { Secret($0) } }
        if let insecure = look("insecure").flatMap(SignInOptions.truth), insecure {
            verify = false
        } else {
            verify = look("verify").flatMap(SignInOptions.truth)
        }
    }

    /// A word for yes or no, as YAML and shells write it; nil for any other word.
    static func truth(_ word: String) -> Bool? {
        switch word.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }
}
