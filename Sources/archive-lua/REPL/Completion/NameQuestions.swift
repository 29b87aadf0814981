import ArchiveAPI
import Glibc
import LuaBridge

/// What a parameter names, as the member lists say it.
extension NameKind {
    static let project = NameKind("project")
    static let container = NameKind("container")
    /// An object of the container that the call is about, and a directory of it.
    static let object = NameKind("object")
    static let directory = NameKind("directory")
    static let user = NameKind("user")
    static let cloud = NameKind("cloud")
    /// A recipe's name, or a local path.
    static let recipe = NameKind("recipe")
    static let localPath = NameKind("localPath")
    static let localDirectory = NameKind("localDirectory")
    /// Whatever `help` explains.
    static let topic = NameKind("topic")

    /// Whether such names have levels, with slashes between them.
    var isPath: Bool { [.object, .directory, .localPath, .localDirectory].contains(self) }
    /// Whether only directories are meant.
    var isDirectory: Bool { self == .directory || self == .localDirectory }
}

/// The questions whose answers are names.
enum NameQuestions {
    /// How many names one question is for.
    static let most = 1_000

    static func projects(of archive: Archive) -> NameCache.Question {
        question("projects", ArchivePlace.archive(archive).key, archive) {
            list(try await archive.projects().map(\.name))
        }
    }

    /// The containers of a project, or of all the projects of an archive that one may look into.
    static func containers(of place: ArchivePlace) -> NameCache.Question {
        question("containers", place.key, place.archive) {
            if let project = try await place.project() { return list(try await project.containerNames()) }
            guard let archive = place.archive else { return NameList() }
            var names: [String] = []
            for (_, project) in try await archive.projects().prefix(20) { names += (try? await project.containerNames()) ?? [] }
            return list(names)
        }
    }

    /// What a container has on one level: the names that begin with a text, up to their next slash.
    static func objects(of place: ArchivePlace, prefix: String) -> NameCache.Question {
        question("objects", place.key + [0] + Array(prefix.utf8), place.archive) {
            guard let container = try await place.container() else { return NameList() }
            let query = ListingQuery(prefix: prefix, delimiter: "/", limit: most)
            let entries = try await container.store.listObjects(in: container.name, query)
            let names = entries.map { entry in
                if case .subdirectory(let name) = entry { return NameList.Name(bytes: Array(name.utf8), isDirectory: true) }
                return NameList.Name(bytes: Array(entry.marker.utf8))
            }
            return NameList(names: names, isCut: entries.count >= most)
        }
    }

    static func users(of place: ArchivePlace) -> NameCache.Question {
        question("users", place.key, place.archive) {
            guard let project = try await place.project() else { return NameList() }
            return list([Container.everybody] + (try await project.users().keys))
        }
    }

    static func clouds(_ environment: [String: String]) -> NameCache.Question {
        NameCache.Question(key: Array("clouds".utf8)) { list(CloudConfiguration.cloudNames(environment: environment)) }
    }

    static var recipes: NameCache.Question {
        NameCache.Question(key: Array("recipes".utf8)) { list(RecipeFile.names.map(\.name)) }
    }

    /// What a local directory has; with a slash at its end, or empty for where the program runs. It changes without anybody
    /// being told, and is soon read again.
    static func files(in directory: [UInt8]) -> NameCache.Question {
        NameCache.Question(key: Array("files".utf8) + [0] + directory, kept: .milliseconds(500)) { try await LocalDirectory.names(in: directory) }
    }

    /// - Parameter archive: asked only where one is signed in, or can be without asking a person.
    private static func question(
        _ kind: String, _ key: [UInt8], _ archive: Archive?, _ ask: @escaping @Sendable () async throws -> NameList
    ) -> NameCache.Question {
        NameCache.Question(key: Array(kind.utf8) + [0] + key) {
            if let archive, !(await archive.backend.canSignInUnattended()) { return NameList() }
            return try await ask()
        }
    }

    private static func list(_ names: some Sequence<String>) -> NameList {
        NameList(names: names.map { NameList.Name(bytes: Array($0.utf8)) })
    }
}
