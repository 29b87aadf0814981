import ArchiveAPI

/// What a recipe may do, in plain words.
enum RecipePromise {
    static func lines(of header: RecipeHeader) -> [String] {
        let places = header.containers.map { TerminalText.line($0.written) }
        let `where` = places.isEmpty ? "no container" : places.joined(separator: ", ")
        var lines = Effect.allCases.filter(header.effects.contains).map { "\(words(for: $0)) in \(`where`)" }
        if lines.isEmpty { lines = ["nothing in the archive"] }
        if !header.reads.isEmpty { lines.append("read the local files \(list(header.reads))") }
        if !header.writes.isEmpty { lines.append("write the local files \(list(header.writes))") }
        return lines
    }

    private static func list(_ texts: [HeaderText]) -> String {
        texts.map { TerminalText.line($0.written) }.joined(separator: ", ")
    }

    private static func words(for effect: Effect) -> String {
        switch effect {
        case .read: "list, read and download objects"
        case .write: "upload, overwrite and copy objects, set metadata and create containers"
        case .delete: "DELETE objects and containers"
        case .access: "change WHO may read and write"
        case .share: "make temporary URLs, with which anybody can do the same for a while"
        }
    }
}
