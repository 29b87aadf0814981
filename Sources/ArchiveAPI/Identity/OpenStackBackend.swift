import Logging

/// An archive on an OpenStack Swift service. Signs in at the first call that needs it.
public actor OpenStackBackend: ArchiveBackend {
    public nonisolated let label: String
    public nonisolated let configuration: CloudConfiguration
    private let http: HTTPClient
    private let retries: RetryPolicy
    private let logger: Logger
    let session: any CloudSession
    private var stores: [String: OpenStackStore] = [:]

    /// - Parameters:
    ///   - configuration: which cloud, and how to sign in.
    ///   - prompt: asks a person for a password; nil where there is nobody to ask.
    public init(
        _ configuration: CloudConfiguration, prompt: PasswordPrompt? = nil, retries: RetryPolicy = RetryPolicy(),
        logger: Logger = Logger(label: "archive.http", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.configuration = configuration
        self.label = configuration.label
        self.retries = retries
        self.logger = logger
        http = HTTPClient(HTTPConfiguration(configuration.options))
        let client = ServiceClient(http: http, retries: retries, logger: logger)
        session = configuration.session(client: client, prompt: prompt)
    }

    public func identity() async throws -> Identity { try await explained { try await session.identity() } }

    public func projects() async throws -> [ProjectRecord] { try await explained { try await session.projects() } }

    public func store(for project: ProjectRecord) async throws -> any ObjectStore {
        if let store = stores[project.id] { return store }
        let account = try await explained { try await session.account(of: project) }
        // Another caller may have been faster.
        if let store = stores[project.id] { return store }
        let client = ServiceClient(http: http, tokens: account.tokens, retries: retries, logger: logger)
        let store = OpenStackStore(storageURL: account.storageURL, client: client)
        stores[project.id] = store
        return store
    }

    public func users(of project: ProjectRecord) async throws -> [String: String] {
        try await explained { try await session.users(of: project) }
    }

    public func userID(named name: String) async throws -> String? {
        try await explained { try await session.userID(named: name) }
    }

    public func userName(id: String) async throws -> String? {
        try await explained { try await session.userName(id: id) }
    }

    public func canSignInUnattended() async -> Bool { await session.canSignInUnattended() }

    /// Adds to a failure to sign in which address was asked, what sets it, and why it may be gone.
    private func explained<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch var error as ArchiveError where error.code == .network || error.code == .unauthorized {
            if error.code == .network, let name = configuration.builtInProfile, let farewell = BuiltInProfile.farewell(name) {
                let others = configuration.otherClouds
                error.hint = others.isEmpty ? farewell : "\(farewell) Clouds in your clouds.yaml: \(others.joined(separator: ", "))."
            } else if let address {
                error.hint = [error.hint, address].compactMap { $0 }.joined(separator: " ")
            }
            throw error
        }
    }
}

extension OpenStackBackend {
    private var address: String? {
        if let address = configuration.options.authURL {
            return "'\(label)' is at \(address) (auth_url in clouds.yaml, or OS_AUTH_URL)."
        }
        return configuration.options.storageURL.map { "'\(label)' is at \($0) (storage_url in clouds.yaml, or OS_STORAGE_URL)." }
    }
}

extension CloudConfiguration {
    /// The session that signs in as this configuration says.
    func session(client: ServiceClient, prompt: PasswordPrompt?) -> any CloudSession {
        if method == .storageURL {
            return StorageURLSession(storageURL: options.storageURL ?? "", token: options.token, user: options.username)
        }
        if method == .v1 { return TempAuthSession(self, client: client, prompt: prompt) }
        let keystone = Keystone(authURL: options.authURL ?? "", client: client)
        let passwords = PasswordSource(self, user: options.username ?? options.userID ?? "", prompt: prompt)
        let authenticator: any Authenticator = switch method {
        case .token: KeystoneToken(token: options.token ?? Secret(""), keystone: keystone)
        case .applicationCredential: ApplicationCredential(configuration: self, keystone: keystone)
        case .openIDConnectPassword:
            OpenIDConnectPassword(configuration: self, keystone: keystone, client: client, passwords: passwords)
        default: KeystonePassword(configuration: self, keystone: keystone, passwords: passwords)
        }
        return KeystoneSession(self, keystone: keystone, authenticator: authenticator)
    }
}

extension HTTPConfiguration {
    /// How to reach a cloud's servers.
    public init(_ options: SignInOptions) {
        self.init()
        caFile = options.caFile
        verifiesCertificates = options.verify ?? true
        clientCertificateFile = options.clientCertificateFile
        clientKeyFile = options.clientKeyFile
    }
}
