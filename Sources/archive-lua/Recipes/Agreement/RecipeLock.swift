import ArchiveAPI
import Foundation
import Glibc
import TOMLKit

/// What was added, agreed to or marked as one's own: `recipes.lock` in the user's configuration directory.
struct RecipeLock: Codable, Equatable {
    /// How a recipe came to be trusted.
    enum Standing: String, Codable {
        /// Added from a shelf, and agreed to then: this text only.
        case added
        /// Agreed to when it was run: this text only.
        case agreed
        /// One's own, at this path, whatever its text.
        case own
    }

    struct Entry: Codable, Equatable {
        var name: String
        var version: String
        /// An absolute path, or `archive:CONTAINER/NAME`.
        var source: String
        /// The address of the container that `archive:CONTAINER` meant then.
        var container: String?
        var standing: Standing
        var sha256: String
        var effects: [String]
        var containers: [String]
        var reads: [String]
        var writes: [String]
    }

    var format = 1
    var recipe: [Entry] = []

    private static let fileName = "recipes.lock"
    /// In bytes.
    private static let largest = 64 << 20

    static var path: String? { ConfigurationFolder.path(of: fileName) }

    /// Empty where there is none yet.
    /// - Throws: `usage` where somebody has edited it to what it cannot be.
    static func load() throws -> RecipeLock {
        guard let path, access(path, F_OK) == 0 else { return RecipeLock() }
        let text = String(decoding: try RecipeFile.read(path, calledAs: path, largest: largest), as: UTF8.self)
        func damaged(_ where: String, _ reason: String) -> ArchiveError {
            ArchiveError(
                .usage, "\(path)\(`where`): \(reason)",
                hint: "Mend it by hand, or move it away: what was agreed to is then asked for again.", path: path)
        }
        do {
            try TOMLShape.check(text)
            let lock = try TOMLDecoder(strictDecoding: true).decode(RecipeLock.self, from: text)
            guard lock.format == 1 else { throw damaged("", "format \(lock.format) is unknown to this version of archive-lua") }
            return lock
        } catch let error as TOMLShape.Problem {
            throw damaged(":\(error.line):\(error.column)", error.reason)
        } catch let error as TOMLParseError {
            throw damaged(":\(error.source.begin.line):\(error.source.begin.column)", error.description)
        } catch let error as ArchiveError {
            throw error
        } catch {
            throw damaged("", "not what archive-lua writes: \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "the key '\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context), DecodingError.dataCorrupted(let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
        default: "\(error)"
        }
    }

    /// Changes it as one step, whoever else does too.
    static func change(_ body: (inout RecipeLock) throws -> Void) throws {
        guard let path else {
            throw ArchiveError(.localFile, "there is no place to keep \(fileName)", hint: "Set HOME or XDG_CONFIG_HOME.")
        }
        func check(_ isGood: Bool) throws {
            if !isGood { throw ArchiveError(.localFile, "could not write '\(path)': \(String(cString: strerror(errno)))", path: path) }
        }
        try? FileManager.default.createDirectory(atPath: RecipePlaces.parent(of: path), withIntermediateDirectories: true)
        let guardian = open(path + ".guard", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try check(guardian >= 0)
        defer { close(guardian) }
        while flock(guardian, LOCK_EX) != 0 { try check(errno == EINTR) }
        var lock = try load()
        let before = lock
        try body(&lock)
        guard lock != before else { return }
        lock.recipe.sort { ($0.name, $0.source) < ($1.name, $1.source) }
        let text = "# What was agreed to. Written by archive-lua.\n" + (try TOMLEncoder().encode(lock)) + "\n"
        // Not every text comes back from the library as it went there: a part of one must not be taken for an agreement.
        guard (try? TOMLDecoder(strictDecoding: true).decode(RecipeLock.self, from: text)) == lock else {
            throw ArchiveError(
                .usage, "this cannot be kept in '\(path)': a path, or what the header declares, has characters that a TOML file does not keep",
                hint: "Rename the file, or its folder.", path: path)
        }
        try check((try? Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)) != nil)
    }
}

extension RecipeLock.Entry {
    init(_ file: RecipeFile, source: String, container: String?, standing: RecipeLock.Standing) {
        let header = file.header
        self.init(
            name: header.name, version: header.version, source: source, container: container, standing: standing, sha256: file.sha256,
            effects: Effect.allCases.filter(header.effects.contains).map(\.rawValue), containers: header.containers.map(\.written),
            reads: header.reads.map(\.written), writes: header.writes.map(\.written))
    }
}
