import Foundation

/// Everything below a local directory, one entry after another, in the order of the bytes of their paths.
///
/// Goes down from the open directory by descriptors and follows no symbolic link. In memory are the names of the
/// directories that it is in at the moment. Files of unfinished downloads are passed over.
struct LocalWalk {
    struct File: Sendable, Equatable {
        let bytes: Int64
        /// Seconds since 1970.
        let modified: Double
        /// Whether something that an unfinished download of it left lies beside it.
        var hasLeftovers = false
    }

    struct Entry: Sendable {
        /// Below the root, in bytes: a local name need not be UTF-8.
        let path: [UInt8]
        /// The file, or why this cannot be one: a link, a device, a directory that cannot be read …
        let file: Result<File, ArchiveError>

        /// The file, for who does something with it: what is not for a recipe counts as refused then.
        func taken() throws(ArchiveError) -> File {
            do {
                return try file.get()
            } catch {
                if error.code == .notPermitted, let path = error.path { LocalPermit.tell(ofRefusedPath: path) }
                throw error
            }
        }
    }

    private let root: DownloadDirectory
    private let hides: (_ directory: [UInt8]) -> Bool
    /// The directories that the walk is in, the deepest last; nil before it begins.
    private var open: [Directory]?

    /// - Parameter hides: whether a directory, by its path below the root, is not to be looked into.
    init(_ root: DownloadDirectory, hides: @escaping (_ directory: [UInt8]) -> Bool = { _ in false }) {
        self.root = root
        self.hides = hides
    }

    /// The next entry; nil after the last, and at once where there is no such directory.
    mutating func next() throws -> Entry? {
        var open = try self.open ?? root.open(creating: false).map { [try Directory($0, path: [], root)] } ?? []
        defer { self.open = open }
        while let directory = open.last {
            guard let name = open[open.count - 1].names.popLast() else {
                open.removeLast()
                continue
            }
            let path = directory.path + name.bytes
            guard name.isDirectory else { return Entry(path: path, file: file(name, path)) }
            // With its slash, as it was sorted.
            if hides(path.dropLast()) { continue }
            do {
                if let refusal = name.refusal { throw refusal }
                guard let found = try self.directory(name, in: directory, path) else { continue }
                open.append(found)
            } catch let error as ArchiveError {
                return Entry(path: path, file: .failure(error))
            }
        }
        return nil
    }

    private func directory(_ name: Name, in parent: Directory, _ path: [UInt8]) throws -> Directory? {
        let shown = shown(path)
        return try LocalDisk.run("read the directory", shown) {
            do {
                let found = try LocalDisk.open(
                    name.bytes.dropLast(), at: parent.descriptor.number, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                try LocalPermit.check(found, shown: shown)
                return try Directory(found, path: path, root)
            } catch let failure as LocalDiskFailure where failure.code == ENOENT {
                return nil
            }
        }
    }

    private func file(_ name: Name, _ path: [UInt8]) -> Result<File, ArchiveError> {
        if let refusal = name.refusal { return .failure(refusal) }
        let shown = shown(path)
        guard String(validating: path, as: UTF8.self) != nil else {
            return .failure(
                ArchiveError(
                    .localFile, "the name of '\(shown)' is not UTF-8", hint: "Rename it: names in an archive are UTF-8.", path: shown))
        }
        switch name.type {
        case S_IFREG:
            return .success(name.file)
        case S_IFLNK:
            return .failure(
                ArchiveError(
                    .unsafePath, "'\(shown)' is a symbolic link, and a sync follows none",
                    hint: "Exclude it, or put what it points to in its place.", path: shown))
        default:
            return .failure(
                ArchiveError(
                    .localFile, "'\(shown)' is neither a file nor a directory (a pipe, device or socket has no size)",
                    hint: "Exclude it.", path: shown))
        }
    }

    private func shown(_ path: [UInt8]) -> String { root.shown(String(decoding: path, as: UTF8.self)) }
}

extension LocalWalk {
    /// A name in a directory; that of a directory ends in a slash, so that it sorts where the names below it do.
    private struct Name {
        let bytes: [UInt8]
        /// As `S_IFMT` masks it.
        let type: mode_t
        /// Of a file, its size and time.
        let file: File
        /// Why it is not to be looked into.
        let refusal: ArchiveError?

        init(_ bytes: [UInt8], _ status: stat, _ leftovers: Set<[UInt8]>, _ refusal: ArchiveError?) {
            self.refusal = refusal
            type = status.st_mode & S_IFMT
            self.bytes = type == S_IFDIR ? bytes + [UInt8(ascii: "/")] : bytes
            file = File(
                bytes: Int64(status.st_size), modified: status.modificationTime,
                hasLeftovers: !leftovers.isEmpty && PartName(String(decoding: bytes, as: UTF8.self)).isAny(of: leftovers))
        }

        var isDirectory: Bool { type == S_IFDIR }
    }

    private struct Directory {
        let descriptor: LocalDescriptor
        /// Below the root, with a slash at the end; empty for the root.
        let path: [UInt8]
        /// What is still to be visited, the next one last.
        var names: [Name] = []

        init(_ descriptor: LocalDescriptor, path: [UInt8], _ root: DownloadDirectory) throws {
            self.descriptor = descriptor
            self.path = path
            var all = try LocalDisk.run("read the directory", root.path) { try LocalDisk.names(in: descriptor) }
            let leftovers = Set(all[all.partition(by: PartName.isOne)...])
            for name in all.dropLast(leftovers.count) {
                // What is gone by now was not there.
                guard let status = try LocalDisk.status(at: name, in: descriptor.number) else { continue }
                let refusal = try LocalPermit.error(
                    name, status, in: descriptor, shown: root.shown(String(decoding: path + name, as: UTF8.self)))
                names.append(Name(name, status, leftovers, refusal))
            }
            names.sort { $1.bytes.lexicographicallyPrecedes($0.bytes) }
        }
    }
}

extension LocalDisk {
    /// As `open`, for a name that need not be UTF-8.
    static func open(_ name: some Sequence<UInt8>, at directory: Int32, _ flags: Int32, mode: mode_t = 0o666) throws -> LocalDescriptor {
        while true {
            let number = openat(directory, name.map { CChar(bitPattern: $0) } + [0], flags | O_CLOEXEC, mode)
            if number >= 0 { return LocalDescriptor(number) }
            let code = errno
            if code != EINTR { throw LocalDiskFailure(code: code) }
        }
    }

    /// As `status`, for a name that need not be UTF-8.
    static func status(at name: [UInt8], in directory: Int32) throws -> stat? {
        var status = stat()
        if fstatat(directory, name.map { CChar(bitPattern: $0) } + [0], &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
        let code = errno
        if code == ENOENT { return nil }
        throw LocalDiskFailure(code: code)
    }

    /// All names in an open directory but `.` and `..`.
    static func names(in directory: LocalDescriptor) throws -> [[UInt8]] {
        // A descriptor of its own: closing the stream closes that.
        let number = openat(directory.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw LocalDiskFailure(code: errno) }
        guard let stream = fdopendir(number) else {
            let code = errno
            close(number)
            throw LocalDiskFailure(code: code)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                let code = errno
                if code != 0 { throw LocalDiskFailure(code: code) }
                return names
            }
            let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
            let name = Array(UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self))))
            if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { names.append(name) }
        }
    }
}
