import Foundation

/// What `LocalPermit` holds this process to.
struct LocalConfinement: Sendable {
    typealias Access = LocalPermit.Access
    typealias Names = [[UInt8]]

    /// A file or directory that was declared, with the access to it.
    struct Root: Sendable {
        let access: Access
        /// From the root of the file system, as it was written.
        let written: Names
        /// The same with its links followed, as they led when it was declared.
        let real: Names
        /// The directory there, or the deepest above it that there was.
        let anchor: LocalDescriptor
        /// The rest of the way from there, on which no link is followed.
        let below: Names
    }

    private let current: Names
    private var roots: [Root]
    private let exceptions: LocalExceptions
    let whenRefused: @Sendable (_ access: Access, _ path: String, _ isDeclarable: Bool) -> Void

    init(
        reads: [String], writes: [String], except: [String], within: String? = nil,
        whenRefused: @escaping @Sendable (_ access: Access, _ path: String, _ isDeclarable: Bool) -> Void
    ) throws {
        let current = Self.names(in: FileManager.default.currentDirectoryPath, from: [])
        let exceptions = LocalExceptions(except.map { Self.real(Self.names(in: $0, from: current)) })
        let outermost = within.map { Self.real(Self.names(in: $0, from: current)) }.map { $0.existing + $0.rest } ?? []
        self.current = current
        self.exceptions = exceptions
        self.whenRefused = whenRefused
        roots = try (reads.map { ($0, Access.read) } + writes.map { ($0, Access.write) }).map { path, access in
            try LocalDisk.checkPath(path)
            let written = Self.names(in: path, from: current)
            let (existing, rest) = Self.real(written)
            guard !exceptions.hold(existing + rest) else {
                throw Self.notForRecipes(path)
            }
            guard (existing + rest).starts(with: outermost) else {
                throw ArchiveError(.notPermitted, "'\(path)' is not in '\(within ?? "")', where all of this run must lie", path: path)
            }
            return try LocalDisk.run("look at", path) {
                let root = try Self.root(access, written, existing, rest)
                guard try !LocalDevice.holds(root.anchor) else { throw Self.notForRecipes(path) }
                return root
            }
        }
    }

    /// The same, with nothing that may be opened.
    var closed: LocalConfinement {
        var closed = self
        closed.roots = []
        return closed
    }

    private static func notForRecipes(_ path: String) -> ArchiveError {
        ArchiveError(.notPermitted, "'\(path)' is not for recipes, whatever they declare", path: path)
    }

    private static func root(_ access: Access, _ written: Names, _ existing: Names, _ rest: Names) throws -> Root {
        do {
            let anchor = try LocalDisk.open(path(existing), LocalDisk.lookingOnly | O_DIRECTORY)
            return Root(access: access, written: written, real: existing + rest, anchor: anchor, below: rest)
        } catch let failure as LocalDiskFailure where failure.code == ENOTDIR && !existing.isEmpty {
            return try root(access, written, existing.dropLast(), existing.suffix(1) + rest)
        }
    }

    /// The names on the way to a path from the root, without `.` and `..`: a name before `..` goes, be it a link or not.
    static func names(in path: String, from current: Names) -> Names {
        var names = path.utf8.first == UInt8(ascii: "/") ? [] : current
        for name in path.utf8.split(separator: UInt8(ascii: "/")) where !name.elementsEqual(".".utf8) {
            if name.elementsEqual("..".utf8) { _ = names.popLast() } else { names.append(Array(name)) }
        }
        return names
    }

    static func path(_ names: Names) -> String {
        "/" + names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }

    /// What there is of a way, its links followed, and the names that are left.
    private static func real(_ names: Names) -> (existing: Names, rest: Names) {
        for count in stride(from: names.count, through: 0, by: -1) {
            guard let resolved = realpath(path(Array(names[..<count])), nil) else { continue }
            defer { free(resolved) }
            return (self.names(in: String(cString: resolved), from: []), Array(names[count...]))
        }
        return ([], names)
    }

    static func target(of path: String, leaving directory: String) -> String? {
        let current = names(in: FileManager.default.currentDirectoryPath, from: [])
        let (way, base) = (real(names(in: path, from: current)), real(names(in: directory, from: current)))
        let (whole, start) = (way.existing + way.rest, base.existing + base.rest)
        // What is hidden in the path as it is written is no link's doing.
        let isHidden = way.existing.dropFirst(start.count).contains { $0.first == UInt8(ascii: ".") }
        return whole.starts(with: start) && !isHidden ? nil : self.path(whole)
    }

    // MARK: Asking

    /// The declared place that a path is in, and the way from there.
    private func place(of path: String, _ access: Access) throws -> (root: Root, rest: Names) {
        let names = Self.names(in: path, from: current)
        for root in roots where root.access == access {
            for base in [root.written, root.real] where names.starts(with: base) {
                return (root, Array(names[base.count...]))
            }
        }
        throw refusal(path, access)
    }

    func check(_ path: String, _ access: [Access]) throws {
        for access in access { _ = try place(of: path, access) }
    }

    func check(_ name: [UInt8], in directory: LocalDescriptor, shown path: () -> String) throws {
        if try exceptions.hold(name, in: directory) { throw exception(path()) }
    }

    func check(_ opened: LocalDescriptor, shown path: () -> String) throws {
        if try exceptions.hold(opened) { throw exception(path()) }
    }

    /// What a walk says of a name that is not for recipes. It counts as refused once somebody wants what is there.
    func error(_ name: [UInt8], _ status: stat, in directory: LocalDescriptor, shown path: () -> String) throws -> ArchiveError? {
        try exceptions.hold(status) || exceptions.hold(name, in: directory) ? Self.exception(path(), .read) : nil
    }

    func open(
        _ path: String, _ flags: Int32, for access: [Access], mode: mode_t, makesDirectories: Bool = false
    ) throws -> LocalDescriptor {
        try LocalDisk.checkPath(path)
        let places = try access.map { try place(of: path, $0) }
        guard let (root, rest) = places.last, let last = access.last else { throw LocalDiskFailure(code: EACCES) }
        do {
            return try ConfinedWay(root, exceptions, makesDirectories: makesDirectories).open(rest, flags, mode: mode)
        } catch ConfinedWay.Obstacle.leadsOutside {
            whenRefused(last, path, true)
            throw ArchiveError(
                .notPermitted, "'\(path)' leads outside of what this recipe may \(last.rawValue)",
                hint: "A symbolic link on the way goes elsewhere: \(last.field) would have to name that place.", path: path)
        } catch ConfinedWay.Obstacle.isException {
            throw exception(path, last)
        }
    }

    private func refusal(_ path: String, _ access: Access) -> ArchiveError {
        whenRefused(access, path, true)
        return ArchiveError(
            .notPermitted, "this recipe may not \(access.rawValue) '\(path)'",
            hint: "Its header would have to say: \(access.field) = [\(path.luaLiteral)]", path: path)
    }

    private func exception(_ path: String, _ access: Access? = nil) -> ArchiveError {
        whenRefused(access ?? .read, path, false)
        return Self.exception(path, access)
    }

    private static func exception(_ path: String, _ access: Access?) -> ArchiveError {
        ArchiveError(
            .notPermitted, "this recipe may not \(access?.rawValue ?? "have") '\(path)'",
            hint: "Configuration, credentials, other recipes and devices are not for recipes, whatever they declare.", path: path)
    }
}
