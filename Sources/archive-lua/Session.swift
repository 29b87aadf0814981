import ArchiveAPI
import Locking

/// Which archives this run works on, as the command line and the environment decide.
final class Session: Sendable {
    /// Where the global `archive` comes from.
    enum Source: Sendable, Equatable {
        /// A local folder; nil for the user's own practice archive. `chosen` by `--local`, not for want of another.
        case local(directory: String?, chosen: Bool)
        /// A cloud; nil where the configuration says which.
        case cloud(String?)
    }

    let source: Source
    let environment: [String: String]
    /// Whether nothing is shown that was not asked for: no banner, no progress.
    let isQuiet: Bool
    let permit: SessionPermit
    /// The archive that the global `archive` is; signs in when it is first asked for something.
    let archive: Archive
    private let interactive = Locked(false)
    private let opened = Locked<[(options: SignInOptions, archive: Archive)]>([])

    init(choice: CommandLine.ArchiveChoice, readOnly: Bool, isQuiet: Bool = false, environment: [String: String]) {
        let permit = SessionPermit(readOnly: readOnly)
        source = Self.source(choice, environment)
        self.environment = environment
        self.isQuiet = isQuiet
        self.permit = permit
        archive = Archive(Self.backend(source, SignInOptions(), environment), permit: permit)
    }

    private static func source(_ choice: CommandLine.ArchiveChoice, _ environment: [String: String]) -> Source {
        switch choice {
        case .local(let directory): .local(directory: directory, chosen: true)
        case .cloud(let name): .cloud(name)
        case .configured:
            CloudConfiguration.isConfigured(environment: environment) ? .cloud(nil) : .local(directory: nil, chosen: false)
        }
    }

    /// What the prompt calls the archive.
    var archiveName: String {
        switch source {
        case .local(nil, _): "practice"
        case .local(let directory?, _): directory.split(separator: "/").last.map(String.init) ?? directory
        case .cloud: archive.backend.label
        }
    }

    /// The options by which another process of this program works on the same archive, with the same restrictions.
    var words: [String] {
        var words: [String] = switch source {
        case .local(let directory?, _): ["--local=\(directory)"]
        case .local(nil, let chosen): chosen ? ["--local"] : []
        case .cloud(let name?): ["--cloud=\(name)"]
        case .cloud(nil): []
        }
        if permit.isReadOnly { words.append("--read-only") }
        if isQuiet { words.append("--quiet") }
        return words
    }

    private static func backend(_ source: Source, _ options: SignInOptions, _ environment: [String: String]) -> any ArchiveBackend {
        switch source {
        case .local(let directory, _): LocalBackend(directory: directory)
        case .cloud(let name): Clouds.backend(options, cloud: name, environment: environment)
        }
    }

    /// Whether somebody sits at the prompt who can be asked.
    var isInteractive: Bool {
        get { interactive.withLock(\.self) }
        set { interactive.withLock { $0 = newValue } }
    }

    // MARK: What the constructors do

    /// `Archive(username, token, {…})`: signs in, or throws.
    func archive(_ login: Login) async throws -> Archive {
        var options = login.options
        if case .cloud(let name?) = source, !login.namesCloud { options.cloud = name }
        if works(locally: login) || login.options.isEmpty { return try await signedIn(archive) }
        if let known = opened.withLock({ $0.first { $0.options == options }?.archive }) { return known }
        let backend = Clouds.backend(options, cloud: nil, environment: environment)
        let archive = try await signedIn(Archive(backend, permit: permit))
        opened.withLock { $0.append((options, archive)) }
        return archive
    }

    /// `LocalArchive(directory)`
    func localArchive(_ directory: String?) async throws -> Archive {
        try await signedIn(Archive(LocalBackend(directory: directory), permit: permit))
    }

    private func signedIn(_ archive: Archive) async throws -> Archive {
        _ = try await archive.whoami()
        return archive
    }

    /// `Project(project, username, token, archive)`
    func project(_ name: String, in given: Archive?, _ login: Login) async throws -> Project {
        let archive = if let given { given } else { try await archive(login) }
        return try await archive.project(named: name)
    }

    /// `Container(container, username, token, project)`
    func container(_ name: String, in project: ProjectArgument?, _ login: Login) async throws -> Container {
        switch project {
        case .project(let project)?: try await project.container(named: name)
        case .name(let project)?: try await archive(login).project(named: project).container(named: name)
        case nil: try await archive(login).findContainer(name)
        }
    }

    /// `PublicContainer(url)`
    func publicContainer(_ url: String) async throws -> PublicContainer {
        let cloud: String? = if case .cloud(let name) = source { name } else { nil }
        return try await Clouds.publicContainer(url, cloud: cloud, environment: environment)
    }

    /// Whether a call means the local archive of this session: the examples of a manual, with nothing but a
    /// user's name, run on the practice archive as they stand.
    private func works(locally login: Login) -> Bool {
        guard case .local(_, let chosen) = source, !login.namesCloud else { return false }
        return chosen || !login.hasCredential && (environment["OS_PASSWORD"] ?? environment["CSCS_PASS"] ?? "").isEmpty
    }
}

extension Session {
    private static let shared = Locked<Session?>(nil)

    /// The session of this process.
    static var current: Session {
        shared.withLock { shared in
            if let shared { return shared }
            let session = Session(choice: .configured, readOnly: false, environment: Environment.all)
            shared = session
            return session
        }
    }

    static func begin(_ session: Session) { shared.withLock { $0 = session } }
}
