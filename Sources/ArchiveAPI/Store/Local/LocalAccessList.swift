/// Access lists (`X-Container-Read`, `X-Container-Write`) as the service treats them.
enum LocalAccessList {
    /// The list without white space and empty elements, referrers in their short form.
    ///
    /// - Throws: `usage` for an element that the service refuses.
    static func cleaned(_ list: String, header: String) throws -> String {
        try list.split(separator: ",").map(trimmed).filter { !$0.isEmpty }.map { element -> String in
            guard let colon = element.firstIndex(of: ":"), element.hasPrefix(".") else { return element }
            let kind = trimmed(element[..<colon])
            guard [".r", ".ref", ".referer", ".referrer"].contains(kind) else {
                throw refused(element, header, "'\(kind)' is no kind of access")
            }
            if header.contains("write") { throw refused(element, header, "referrers cannot be allowed to write") }
            var host = trimmed(element[element.index(after: colon)...])
            let denied = host.hasPrefix("-")
            if denied { host = trimmed(host.dropFirst()) }
            if host != "*", host.hasPrefix("*") { host = trimmed(host.dropFirst()) }
            if host.isEmpty || host == "." { throw refused(element, header, "no host follows") }
            return ".r:\(denied ? "-" : "")\(host)"
        }.joined(separator: ",")
    }

    private static func refused(_ element: String, _ header: String, _ why: String) -> ArchiveError {
        ArchiveError(.usage, "the access element '\(element)' of \(header) is refused: \(why)", status: 400)
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
