/// Which names containers and objects may have; `usage` errors for the others.
enum LocalNames {
    /// For looking: what could not be a container's name at all.
    static func check(container name: String) throws {
        let problem: String? =
            name.isEmpty ? "is empty"
            : name.utf8.contains(UInt8(ascii: "/")) ? "contains a slash"
            : name.utf8.contains(0) ? "contains a NUL byte" : nil
        if let problem {
            throw ArchiveError(
                .usage, "the container name '\(name)' \(problem)", hint: "Directories are part of file names.", status: 400, path: name)
        }
    }

    /// For making: the length too.
    static func check(newContainer name: String) throws {
        try check(container: name)
        let most = ServiceLimits().maxContainerNameLength
        if name.utf8.count > most {
            throw ArchiveError(
                .usage, "the container name '\(name)' has \(name.utf8.count) bytes, and \(most) are allowed", status: 400, path: name)
        }
    }

    static func check(_ address: ObjectAddress) throws {
        try check(container: address.container)
        let name = address.name
        let problem: String? = name.isEmpty ? "is empty" : name.utf8.contains(0) ? "contains a NUL byte" : nil
        if let problem {
            throw ArchiveError(.usage, "the file name '\(name)' \(problem)", status: 400, path: address.name)
        }
    }

    static func check(new address: ObjectAddress) throws {
        try check(address)
        let most = ServiceLimits().maxObjectNameLength
        if address.name.utf8.count > most {
            throw ArchiveError(
                .usage, "the file name '\(address.name)' has \(address.name.utf8.count) bytes, and \(most) are allowed", status: 400,
                path: address.name)
        }
    }
}
