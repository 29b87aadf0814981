import ArchiveAPI

extension ReadableContainer {
    /// Does something with a file; where there is none of that name, but a directory, the error says what is there for those.
    func namingDirectory<Result: Sendable>(_ path: String, _ method: String, _ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch var error as ArchiveError where error.code == .notFound || (error.code == .unsafePath && path.hasSuffix("/")) {
            guard let found = try? await files(ListFilter(directory: path)).next(), found.name != path else { throw error }
            error.hint = "It is a directory: \(method)(\(TerminalText.luaLiteral(path)))"
            throw error
        }
    }
}
