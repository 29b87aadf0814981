/// What lies in a directory, level by level down to a depth, with the sums of all that lies deeper.
public struct DirectoryTree: Sendable, Equatable {
    /// A directory or a file of the tree.
    public struct Entry: Sendable, Equatable {
        /// The last part of its path.
        public var name: String
        /// The whole path in the container; a directory's without a slash at its end.
        public var path: String
        public var isDirectory: Bool
        /// How deep it lies: 1 for what is in the directory itself.
        public var level: Int
        /// Of a directory, everything below it, however deep.
        public var bytes: Int64
        public var count: Int64
        public var omitted = Omitted()
    }

    /// What lies in a directory within the depth, and is not among the entries.
    public struct Omitted: Sendable, Equatable {
        public var directories: Int64 = 0
        public var files: Int64 = 0
        /// The size of these files and of everything in these directories.
        public var bytes: Int64 = 0
    }

    public var container: String
    /// The directory that was looked at; empty for the whole container.
    public var directory: String
    public var depth: Int
    /// Everything below the directory.
    public var bytes: Int64 = 0
    public var count: Int64 = 0
    /// Directories and files in the order of their names, each directory before what is in it.
    public var entries: [Entry] = []
    /// What lies in the directory itself and is not among the entries.
    public var omitted = Omitted()

    /// How many directories and files within the depth are not among the entries.
    public var omittedCount: Int64 {
        entries.reduce(omitted.directories + omitted.files) { $0 + $1.omitted.directories + $1.omitted.files }
    }
}

extension ReadableContainer {
    /// The tree of directories and files below a directory, from one walk through its listing.
    ///
    /// The memory it takes does not depend on the length of the listing: of a directory with many files only the
    /// first are kept, and the others are counted.
    /// - Throws: `not_found` where there is no such directory.
    public func tree(_ directory: String = "", depth: Int = 2) async throws -> DirectoryTree {
        guard depth >= 1 else {
            throw ArchiveError(.usage, "the depth of a tree is at least 1, not \(depth)")
        }
        var builder = TreeBuilder(container: name, directory: directory, depth: depth)
        let files = files(ListFilter(directory: directory))
        while let page = try await files.nextPage() {
            for file in page { builder.add(file.name, file.bytes) }
        }
        guard builder.tree.count > 0 || builder.tree.directory.isEmpty else { throw directoryNotFound(directory) }
        return builder.tree
    }
}
