import Glibc

/// The lines of earlier sessions, in a file that only its owner may read.
///
/// An entry is one line of the file, its own line breaks escaped, so that what was typed over several lines
/// comes back as one entry. A session only ever appends, in one write, so two sessions lose nothing of each
/// other's. Secrets never get here (`SecretLine`), neither into the file nor behind the arrow keys.
struct History {
    let path: String?
    private static let kept = 10_000

    /// `$XDG_STATE_HOME/archive-lua/history`; nil where there is no home, and history lasts for the session.
    static func defaultPath(environment: (String) -> String?) -> String? {
        if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/archive-lua/history" }
        guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
        return home + "/.local/state/archive-lua/history"
    }

    /// The entries of earlier sessions, oldest first; keeps the file from growing without end.
    func load() -> [String] {
        guard let path, let bytes = Self.read(path) else { return [] }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        if lines.count > 2 * Self.kept { shorten(path) }
        return lines.suffix(Self.kept).map { Self.unescape(String(decoding: $0, as: UTF8.self)) }
    }

    /// Whether an entry may be kept: it is not empty and mentions no secret.
    static func accepts(_ entry: String) -> Bool {
        !entry.allSatisfy(\.isWhitespace) && !SecretLine.isSecret(entry)
    }

    /// Adds an entry, if it may be kept. A disk that refuses costs the entry, not the session.
    func append(_ entry: String) {
        guard Self.accepts(entry), let path else { return }
        Self.makeParents(of: path)
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        fchmod(file, 0o600)
        flock(file, LOCK_EX)
        Self.write(Array((Self.escape(entry) + "\n").utf8), to: file)
    }

    /// Keeps the newest entries, under the lock that appending takes, in the same file, so that another
    /// session's appending is not lost.
    private func shorten(_ path: String) {
        let file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return }
        defer { close(file) }
        flock(file, LOCK_EX)
        guard let bytes = Self.read(path) else { return }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).suffix(Self.kept)
        guard ftruncate(file, 0) == 0 else { return }
        Self.write(lines.flatMap { $0 + [UInt8(ascii: "\n")] }, to: file)
    }

    static func escape(_ entry: String) -> String {
        entry.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\n", "\r\n": result += "\\n"
            default: result.append(character)
            }
        }
    }

    static func unescape(_ line: String) -> String {
        var result = ""
        var escaped = false
        for character in line {
            if escaped {
                result.append(character == "n" ? "\n" : character)
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    private static func makeParents(of path: String) {
        var position = path.startIndex
        while let slash = path[path.index(after: position)...].firstIndex(of: "/") {
            mkdir(String(path[..<slash]), 0o700)
            position = slash
        }
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count <= 0 { return result }
            result += buffer[..<count]
        }
    }

    private static func write(_ bytes: [UInt8], to file: Int32) {
        _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    }
}
