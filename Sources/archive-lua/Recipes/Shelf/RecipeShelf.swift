import ArchiveAPI
import Foundation
import Glibc

/// Where recipes are passed on: a container, or a local folder. Beside each recipe lies its checksum.
enum RecipeShelf {
    /// A container, by its name; it is looked for in the session's archive.
    case container(String)
    /// A public container, by its URL.
    case url(String)
    case folder(String)

    private static let scheme = "archive:"

    /// - Parameter text: `archive:CONTAINER`, a URL, or a folder's path.
    init(_ text: String) throws {
        if text.hasPrefix(Self.scheme) {
            let name = String(text.dropFirst(Self.scheme.count))
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")) else {
                throw ArchiveError(.usage, "'\(text)' names no container", hint: "A shelf is written archive:CONTAINER.", path: text)
            }
            self = .container(name)
        } else if text.hasPrefix("https://") || text.hasPrefix("http://") || text.hasPrefix("file:") {
            self = .url(text)
        } else {
            self = .folder(text)
        }
    }

    /// A recipe on a shelf.
    struct Place {
        let shelf: RecipeShelf
        let name: String
        /// As the lock keeps it.
        let text: String

        /// - Parameter text: `archive:CONTAINER/NAME`, a URL that ends in the name, or a file's path.
        init(_ text: String) throws {
            guard RecipeFile.isPath(text) else {
                throw ArchiveError(
                    .usage, "'\(text)' is no place of a recipe", hint: "A place is archive:CONTAINER/NAME, a URL, or a file: ./\(text).lua.", path: text)
            }
            let isRemote = Self.isRemote(text)
            let whole = isRemote ? text : RecipeFile.absolute(text)
            let last = String(whole.split(separator: "/").last ?? "")
            name = last.hasSuffix(".lua") ? String(last.dropLast(4)) : last
            guard RecipeHeader.isName(name) else {
                throw ArchiveError(.usage, "'\(name)' is no name of a recipe: small letters, digits, - and _", path: text)
            }
            shelf = try RecipeShelf(RecipePlaces.parent(of: whole))
            self.text = isRemote && whole.hasSuffix(".lua") ? String(whole.dropLast(4)) : whole
        }

        /// Whether a text can only be a place on a shelf, and no file.
        static func isRemote(_ text: String) -> Bool {
            text.hasPrefix(RecipeShelf.scheme) || text.contains("://") || text.hasPrefix("file:")
        }

        /// The recipe, compared with the checksum that lies beside it.
        func fetch() async throws -> RecipeFile {
            let source = try await shelf.read(name + ".lua")
            if let noted = try await shelf.optional(name + ".lua.sha256") {
                let sum = try Checksum.hexDigest(.sha256, of: source)
                guard String(decoding: noted, as: UTF8.self).split(separator: " ").first.map(String.init) == sum else {
                    throw ArchiveError(
                        .integrity, "the recipe '\(name)' is not what was published: its SHA-256 is \(sum)",
                        hint: "Ask whoever published it to do so again.", path: text)
                }
            }
            return try RecipeFile(path: text, source: source, calledAs: "\(name).lua")
        }
    }

    private func container() async throws -> any ReadableContainer {
        switch self {
        case .container(let name): try await Session.current.archive.findContainer(name)
        case .url(let url): try await Session.current.publicContainer(url)
        case .folder(let path): throw ArchiveError(.usage, "'\(path)' is a folder, not a container")
        }
    }

    /// The address of the container of `archive:CONTAINER`; nil for another shelf, which says by itself where it is.
    func address() async throws -> String? {
        guard case .container = self else { return nil }
        return try await container().location
    }

    func read(_ name: String) async throws -> [UInt8] {
        guard case .folder(let path) = self else {
            let container = try await container()
            do {
                // Whoever keeps the shelf may say that there is less than comes.
                return try await container.read(name, decode: nil, most: RecipeFile.largest)
            } catch let error as ArchiveError where error.code == .tooLarge {
                throw ArchiveError(.usage, "'\(name)' is larger than a recipe may be, 1 MB", path: name)
            }
        }
        let file = path.isEmpty ? "/\(name)" : "\(path)/\(name)"
        // Whoever filled the folder is not to say which other file of this machine is taken.
        return try RecipeFile.read(file, calledAs: file, followsLinks: false)
    }

    /// nil where there is none.
    func optional(_ name: String) async throws -> [UInt8]? {
        var status = stat()
        if case .folder(let path) = self, lstat("\(path)/\(name)", &status) != 0 { return nil }
        do {
            return try await read(name)
        } catch let error as ArchiveError where error.code == .notFound {
            return nil
        }
    }

    /// Whether these very files are there.
    func holds(_ files: some Sequence<(name: String, content: [UInt8])>) async throws -> Bool {
        for file in files where try await optional(file.name) != file.content { return false }
        return true
    }

    /// Throws `usage` for what is only there to be read.
    func checkWritable() throws {
        guard case .url = self else { return }
        throw ArchiveError(.usage, "a public container cannot be written to", hint: "Name it as archive:CONTAINER.")
    }

    /// Puts files there, in place of what is there.
    func write(_ files: [(name: String, content: [UInt8])]) async throws {
        switch self {
        case .url: try checkWritable()
        case .folder(let path):
            for file in files {
                do {
                    try Data(file.content).write(to: URL(fileURLWithPath: "\(path)/\(file.name)"), options: .atomic)
                } catch {
                    throw ArchiveError(
                        .localFile, "could not write '\(path)/\(file.name)': \(error.localizedDescription)",
                        hint: "The folder of a shelf must be there; a container is written archive:\(path.split(separator: "/").last ?? "").", path: path)
                }
            }
        case .container(let name):
            let container = try await Session.current.archive.findContainer(name)
            var template = Array("\(NSTemporaryDirectory())/archive-lua-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw ArchiveError(.localFile, "could not make a temporary folder") }
            let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            for file in files { try Data(file.content).write(to: URL(fileURLWithPath: "\(folder)/\(file.name)")) }
            _ = try await container.upload(files.map { "\(folder)/\($0.name)" }, overwrite: true)
        }
    }
}
