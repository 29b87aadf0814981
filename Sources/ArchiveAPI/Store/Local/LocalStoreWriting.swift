import Foundation
import GRDB

extension LocalStore {
    public func write(_ address: ObjectAddress, from source: any ByteSource, _ options: WriteOptions) async throws -> WriteReceipt {
        try LocalNames.check(new: address)
        let headers = try LocalHeaders.object(options.headers)
        return try await LocalDiskExecutor.run {
            // Early answers save reading the source; what counts is asked again in the transaction.
            _ = try index.read { try checkTarget(address, options, $0) }
            guard source.length <= ServiceLimits().maxFileSize else {
                throw ArchiveError(
                    .tooLarge, "\(source.length) bytes are more than one object may have (\(ServiceLimits().maxFileSize))",
                    hint: "Upload it in segments.", status: 413, path: address.name)
            }
            let (file, count, md5) = try receive(source, address, options)
            let receipt = WriteReceipt(etag: md5)
            try store(file) { db in
                let container = try checkTarget(address, options, db)
                try LocalObject(
                    container: container.key, name: address.name, file: file.id, stored: count, hash: md5,
                    type: options.contentType ?? LocalContentType.guess(address.name), headers: headers
                ).put(db)
            }
            return receipt
        }
    }

    public func updateObject(_ address: ObjectAddress, headers: [String: String]) async throws {
        try LocalNames.check(address)
        let new = try LocalHeaders.object(headers)
        let type = LocalHeaders.lowercased(headers)["content-type"]
        try await LocalDiskExecutor.run {
            try index.write { db in
                var object = try LocalObject.find(address, in: projectKey, db)
                object.headers = new
                // As in the service, a dynamic large object whose manifest is not named again is one no more.
                if object.kind != .staticLarge { object.kind = new["x-object-manifest"] == nil ? .plain : .dynamicLarge }
                try db.execute(
                    sql: "UPDATE object SET headers = ?, kind = ?, type = ?, modified = ? WHERE container = ? AND name = ?",
                    arguments: [
                        try LocalHeaders.encode(object.headers), object.kind.rawValue, type ?? object.type, LocalTime.now(),
                        object.container, object.name,
                    ])
            }
        }
    }

    public func delete(_ address: ObjectAddress) async throws {
        try LocalNames.check(address)
        return try await LocalDiskExecutor.run {
            try index.write { db in
                let object = try LocalObject.find(address, in: projectKey, db)
                try db.execute(sql: "DELETE FROM object WHERE container = ? AND name = ?", arguments: [object.container, object.name])
            }
        }
    }

    /// The target's container, once nothing speaks against writing there.
    @discardableResult
    func checkTarget(_ address: ObjectAddress, _ options: WriteOptions, _ db: Database) throws -> LocalContainer {
        let container = try LocalContainer.find(address.container, in: projectKey, db)
        if options.onlyIfAbsent, try LocalObject.find(address.name, in: container.key, db) != nil {
            throw ArchiveError(
                .exists, "there is a file '\(address.name)' in container '\(address.container)' already",
                hint: "Choose another name, or allow it to be overwritten.", status: 412, path: address.name)
        }
        return container
    }

    /// Names content in the index by `body`'s transaction; content that it does not come to name is removed.
    func store(_ file: LocalContentFile, _ body: (Database) throws -> Void) throws {
        do {
            try index.content.sync([file])
            LocalStep.reached?("synced")
            try index.write(body)
        } catch let error as ArchiveError {
            // Thrown before the commit, which was not done then.
            index.content.remove(file.id)
            throw error
        } catch {
            index.settle(file)
            throw error
        }
        index.content.publish(file.id)
        LocalStep.reached?("published")
    }

    /// Takes the source's bytes into a content file and checks their number and sum.
    private func receive(_ source: any ByteSource, _ address: ObjectAddress, _ options: WriteOptions) throws -> (LocalContentFile, Int64, String) {
        let file = try index.content.begin()
        LocalStep.reached?("begun")
        do {
            let (count, md5) = try fill(file, from: source, options.bandwidth)
            if let expected = options.md5, expected.lowercased() != md5 {
                throw ArchiveError(
                    .integrity, "the checksum of '\(address)' is \(md5), and should be \(expected): nothing was stored",
                    hint: "Upload it again.", status: 422, path: address.name, retryable: true)
            }
            return (file, count, md5)
        } catch {
            index.content.remove(file.id)
            throw error
        }
    }

    private func fill(_ file: LocalContentFile, from source: any ByteSource, _ bandwidth: Bandwidth?) throws -> (Int64, String) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        try source.rewind()
        let checksum = try Checksum(.md5)
        var count: Int64 = 0
        while true {
            try LocalDiskExecutor.checkCancellation()
            let read = try source.read(into: buffer)
            if read == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<read])
            try checksum.update(bytes)
            try LocalDisk.run("write into", index.directory) { try LocalDisk.write(bytes, to: file.file, at: count) }
            count += Int64(read)
            try LocalDiskExecutor.pause(for: bandwidth?.take(read))
            LocalStep.reached?("received")
        }
        guard count == source.length else {
            throw ArchiveError(.integrity, "the source gave \(count) bytes instead of \(source.length): nothing was stored", retryable: true)
        }
        return (count, try checksum.hexDigest())
    }
}
