import ArchiveAPI

/// A thing of the archive that an expression is about. It may have been named only: nothing is asked before its own
/// names are wanted.
enum ArchivePlace: Sendable {
    case archive(Archive)
    case project(Project)
    case namedProject(String, in: Archive)
    case container(any ReadableContainer)
    /// In an archive or a project. Only this case is indirect: where all are, Swift keeps the case in the pointer's high
    /// bits, and LeakSanitizer takes the place of a question that is still asked at the program's end for leaked.
    indirect case namedContainer(String, in: ArchivePlace)

    /// What an object is about: a file, the container that it is in.
    init?(_ object: Any?) {
        switch object {
        case let archive as Archive: self = .archive(archive)
        case let project as Project: self = .project(project)
        case let container as any ReadableContainer: self = .container(container)
        case let file as File: self = .container(file.container)
        default: return nil
        }
    }

    /// The archive whose account is used; nil for what anyone may read.
    var archive: Archive? {
        switch self {
        case .archive(let archive), .namedProject(_, in: let archive): archive
        case .project(let project): project.archive
        case .container(let container): (container as? Container)?.project.archive
        case .namedContainer(_, in: let place): place.archive
        }
    }

    func project() async throws -> Project? {
        switch self {
        case .archive: nil
        case .project(let project): project
        case .namedProject(let name, in: let archive): try await archive.project(named: name)
        case .container, .namedContainer: (try await container() as? Container)?.project
        }
    }

    func container() async throws -> (any ReadableContainer)? {
        switch self {
        case .archive, .project, .namedProject: nil
        case .container(let container): container
        case .namedContainer(let name, in: let place):
            if let project = try await place.project() {
                try await project.container(named: name)
            } else {
                try await place.archive?.findContainer(name)
            }
        }
    }

    /// What tells this place from every other. Names are bytes, and none holds a zero.
    var key: [UInt8] {
        switch self {
        case .archive(let archive): Array("\(archive.backend.label) \(ObjectIdentifier(archive))".utf8)
        case .project(let project): ArchivePlace.archive(project.archive).key + [0] + Array(project.name.utf8)
        case .namedProject(let name, in: let archive): ArchivePlace.archive(archive).key + [0] + Array(name.utf8)
        case .container(let container): Array(container.location.utf8)
        case .namedContainer(let name, in: let place): place.key + [0] + Array(name.utf8)
        }
    }
}
