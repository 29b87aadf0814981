/// Tells which names lie below another that is a file, as `a/b` lies below `a`: a local directory has room for one of
/// them. Names come in the order of their bytes, so that only few need to be remembered.
struct FileNesting {
    /// Names of files that further names may lie below, each the beginning of the one after it.
    private var files: [[UInt8]] = []

    /// The file that a path lies below, among those that were added before.
    mutating func file(above path: [UInt8]) -> [UInt8]? {
        while let last = files.last, !path.starts(with: last) { files.removeLast() }
        return files.first { path.count > $0.count && path[$0.count] == UInt8(ascii: "/") }
    }

    /// Adds a file: the next paths are greater.
    mutating func add(_ path: [UInt8]) { files.append(path) }
}
