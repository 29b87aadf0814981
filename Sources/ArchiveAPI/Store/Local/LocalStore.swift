import Foundation
import GRDB

/// An account in a folder: a project of a local archive, with the same primitives as the service.
///
/// Safe against a crash at any moment and against several processes at once: content is on disk before the
/// index names it, and what the index says changes in single transactions.
public struct LocalStore: ObjectStore {
    let index: LocalIndex
    let projectKey: Int64
    let project: ProjectRecord

    /// Opens the project `project` of the archive in `directory`, making both where they are missing.
    ///
    /// - Throws: `usage` where the folder holds something else, `local_file` where the disk refuses.
    public init(directory: String, project: String = "Local") async throws {
        self = try await LocalDiskExecutor.run {
            let index = try LocalIndex(directory: directory, creating: true)
            return try LocalStore(index: index, named: project, creating: true)
        }
    }

    /// - Throws: `not_found` where there is no such project and none is to be made.
    init(index: LocalIndex, named name: String, creating: Bool = false) throws {
        if creating { try index.write { try LocalProjects.create(name, $0) } }
        guard let (key, record) = try index.read({ try LocalProjects.find(name: name, $0) }) else {
            throw ArchiveError(.notFound, "there is no project '\(name)' in the local archive '\(index.directory)'", path: name)
        }
        (self.index, projectKey, project) = (index, key, record)
    }

    /// `file:///path/of/the/archive/project`, percent-encoded by bytes.
    public var storageURL: String {
        get async throws { LocalURL.make(index.directory, project.name) }
    }

    public func limits() async throws -> ServiceLimits { ServiceLimits() }

    public func listContainers(after marker: String, limit: Int?) async throws -> [ContainerEntry] {
        let limit = try Self.pageSize(limit)
        return try await LocalDiskExecutor.run {
            try index.read { db in
                try Row.fetchAll(
                    db, sql: "SELECT name, count, bytes FROM container WHERE project = ? AND name > ? ORDER BY name LIMIT ?",
                    arguments: [projectKey, marker, limit]
                ).map { ContainerEntry(name: $0["name"], count: $0["count"], bytes: $0["bytes"]) }
            }
        }
    }

    public func container(_ name: String) async throws -> ContainerInfo {
        try LocalNames.check(container: name)
        return try await LocalDiskExecutor.run {
            try index.read { try LocalContainer.find(name, in: projectKey, $0).info }
        }
    }

    public func temporaryURLKeys(of container: String, giving right: Effect?) async throws -> [Secret] { try await self.container(container).temporaryURLKeys }

    public func isPublic(_ container: String) async throws -> Bool {
        AccessList(try await self.container(container).readACL ?? "").isPublic
    }

    public func createContainer(_ name: String, headers: [String: String]) async throws -> Bool {
        try LocalNames.check(newContainer: name)
        return try await LocalDiskExecutor.run {
            try index.write { db in
                try db.execute(
                    sql: "INSERT OR IGNORE INTO container (project, name, created) VALUES (?, ?, ?)",
                    arguments: [projectKey, name, LocalTime.now()])
                // One that is there keeps its access lists: creating it again opens it to nobody.
                guard db.changesCount > 0 else { return false }
                try update(name, headers, db)
                return true
            }
        }
    }

    public func updateContainer(_ name: String, headers: [String: String]) async throws {
        try LocalNames.check(container: name)
        return try await LocalDiskExecutor.run {
            try index.write { try update(name, headers, $0) }
        }
    }

    public func deleteContainer(_ name: String) async throws {
        try LocalNames.check(container: name)
        return try await LocalDiskExecutor.run {
            try index.write { db in
                let container = try LocalContainer.find(name, in: projectKey, db)
                guard container.count == 0 else {
                    throw ArchiveError(
                        .conflict, "the container '\(name)' is not empty: it holds \(container.count) objects",
                        hint: "Delete its files first.", status: 409, path: name)
                }
                try db.execute(sql: "DELETE FROM container WHERE key = ?", arguments: [container.key])
            }
        }
    }

    private func update(_ name: String, _ headers: [String: String], _ db: Database) throws {
        let container = try LocalContainer.find(name, in: projectKey, db)
        let kept = try LocalHeaders.container(headers, onto: container.headers)
        guard kept != container.headers else { return }
        try db.execute(
            sql: "UPDATE container SET headers = ? WHERE key = ?", arguments: [try LocalHeaders.encode(kept), container.key])
    }

    /// - Throws: `conflict` as the service does (412) for more than a page holds.
    static func pageSize(_ limit: Int?) throws -> Int {
        let most = ServiceLimits().listingLimit
        guard let limit else { return most }
        guard (0...most).contains(limit) else {
            throw ArchiveError(.conflict, "a page of a listing has 0 to \(most) entries, not \(limit)", status: 412)
        }
        return limit
    }
}
