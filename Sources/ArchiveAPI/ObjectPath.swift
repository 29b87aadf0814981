/// Names of objects, read as paths with `/` between their parts.
///
/// The service knows no directories: `a/b` is a name. These functions are the one place that takes names
/// apart; nothing here folds `.` or `..`, which are honest parts of a name.
enum ObjectPath {
    /// The part after the last `/`; of a directory marker (`a/`), the directory's own name with its slash.
    static func basename(_ name: String) -> String {
        let bytes = Array(name.utf8)
        let end = bytes.last == UInt8(ascii: "/") ? bytes.count - 1 : bytes.count
        guard let slash = bytes[..<max(end, 0)].lastIndex(of: UInt8(ascii: "/")) else { return name }
        return String(decoding: bytes[(slash + 1)...], as: UTF8.self)
    }

    /// The part before the last `/`; empty where there is none.
    static func dirname(_ name: String) -> String {
        let base = basename(name)
        let prefix = name.utf8.dropLast(base.utf8.count)
        return String(decoding: prefix.last == UInt8(ascii: "/") ? prefix.dropLast() : prefix, as: UTF8.self)
    }

    /// A directory as a user writes it (`/a`, `a/` or `a`) without slashes around it; empty for the root.
    static func directory(_ path: String) -> String {
        let slash = UInt8(ascii: "/")
        let bytes = Array(path.utf8)
        guard let first = bytes.firstIndex(where: { $0 != slash }), let last = bytes.lastIndex(where: { $0 != slash })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// What the names of all objects below a directory begin with; empty for the root.
    static func prefix(_ directory: String) -> String {
        let path = self.directory(directory)
        return path.isEmpty ? "" : path + "/"
    }

    /// The name of something in a directory; the directory as a user writes it.
    static func join(_ directory: String, _ name: String) -> String {
        prefix(directory) + name
    }

    /// The rest of a name after a prefix that it has, by bytes.
    static func remainder(of name: String, after prefix: String) -> String {
        String(decoding: name.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    static func hasPrefix(_ name: String, _ prefix: String) -> Bool {
        name.utf8.starts(with: prefix.utf8)
    }

    static func hasSuffix(_ name: String, _ suffix: String) -> Bool {
        name.utf8.reversed().starts(with: suffix.utf8.reversed())
    }

    /// A name that a caller gave for an object; `usage` where no object can have it.
    static func checked(_ name: String, _ limits: ServiceLimits? = nil) throws(ArchiveError) -> String {
        guard !name.isEmpty else {
            throw ArchiveError(.usage, "the name of a file is empty", hint: "Give the file's path in the container.")
        }
        guard !name.utf8.contains(0) else {
            throw ArchiveError(.usage, "the name of a file may not hold a zero byte", path: name)
        }
        let longest = limits?.maxObjectNameLength ?? 1024
        guard name.utf8.count <= longest else {
            throw ArchiveError(
                .usage, "the name of a file has \(name.utf8.count) bytes, and the service takes \(longest)",
                hint: "Choose a shorter name or directory.", path: name)
        }
        return name
    }
}

extension String {
    /// Whether two names are the same to the service, which compares bytes; `==` takes different Unicode
    /// forms of one text for equal.
    func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
