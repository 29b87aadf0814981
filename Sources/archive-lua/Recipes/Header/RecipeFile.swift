import ArchiveAPI
import Foundation
import Glibc
import LuaBridge

/// A recipe as it lies somewhere: its text, its header, and where it came from.
struct RecipeFile {
    /// An absolute path.
    let path: String
    let source: [UInt8]
    let header: RecipeHeader
    let sha256: String

    /// The source for Lua: without a first line that begins with #, which is for the shell.
    var code: [UInt8] { ScriptSource.code(source) }

    /// The most bytes that a recipe may have.
    static let largest = 1 << 20

    /// - Parameter word: a recipe's name, or the path of a file: what has a slash or ends in `.lua`.
    /// - Throws: `not_found`, `local_file`, or `usage` for a header that is none.
    init(_ word: CommandLine.Word) throws {
        let text = CommandLine.text(word)
        guard Self.isPath(text) else {
            guard let path = Self.path(ofName: text) else {
                throw ArchiveError(
                    .notFound, "there is no recipe '\(text)'",
                    hint: NearestName.hint(for: text, among: Self.names.map(\.name)) ?? "'archive-lua recipe list' has the names; a file is written ./\(text).lua.",
                    path: text)
            }
            try self.init(path: path)
            return
        }
        try self.init(path: text)
    }

    init(path: String) throws {
        let absolute = Self.absolute(path)
        self = try Self(path: absolute, source: Self.read(absolute, calledAs: path), calledAs: path)
    }

    /// - Parameter name: what messages call the file.
    init(path: String, source: [UInt8], calledAs name: String) throws {
        self.path = path
        self.source = source
        sha256 = try Checksum.hexDigest(.sha256, of: source)
        do {
            header = try RecipeHeader(of: source)
        } catch {
            throw ArchiveError(
                .usage, "\(name):\(error.line):\(error.column): \(error.reason)", hint: error.hint, path: name)
        }
    }

    static func isPath(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "/")) || text.hasSuffix(".lua") }

    /// Added ones come before those that ship with the program.
    static func path(ofName name: String) -> String? {
        guard RecipeHeader.isName(name) else { return nil }
        return [RecipePlaces.added, RecipePlaces.shipped].compactMap { $0.map { "\($0)/\(name).lua" } }.first { access($0, R_OK) == 0 }
    }

    /// The recipes that can be run by name, sorted; a name counts once.
    static var names: [(name: String, path: String)] {
        var found: [String: String] = [:]
        for folder in [RecipePlaces.shipped, RecipePlaces.added].compactMap(\.self) {
            for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where file.hasSuffix(".lua") {
                let name = String(file.dropLast(4))
                if RecipeHeader.isName(name), !name.hasSuffix("_test") { found[name] = "\(folder)/\(file)" }
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The one path that a file has, links followed; of what is not there, the path as it was meant.
    static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else {
            return path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        }
        defer { free(real) }
        return String(cString: real)
    }

    /// Where a path leads, links followed, also where nothing is there yet; nil where that cannot be said.
    static func real(_ path: String) -> String? {
        let whole = path.utf8.starts(with: "/".utf8) ? path : FileManager.default.currentDirectoryPath + "/" + path
        var there = whole.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        var missing: [String] = []
        while true {
            let place = "/" + there.joined(separator: "/")
            if let real = realpath(place, nil) {
                defer { free(real) }
                return ([String(cString: real)] + missing).joined(separator: "/")
            }
            var status = stat()
            // A link that leads nowhere leads somewhere once that is made.
            guard errno == ENOENT, lstat(place, &status) != 0, let last = there.popLast(), last != ".." else { return nil }
            missing.insert(last, at: 0)
        }
    }

    /// The bytes of a file; what is no file, as a pipe that nobody writes into, is refused at once.
    ///
    /// - Parameter followsLinks: whether the file may be a link to another.
    static func read(_ path: String, calledAs name: String, largest: Int = largest, followsLinks: Bool = true) throws -> [UInt8] {
        func refuse(_ why: String) -> ArchiveError { ArchiveError(.localFile, "could not read '\(name)': \(why)", path: name) }
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followsLinks ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else {
            let code = errno
            if code == ELOOP, !followsLinks { throw refuse("it is a symbolic link") }
            var error = refuse(String(cString: strerror(code)))
            error.hint = "Check the spelling of the path."
            throw error
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw refuse("it is no file") }
        guard status.st_size <= largest else {
            throw ArchiveError(.usage, "'\(name)' is larger than it may be, \(HumanSize.text(Int64(largest)))", path: name)
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + done, $0.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw refuse(String(cString: strerror(errno))) }
            if count == 0 { break }
            done += count
        }
        return Array(bytes.prefix(done))
    }
}
