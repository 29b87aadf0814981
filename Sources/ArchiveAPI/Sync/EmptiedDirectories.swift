/// Finds which directories are empty once some files are deleted, before they are.
struct EmptiedDirectories {
    private let files: [DownloadPlace]
    /// What goes: files, and directories that were found to be empty then. By bytes, as all paths here.
    private var going: Set<[UInt8]>
    /// The directories that files arrive in or below, be they there already or not.
    private var needed: Set<[UInt8]> = []

    /// - Parameters:
    ///   - files: the files that go.
    ///   - arriving: the paths of those that come.
    init(without files: [DownloadPlace], arriving: [String]) {
        self.files = files
        going = Set(files.map { Array($0.path.utf8) })
        for path in arriving {
            var above = Array(path.utf8)
            while let slash = above.lastIndex(of: UInt8(ascii: "/")) {
                above.removeSubrange(slash...)
                if !needed.insert(above).inserted { break }
            }
        }
    }

    /// Each after those below it. The root stays, whatever goes.
    mutating func find() throws -> [DownloadPlace] {
        var above: [[UInt8]: DownloadPlace] = [:]
        for file in files {
            for depth in 1..<max(1, file.parts.count) {
                let place = DownloadPlace(directory: file.directory, parts: Array(file.parts[..<depth]))
                above[Array(place.path.utf8)] = place
            }
        }
        var found: [DownloadPlace] = []
        let deepestFirst = above.sorted { one, other in
            let (depth, others) = (one.value.parts.count, other.value.parts.count)
            return depth == others ? one.key.lexicographicallyPrecedes(other.key) : depth > others
        }
        for (path, place) in deepestFirst where try isEmpty(place, path) {
            going.insert(path)
            found.append(place)
        }
        return found
    }

    private func isEmpty(_ place: DownloadPlace, _ path: [UInt8]) throws -> Bool {
        let slash = [UInt8(ascii: "/")]
        // A file in it has it for its parent, whose descriptor is what is to be looked into.
        let inside = DownloadPlace(directory: place.directory, parts: place.parts + [""])
        guard !needed.contains(path), let directory = try inside.parentDirectory(creating: false) else { return false }
        return try LocalDisk.run("read the directory", place.path) { try LocalDisk.names(in: directory) }
            .allSatisfy { going.contains(path + slash + $0) }
    }
}
