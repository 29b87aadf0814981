import Foundation
import GRDB
import Testing

@testable import ArchiveAPI

/// Compares the index of a local archive with its content files, without LocalStore's help.
struct LocalArchiveCheck {
    let directory: String

    init(_ directory: String) { self.directory = directory }

    /// What is wrong: nothing may be, once an archive has been opened and nobody is writing.
    func problems() throws -> [String] {
        let queue = try DatabaseQueue(path: directory + "/archive.sqlite")
        return try queue.read { db in
            var problems: [String] = []
            var named: Set<String> = []
            for row in try Row.fetchAll(db, sql: "SELECT name, file, stored, hash FROM object") {
                let (name, file, stored, hash): (String, String, Int, String) = (row[0], row[1], row[2], row[3])
                if !named.insert(file).inserted { problems.append("\(name) shares its content") }
                guard let content = FileManager.default.contents(atPath: "\(directory)/objects/\(file.prefix(2))/\(file)") else {
                    problems.append("\(name) has no content")
                    continue
                }
                if content.count != stored { problems.append("\(name) has \(content.count) bytes, not \(stored)") }
                if try Checksum.hexDigest(.md5, of: Array(content)) != hash { problems.append("\(name) has another checksum") }
            }
            for shelf in try FileManager.default.contentsOfDirectory(atPath: directory + "/objects") {
                for file in try FileManager.default.contentsOfDirectory(atPath: directory + "/objects/" + shelf) where !named.contains(file) {
                    problems.append("\(file) is nobody's")
                }
            }
            let counted = try Row.fetchAll(db, sql: """
                SELECT name FROM container WHERE count <> (SELECT count(*) FROM object WHERE container = container.key)
                OR bytes <> (SELECT ifnull(sum(stored), 0) FROM object WHERE container = container.key)
                """)
            problems += counted.map { "\($0["name"] as String) is miscounted" }
            return problems + (try FileManager.default.contentsOfDirectory(atPath: directory + "/incoming")).map { "\($0) is left over" }
        }
    }
}
