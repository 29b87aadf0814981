/// A file of checksums, as `sha256sum`, `md5sum` and their kin write it (with `--tag` too), or the payload manifest of
/// a BagIt bag. Which it is shows in its name and its lines.
struct ChecksumManifest: Sendable {
    struct Entry: Sendable, Equatable {
        let algorithm: Checksum.Algorithm
        let digest: String
    }

    private let entries: [(path: [UInt8], entry: Entry)]
    private let own: LocalFileSource
    private let isBag: Bool
    private let isOfTags: Bool

    /// - Throws: `usage` for a file with anything else in it; `local_file`.
    init(_ path: String) throws {
        own = try LocalFileSource(path: path)
        let line = try ManifestLine(named: ObjectPath.basename(path))
        isBag = line.isOfBag
        isOfTags = isBag && ObjectPath.hasPrefix(ObjectPath.basename(path), "tag")
        var found: [[UInt8]: Entry] = [:]
        for (number, text) in line.lines(of: try Self.content(own)).enumerated() {
            guard !line.isEmpty(text) else { continue }
            guard let (name, entry) = line.read(text) else {
                throw ArchiveError(
                    .usage, "line \(number + 1) of '\(path)' is no line of checksums",
                    hint: "Files as sha256sum, md5sum and BagIt write them are understood: a checksum in hexadecimal, then the name.",
                    path: path)
            }
            if let other = found.updateValue(entry, forKey: name), other.algorithm == entry.algorithm, other != entry {
                throw ArchiveError(
                    .usage, "'\(path)' has two checksums for '\(String(decoding: name, as: UTF8.self))'",
                    hint: "Remove the line that is wrong.", path: path)
            }
        }
        guard !found.isEmpty else {
            throw ArchiveError(.usage, "there is no checksum in '\(path)'", path: path)
        }
        entries = found.map { (path: $0.key, entry: $0.value) }.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }

    /// Whether the manifest should have a checksum of a file, if there is one. A bag's is about its payload only, and
    /// that of its other files need not be complete.
    func covers(_ path: [UInt8]) -> Bool { !isBag || (!isOfTags && path.starts(with: "data/".utf8)) }

    /// What is below a directory, as one side of a merge.
    func walk(below directory: String) throws -> TreeMerge<Entry>.Next {
        let prefix = Array(ObjectPath.prefix(directory).utf8)
        var rest = entries.filter { $0.path.starts(with: prefix) }[...]
        guard !rest.isEmpty else {
            throw ArchiveError(
                .notFound, "'\(own.path)' has no checksum of a file below '\(directory)'",
                hint: "dir_path is a directory of the manifest's names; without it they are those below local_directory.", path: directory)
        }
        return { rest.popFirst().map { (Array($0.path.dropFirst(prefix.count)), $0.entry) } }
    }

    private static func content(_ source: LocalFileSource) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: Int(source.length)) { buffer, count in
            while count < buffer.count {
                let read = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
                if read == 0 { return }
                count += read
            }
        }
    }
}

extension DownloadPlace {
    /// Compares the file here with a line of a manifest.
    func verdict(on entry: ChecksumManifest.Entry) async throws -> ContentVerdict {
        try await LocalDiskExecutor.run {
            let file = try openForReading()
            return try LocalDisk.run("read", path) {
                let size = Int64(try LocalDisk.status(of: file).st_size)
                return try Checksum.digest(entry.algorithm, of: file, 0..<size) == entry.digest ? .same : .different
            }
        }
    }
}
