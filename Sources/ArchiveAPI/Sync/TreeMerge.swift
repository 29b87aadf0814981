/// Two walks side by side, both in the order of their paths' bytes: what is on both sides comes as a pair.
///
/// Holds one entry of each side, whatever the number of files.
struct TreeMerge<Other: Sendable> {
    struct Pair: Sendable {
        /// Below both roots.
        let path: [UInt8]
        /// The path as a name; of what has the name of the other root itself, that.
        let name: String
        let local: LocalWalk.Entry?
        let other: Other?
    }

    typealias Next = () async throws -> (path: [UInt8], other: Other)?

    private var local: LocalWalk
    private let nextOther: Next
    private let rootName: String
    private let filter: PathFilter
    private var heads: (local: LocalWalk.Entry?, other: (path: [UInt8], other: Other)?)?

    /// - Parameters:
    ///   - filter: what it hides is on neither side.
    ///   - rootName: what the names on the other side begin with.
    ///   - nextOther: the other side, sorted.
    init(_ root: DownloadDirectory, _ filter: PathFilter, rootName: String = "", with nextOther: @escaping Next) {
        local = LocalWalk(root, hides: filter.hidesAll)
        self.filter = filter
        self.rootName = rootName
        self.nextOther = nextOther
    }

    mutating func next() async throws -> Pair? {
        var (left, right) = if let heads { heads } else { (try nextLocal(), try await nextShown()) }
        defer { heads = (left, right) }
        switch (left, right) {
        case (nil, nil): return nil
        case (let entry?, let other?) where entry.path == other.path:
            left = try nextLocal()
            right = try await nextShown()
            return pair(entry.path, entry, other.other)
        case (let entry?, let other) where other.map({ entry.path.lexicographicallyPrecedes($0.path) }) ?? true:
            left = try nextLocal()
            return pair(entry.path, entry, nil)
        case (_, let other?):
            right = try await nextShown()
            return pair(other.path, nil, other.other)
        case (_?, nil): return nil
        }
    }

    private func pair(_ path: [UInt8], _ local: LocalWalk.Entry?, _ other: Other?) -> Pair {
        Pair(path: path, name: path.isEmpty ? rootName : String(decoding: path, as: UTF8.self), local: local, other: other)
    }

    private mutating func nextLocal() throws -> LocalWalk.Entry? {
        while let entry = try local.next() {
            if filter.shows(entry.path) { return entry }
        }
        return nil
    }

    private func nextShown() async throws -> (path: [UInt8], other: Other)? {
        while let other = try await nextOther() {
            if filter.shows(other.path) { return other }
        }
        return nil
    }
}

extension ReadableContainer {
    /// The files below a directory, by their paths below it, as one side of a merge.
    ///
    /// - Parameter markers: with objects that only mark a directory.
    func walk(below directory: String, markers: Bool = true) -> TreeMerge<File>.Next {
        let files = files(ListFilter(directory: directory))
        let prefix = ObjectPath.prefix(directory).utf8.count
        return {
            while let file = try await files.next() {
                let path = Array(file.name.utf8.dropFirst(prefix))
                if markers || !file.isMarker(at: path) { return (path, file) }
            }
            return nil
        }
    }

    /// - Throws: `not_found` where nothing is below a directory, which is not the root.
    func checkThere(_ directory: String) async throws {
        guard !ObjectPath.directory(directory).isEmpty else { return }
        guard try await files(ListFilter(directory: directory)).next() != nil else { throw directoryNotFound(directory) }
    }
}

extension File {
    /// Whether an object only marks a directory, as other clients make them: a slash at the end, and no bytes.
    ///
    /// - Parameter path: its path below the directory that is walked.
    func isMarker(at path: [UInt8]) -> Bool { bytes == 0 && (path.isEmpty || path.last == UInt8(ascii: "/")) }
}
