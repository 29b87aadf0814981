import ArchiveAPI
import Foundation
import Glibc
import LuaBridge

/// How a recipe reaches a second archive: by an argument of the type `archive`.
enum ArchiveArgument {
    /// A variable that names the folder in which all archives must lie: a stranger's tests name whatever they like.
    static let within = "ARCHIVE_LUA_ARCHIVES_WITHIN"

    /// A public container's URL, a cloud's name, or a folder: what has a slash, or is there.
    ///
    /// - Parameter mayMake: whether a folder that has no archive yet gets one.
    static func open(_ text: String, permit: any Permit, mayMake: Bool) throws -> any LuaResult {
        let environment = Environment.all
        if let within = environment[within] {
            try check(text, within: within)
            if !isURL(text) { return try local(text, permit, mayMake) }
        }
        if isURL(text) {
            let container = try Blocking.wait { try await Clouds.publicContainer(text, cloud: nil, environment: environment) }
            // Who named it wants it to be read, and nothing else can be done to it.
            return container.permitted(by: CountedPermit(base: UnrestrictedPermit()))
        }
        let clouds = CloudConfiguration.cloudNames(environment: environment)
        if clouds.contains(text) {
            return Archive(Clouds.backend(SignInOptions(), cloud: text, environment: environment), permit: permit)
        }
        guard isFolder(text) else {
            throw ArchiveError(
                .notFound, "'\(text)' is no cloud of clouds.yaml, no URL and no folder",
                hint: NearestName.hint(for: text, among: clouds) ?? "A folder that is to be made is written with a slash: './\(text)'.", path: text)
        }
        return try local(text, permit, mayMake)
    }

    private static func local(_ folder: String, _ permit: any Permit, _ mayMake: Bool) throws -> Archive {
        guard mayMake || LocalBackend.isArchive(folder) else {
            throw ArchiveError(
                .notFound, "there is no archive in '\(folder)' yet, and this run makes none",
                hint: "Name another folder, or make one first: archive-lua \(ShellWord.quoted("--local=\(folder)")) -e ''", path: folder)
        }
        return Archive(LocalBackend(directory: folder), permit: permit)
    }

    /// - Throws: `not_permitted` for what is no archive in that folder.
    private static func check(_ text: String, within: String) throws {
        let folder = isURL(text) ? LocalBackend.directory(ofPublicURL: text) : isFolder(text) ? text : nil
        guard let folder, let root = RecipeFile.real(within), let real = RecipeFile.real(folder), (real + "/").utf8.starts(with: (root + "/").utf8) else {
            throw ArchiveError(
                .notPermitted, "a test works on no archive but those in its own folder, and '\(text)' is none",
                hint: "Name a folder of the test's own, as './second'.", path: text)
        }
    }

    private static func isURL(_ text: String) -> Bool { ["http", "https", "file"].contains(text.prefix { $0 != ":" }.lowercased()) }

    private static func isFolder(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "/")) || PathKind(of: text) == .directory }
}
