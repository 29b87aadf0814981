import ArchiveAPI
import LuaBridge

/// How a recipe reaches a second archive: by an argument of the type `archive`.
enum ArchiveArgument {
    /// A public container's URL, a cloud's name, or a folder: what has a slash, or is there.
    static func open(_ text: String, permit: any Permit) throws -> any LuaResult {
        let environment = Environment.all
        let scheme = text.prefix { $0 != ":" }.lowercased()
        if ["http", "https", "file"].contains(scheme) {
            let container = try Blocking.wait { try await Clouds.publicContainer(text, cloud: nil, environment: environment) }
            // Who named it wants it to be read, and nothing else can be done to it.
            return container.permitted(by: CountedPermit(base: UnrestrictedPermit()))
        }
        let clouds = CloudConfiguration.cloudNames(environment: environment)
        if clouds.contains(text) {
            return Archive(Clouds.backend(SignInOptions(), cloud: text, environment: environment), permit: permit)
        }
        guard text.utf8.contains(UInt8(ascii: "/")) || PathKind(of: text) == .directory else {
            throw ArchiveError(
                .notFound, "'\(text)' is no cloud of clouds.yaml, no URL and no folder",
                hint: NearestName.hint(for: text, among: clouds) ?? "A folder that is to be made is written with a slash: './\(text)'.", path: text)
        }
        return Archive(LocalBackend(directory: text), permit: permit)
    }
}
