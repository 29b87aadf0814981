import Foundation
import Locking

/// An archive in a local folder, with the whole API: for practice, for trying scripts, for working offline.
///
/// The folder is opened at the first call that needs it. Several processes may use it at once.
public final class LocalBackend: ArchiveBackend {
    /// The folder as it was given; `practice` for the user's own practice archive.
    public let label: String
    /// The folder's path.
    public let directory: String
    private let fill: Bool
    private let user: String
    private let opened = Locked<LocalIndex?>(nil)

    /// - Parameters:
    ///   - directory: the folder; nil for the user's own practice archive, `$XDG_DATA_HOME/archive-lua/practice`.
    ///     It is made where it is missing.
    ///   - fill: put the sample into a new or empty folder.
    public convenience init(directory: String? = nil, fill: Bool = true) {
        self.init(directory: directory, fill: fill, environment: ProcessInfo.processInfo.environment)
    }

    init(directory: String?, fill: Bool, environment: [String: String]) {
        label = directory ?? "practice"
        self.directory = directory ?? Self.practiceDirectory(environment)
        self.fill = fill
        user = Self.loginName(environment)
    }

    public func identity() async throws -> Identity {
        let user = user
        return try await withIndex { _ in
            Identity(user: user, userID: try LocalProjects.id(of: "user", user), project: nil, roles: ["owner"], expires: nil)
        }
    }

    public func projects() async throws -> [ProjectRecord] {
        try await withIndex { try $0.read(LocalProjects.all) }
    }

    public func store(for project: ProjectRecord) async throws -> any ObjectStore {
        try await withIndex { try LocalStore(index: $0, named: project.name) }
    }

    public func users(of project: ProjectRecord) async throws -> [String: String] { try await users() }

    public func userID(named name: String) async throws -> String? { try await users()[name] }

    public func userName(id: String) async throws -> String? {
        try await users().first { $0.value == id }?.key
    }

    /// Makes a project, or finds the one of that name.
    public func createProject(_ name: String) async throws -> ProjectRecord {
        try await withIndex { index in
            try index.write { try LocalProjects.create(name, $0) }
            return try LocalStore(index: index, named: name).project
        }
    }

    /// The sample's users and oneself.
    private func users() async throws -> [String: String] {
        let user = user
        return try await withIndex { index in
            var users = try index.read(LocalProjects.users)
            users[user] = try LocalProjects.id(of: "user", user)
            return users
        }
    }

    private func withIndex<Result: Sendable>(_ work: @Sendable (LocalIndex) throws -> Result) async throws -> Result {
        try await LocalDiskExecutor.run { try work(try index()) }
    }

    /// Opens the folder once, however many ask for it.
    private func index() throws -> LocalIndex {
        try opened.withLock { opened in
            if let opened { return opened }
            let index = try LocalIndex(directory: directory, creating: true)
            if fill { try PracticeSample.fill(index) }
            opened = index
            return index
        }
    }

    private static func practiceDirectory(_ environment: [String: String]) -> String {
        // A relative XDG_DATA_HOME is to be ignored, says its specification.
        let data = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? LocalDisk.withoutSlash($0) : nil }
        return (data ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/share") + "/archive-lua/practice"
    }

    private static func loginName(_ environment: [String: String]) -> String {
        if let name = environment["USER"] ?? environment["LOGNAME"], !name.isEmpty { return name }
        if let entry = getpwuid(getuid()), let name = entry.pointee.pw_name { return String(cString: name) }
        return String(getuid())
    }
}

extension LocalBackend {
    /// Whether a folder has an archive in it.
    public static func isArchive(_ folder: String) -> Bool { access(folder + "/" + LocalIndex.fileName, F_OK) == 0 }

    /// The folder of the local archive whose container a `file:` URL names; nil for a URL of another form.
    public static func directory(ofPublicURL url: String) -> String? { LocalURL.parse(url)?.directory }

    /// Opens the container that a `file:` URL names, as a local archive's `public_url` gives it.
    ///
    /// - Returns: the store of its project, and the container's name.
    /// - Throws: `usage` for a URL of another form, `not_found` where there is no such folder or project.
    public static func open(publicURL: String) async throws -> (store: any ObjectStore, container: String) {
        guard let place = LocalURL.parse(publicURL) else {
            throw ArchiveError(
                .usage, "'\(publicURL)' is no URL of a container in a local archive",
                hint: "It has the form file:///folder/project/container.", path: publicURL)
        }
        try Project.check(place.container)
        return try await LocalDiskExecutor.run {
            (try LocalStore(index: LocalIndex(directory: place.directory, creating: false), named: place.project), place.container)
        }
    }
}
