/// What the environment says about signing in.
struct EnvironmentOptions {
    /// From the `OS_*` variables; from `ST_AUTH`, `ST_USER` and `ST_KEY` where those say nothing of where.
    let options: SignInOptions
    /// `OS_CLOUD`.
    let cloud: String?
    /// `OS_PASSWORD`, else `CSCS_PASS`: for when nothing else gives a password.
    let fallbackPassword: Secret?

    init(_ environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        var options = SignInOptions { name in
            // A name such as OS_CLOUD selects a cloud; OS_KEY and OS_CERT do belong to TLS.
            name == "cloud" || name == "region" ? nil : value("OS_" + name.uppercased())
        }
        if options.authURL == nil, options.storageURL == nil, let address = value("ST_AUTH") {
            options.authURL = address
            options.authType = "v1password"
            options.username = value("ST_USER")
            options.password = value("ST_KEY").map { Secret($0) }
        }
        self.options = options
        cloud = value("OS_CLOUD")
        fallbackPassword = (value("OS_PASSWORD") ?? value("CSCS_PASS")).map { Secret($0) }
    }

    /// Whether the variables alone say where to sign in.
    var namesService: Bool { options.authURL != nil || options.storageURL != nil }

    /// What of the variables goes before a named cloud's own values, as in OpenStack's own client: which
    /// project, domain, region and interface, and whom to trust. Not who one is, nor where that is asked.
    var selectors: SignInOptions {
        var result = SignInOptions()
        result.projectName = options.projectName
        result.projectID = options.projectID
        result.userDomainName = options.userDomainName
        result.userDomainID = options.userDomainID
        result.projectDomainName = options.projectDomainName
        result.projectDomainID = options.projectDomainID
        result.region = options.region
        result.interface = options.interface
        result.caFile = options.caFile
        result.verify = options.verify
        return result
    }

    /// What of the variables fills the gaps of a named cloud.
    var fillers: SignInOptions {
        var result = SignInOptions()
        result.username = options.username
        result.caFile = options.caFile
        result.clientID = options.clientID
        result.clientSecret = options.clientSecret
        result.clientCertificateFile = options.clientCertificateFile
        result.clientKeyFile = options.clientKeyFile
        return result
    }
}
