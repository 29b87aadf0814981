import Foundation
import Locking

/// A local file, or a part of one, to be uploaded.
///
/// The file must stay as it is while it is read: a change of its size or modification time is a
/// `local_file` error, not an object made of two versions.
public final class LocalFileSource: ByteSource {
    /// The path as the user wrote it.
    public let path: String
    /// How many bytes the source gives.
    public let length: Int64
    /// How many bytes the whole file has.
    public let fileLength: Int64
    /// The file's modification time, in seconds since 1970.
    public let modified: Double
    /// Where in the file the source begins.
    let start: Int64
    private let file: LocalDescriptor
    private let position = Locked<Int64>(0)

    /// Opens a file; links to files are followed.
    ///
    /// - Throws: `local_file` where there is none, it cannot be read, or it is no regular file; `usage` for a bad path;
    ///   `not_permitted`.
    public convenience init(path: String) throws {
        try LocalDisk.checkPath(path)
        // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
        try self.init(LocalDisk.run("read", path) { try LocalPermit.open(path, O_RDONLY | O_NONBLOCK, for: [.read]) }, path)
    }

    /// Opens the file at a place; no link on the way or at its end is followed.
    convenience init(_ place: DownloadPlace) throws { try self.init(place.openForReading(), place.path) }

    private init(_ file: LocalDescriptor, _ path: String) throws {
        let status = try LocalDisk.run("read", path) { try LocalDisk.status(of: file) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw ArchiveError(.localFile, "'\(path)' is a directory, not a file", path: path)
        default:
            throw ArchiveError(
                .localFile, "'\(path)' is not a regular file (a pipe, device or socket has no size)",
                hint: "Save its contents to a file first.", path: path)
        }
        self.path = path
        self.file = file
        fileLength = Int64(status.st_size)
        length = fileLength
        start = 0
        modified = status.modificationTime
    }

    private init(part range: Range<Int64>, of whole: LocalFileSource) {
        path = whole.path
        file = whole.file
        fileLength = whole.fileLength
        modified = whole.modified
        start = whole.start + range.lowerBound
        length = range.upperBound - range.lowerBound
    }

    /// A part of this source, with a position of its own; the file stays open for both.
    ///
    /// - Parameter range: offsets of the first byte and of the one after the last, cut to what there is.
    public func part(_ range: Range<Int64>) -> LocalFileSource {
        LocalFileSource(part: range.clamped(to: 0..<length), of: self)
    }

    public var localFile: LocalFileSource? { self }

    public func rewind() throws {
        position.withLock { $0 = 0 }
        try checkUnchanged()
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try position.withLock { position in
            let wanted = Int(min(Int64(buffer.count), length - position))
            guard wanted > 0 else { return 0 }
            let space = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
            let count = try LocalDisk.run("read", path) { try LocalDisk.read(into: space, from: file, at: start + position) }
            if count < wanted { throw changed }
            position += Int64(count)
            if position == length { try checkUnchanged() }
            return count
        }
    }

    private func checkUnchanged() throws {
        let status = try LocalDisk.run("read", path) { try LocalDisk.status(of: file) }
        if Int64(status.st_size) != fileLength || status.modificationTime != modified { throw changed }
    }

    private var changed: ArchiveError {
        ArchiveError(
            .localFile, "'\(path)' changed while it was being read", hint: "Upload it once nothing writes to it any more.",
            path: path, retryable: true)
    }
}

extension stat {
    /// Seconds since 1970.
    var modificationTime: Double {
        #if canImport(Darwin)
        Double(st_mtimespec.tv_sec) + Double(st_mtimespec.tv_nsec) / 1e9
        #else
        Double(st_mtim.tv_sec) + Double(st_mtim.tv_nsec) / 1e9
        #endif
    }
}
