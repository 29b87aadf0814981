import Foundation
import GRDB

extension LocalStore {
    public func copy(_ source: ObjectAddress, to target: ObjectAddress, _ options: CopyOptions) async throws -> WriteReceipt {
        try LocalNames.check(source)
        try LocalNames.check(new: target)
        return try await LocalDiskExecutor.run {
            try index.read { _ = try LocalContainer.find(target.container, in: projectKey, $0) }
            let (content, first) = try open(source, manifest: options.manifest)
            try checkShownETag(options, content, source)
            guard content.info.bytes <= ServiceLimits().maxFileSize else {
                throw ArchiveError(
                    .tooLarge, "'\(source)' has \(content.info.bytes) bytes, more than one object may have",
                    hint: "Copy its manifest instead.", status: 413, path: source.name)
            }
            let (file, count, md5) = try duplicate(content, first)
            var copy = content.object
            if !options.manifest, copy.kind != .plain {
                // The bytes of all segments make a plain object.
                copy.kind = .plain
                copy.headers["x-object-manifest"] = nil
                (copy.bytes, copy.stored, copy.hash, copy.etag) = (count, count, md5, md5)
            }
            (copy.name, copy.file, copy.modified) = (target.name, file.id, LocalTime.now())
            guard copy.hash == md5 else {
                index.content.remove(file.id)
                throw ArchiveError(
                    .integrity, "the content of '\(source)' is damaged: its checksum is \(md5), not \(copy.hash)",
                    hint: "Restore the archive's folder from a copy, or upload the file again.", path: source.name)
            }
            try store(file) { [copy] db in
                var copy = copy
                copy.container = try LocalContainer.find(target.container, in: projectKey, db).key
                try copy.put(db)
            }
            return WriteReceipt(etag: copy.etag)
        }
    }

    /// The condition is on the object's ETag, though its manifest be copied.
    private func checkShownETag(_ options: CopyOptions, _ content: LocalLargeContent, _ source: ObjectAddress) throws {
        let shown = switch content.object.kind {
        case .dynamicLarge where options.ifMatch != nil: try lookUp { try resolve(source, manifest: false, $0).info.etag }
        default: content.object.etag
        }
        try Self.check(options.ifMatch, against: shown, of: source)
    }

    private func duplicate(_ content: LocalLargeContent, _ first: LocalDescriptor?) throws -> (LocalContentFile, Int64, String) {
        let file = try index.content.begin()
        do {
            let checksum = try Checksum(.md5)
            var count: Int64 = 0
            try stream(content.pieces(in: 0..<content.info.bytes), first: first) { bytes in
                try checksum.update(bytes)
                try LocalDisk.run("write into", index.directory) { try LocalDisk.write(bytes, to: file.file, at: count) }
                count += Int64(bytes.count)
            }
            return (file, count, try checksum.hexDigest())
        } catch {
            index.content.remove(file.id)
            throw error
        }
    }
}
