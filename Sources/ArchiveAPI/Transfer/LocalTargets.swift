/// The local files that one call writes: no two that cannot be side by side.
///
/// Objects may be named `a` and `a/b`, and without their directories two may have one name; a file system has
/// room for one of them. The first keeps the name, and each other gets an error of its own.
struct LocalTargets {
    private let directory: DownloadDirectory
    /// Which object each file is of. By bytes.
    private var files: [[UInt8]: [UInt8]] = [:]
    private var directories: Set<[UInt8]> = []

    init(in directory: DownloadDirectory) { self.directory = directory }

    /// The place of one more file, which is to have the bytes of an object.
    mutating func place(for name: String, of object: String) throws -> DownloadPlace {
        let place = try directory.place(for: name)
        let bytes = Array(name.utf8)
        let above = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { Array(bytes[..<$0]) }
        if let file = above.first(where: { files[$0] != nil }) {
            throw Self.clash(place.path, "'\(String(decoding: file, as: UTF8.self))' is a file, so that nothing can be below it")
        }
        guard !directories.contains(bytes) else { throw Self.clash(place.path, "there are files below it, so that it is a directory") }
        if let other = files.updateValue(Array(object.utf8), forKey: bytes), other != Array(object.utf8) {
            throw Self.clash(place.path, "'\(String(decoding: other, as: UTF8.self))' of the same call goes there")
        }
        directories.formUnion(above)
        return place
    }

    static func clash(_ path: String, _ why: String) -> ArchiveError {
        ArchiveError(
            .unsafePath, "cannot write '\(path)': \(why)",
            hint: "Download it in a call of its own, to another local directory.", path: path)
    }
}
