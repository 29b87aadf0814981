import Glibc

/// What stands at a path.
enum PathKind {
    case absent, directory, other

    init(of path: String) {
        var status = stat()
        if stat(path, &status) != 0 {
            self = .absent
        } else {
            self = status.st_mode & S_IFMT == S_IFDIR ? .directory : .other
        }
    }
}
