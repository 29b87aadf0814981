import ArchiveAPI
import Glibc
import Locking
import Logging

/// Clouds as this program opens them: with the environment's settings and its terminal for questions.
enum Clouds {
    /// Whether what goes on was not asked for by anybody who waits for it: completion. Nobody is asked anything then.
    @TaskLocal static var isUnattended = false

    static func backend(_ options: SignInOptions, cloud: String?, environment: [String: String]) -> any ArchiveBackend {
        var options = options
        if let cloud { options.cloud = cloud }
        return ConfiguredCloud(options: options, environment: environment)
    }

    /// - Parameter cloud: the one of this session; nil for the configured one.
    static func publicContainer(_ url: String, cloud: String?, environment: [String: String]) async throws -> PublicContainer {
        var chosen = SignInOptions()
        chosen.cloud = cloud
        // Of the session's cloud only its authorities count here. Without any configuration, or with a bad one, a
        // public container can be read all the same.
        let configured = try? CloudConfiguration.resolve(options: chosen, environment: environment)
        var options = SignInOptions()
        options.caFile = configured?.options.caFile
        return try await PublicContainer.open(url, http: HTTPClient(HTTPConfiguration(options)))
    }

    /// Asks for a password on the terminal.
    @Sendable static func askPassword(_ question: String) async throws -> Secret {
        guard !isUnattended, let answer = try await TerminalQuestion(text: question, echo: false).ask() else {
            throw ArchiveError(
                .unauthorized, "a password is needed, and there is no terminal to ask for it",
                hint: "Give password = … to Archive, or set OS_PASSWORD (or CSCS_PASS), or put it in clouds.yaml or secure.yaml.")
        }
        return Secret(answer)
    }
}

/// A cloud whose configuration is read at its first use, so that a script without archives needs none.
final class ConfiguredCloud: ArchiveBackend {
    private let options: SignInOptions
    private let environment: [String: String]
    private let opened = Locked<OpenStackBackend?>(nil)

    init(options: SignInOptions, environment: [String: String]) {
        self.options = options
        self.environment = environment
    }

    var label: String {
        (try? backend())?.label ?? options.cloud ?? environment["OS_CLOUD"] ?? "an unknown cloud"
    }

    private func backend() throws -> OpenStackBackend {
        try opened.withLock { opened in
            if let opened { return opened }
            let configuration = try CloudConfiguration.resolve(options: options, environment: environment)
            let backend = OpenStackBackend(
                configuration, prompt: Clouds.askPassword, logger: Logger(label: "archive.http"))
            opened = backend
            return backend
        }
    }

    func identity() async throws -> Identity { try await backend().identity() }
    func projects() async throws -> [ProjectRecord] { try await backend().projects() }
    func store(for project: ProjectRecord) async throws -> any ObjectStore { try await backend().store(for: project) }
    func users(of project: ProjectRecord) async throws -> [String: String] { try await backend().users(of: project) }
    func userID(named name: String) async throws -> String? { try await backend().userID(named: name) }
    func userName(id: String) async throws -> String? { try await backend().userName(id: id) }
    func canSignInUnattended() async -> Bool { await (try? backend())?.canSignInUnattended() ?? false }
}
