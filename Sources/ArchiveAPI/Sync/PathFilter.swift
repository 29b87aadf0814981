/// Which files of two trees a sync or a check is about: those that `include` matches, if it is given, and `exclude`
/// does not. What it hides is neither transferred nor deleted, on either side.
///
/// Not `Sendable`: it belongs to the walk that asks it.
final class PathFilter {
    private var include: GlobList
    private var exclude: GlobList

    init(include: [String], exclude: [String]) {
        self.include = GlobList(include)
        self.exclude = GlobList(exclude)
    }

    /// The patterns that matched nothing.
    var unmatched: [String] { include.unmatched + exclude.unmatched }

    /// - Parameter path: of a file, below the root; that of a directory's marker ends in a slash.
    func shows(_ path: [UInt8]) -> Bool {
        let isDirectory = path.last == UInt8(ascii: "/")
        let path = isDirectory ? path.dropLast() : path
        let isIncluded = include.matches(path, isDirectory: isDirectory) || include.isEmpty
        return !exclude.matches(path, isDirectory: isDirectory) && isIncluded
    }

    /// Whether nothing below a directory can be shown.
    func hidesAll(below path: [UInt8]) -> Bool { exclude.matches(path, isDirectory: true) }
}
