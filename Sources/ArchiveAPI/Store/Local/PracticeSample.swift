import Foundation
import GRDB

/// Fills a new practice archive, all at once: a fill that was cut off has filled nothing.
enum PracticeSample {
    static func fill(_ index: LocalIndex) throws {
        guard try index.read(isWanted) else { return }
        let files = try files
        var contents: [(file: LocalContentFile, md5: String)] = []
        do {
            for file in files {
                try LocalDiskExecutor.checkCancellation()
                contents.append(try index.receive(file.content))
            }
            try index.content.sync(contents.map(\.file))
            LocalStep.reached?("sample written")
            let isFilled = try index.write { db in
                // Another process may have been faster.
                guard try isWanted(db) else { return false }
                try LocalProjects.set("sample", "1", db)
                for user in users { try LocalProjects.createUser(user, db) }
                for project in projects { try LocalProjects.create(project, db) }
                for container in containers { try create(container, db) }
                for (file, content) in zip(files, contents) { try put(file, content, db) }
                return true
            }
            for content in contents {
                if isFilled { index.content.publish(content.file.id) } else { index.content.remove(content.file.id) }
            }
        } catch {
            for content in contents { index.settle(content.file) }
            throw error
        }
    }

    /// Only an archive in which nobody has made a project yet.
    private static func isWanted(_ db: Database) throws -> Bool {
        try LocalProjects.setting("sample", db) == nil && LocalProjects.all(db).isEmpty
    }

    private static func create(_ container: Container, _ db: Database) throws {
        guard let (project, _) = try LocalProjects.find(name: container.project, db) else { return }
        let headers = container.isPublic ? ["x-container-read": ".r:*,.rlistings"] : [:]
        try db.execute(
            sql: "INSERT INTO container (project, name, created, headers) VALUES (?, ?, ?, ?)",
            arguments: [project, container.name, LocalTime.now(), try LocalHeaders.encode(headers)])
    }

    private static func put(_ file: File, _ content: (file: LocalContentFile, md5: String), _ db: Database) throws {
        guard let (project, _) = try LocalProjects.find(name: file.container.project, db) else { return }
        try LocalObject(
            container: LocalContainer.find(file.container.name, in: project, db).key, name: file.name, file: content.file.id,
            stored: Int64(file.content.count), hash: content.md5, type: file.type ?? LocalContentType.guess(file.name), headers: [:]
        ).put(db)
    }
}
