import Foundation

/// Whether a local file has the bytes that checksums speak of.
enum ContentVerdict: Sendable {
    case same, different
    /// The size is right and nothing is wrong, but not every part has a checksum.
    case unknown
}

extension DownloadPlace {
    /// Compares the file here with checksums, on a thread that may wait for the disk.
    ///
    /// - Throws: where there is no file that can be read.
    func verdict(on parts: [ChecksummedPart]) async throws -> ContentVerdict {
        try await LocalDiskExecutor.run { try verdictNow(on: parts) }
    }

    private func verdictNow(on parts: [ChecksummedPart]) throws -> ContentVerdict {
        let file = try openForReading()
        return try LocalDisk.run("read", path) {
            guard Int64(try LocalDisk.status(of: file).st_size) == parts.reduce(0, { $0 + $1.bytes }) else { return .different }
            var verdict = ContentVerdict.same
            var offset: Int64 = 0
            for part in parts where part.bytes > 0 {
                let end = offset + part.bytes
                if let md5 = part.md5 {
                    guard try Checksum.md5(of: file, offset..<end) == md5 else { return .different }
                } else {
                    verdict = .unknown
                }
                offset = end
            }
            return verdict
        }
    }

    /// Opens the file here. No link is followed, on the way or at the end.
    func openForReading() throws -> LocalDescriptor {
        guard let parent = try parentDirectory(creating: false) else { throw LocalDiskFailure(code: ENOENT).error("read", path) }
        do {
            let file = try LocalDisk.open(name, at: parent.number, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            try LocalPermit.check(file, shown: path)
            return file
        } catch let failure as LocalDiskFailure where failure.code == ELOOP {
            throw ArchiveError(
                .unsafePath, "'\(path)' is a symbolic link, and is not followed",
                hint: "Put what it points to in its place.", path: path)
        } catch let failure as LocalDiskFailure {
            throw failure.error("read", path)
        }
    }
}
