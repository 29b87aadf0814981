/// Reads whole objects and compares every byte with the checksums that the store has: of a plain object
/// its MD5, of a large object the MD5 of each segment.
struct VerifiedRead {
    let store: any ObjectStore

    init(_ store: any ObjectStore) { self.store = store }

    /// Streams an object into a sink; returns once every byte was compared.
    ///
    /// - Throws: `integrity` where the bytes are not the object's, after a second try.
    func stream(_ address: ObjectAddress, into sink: any ByteSink) async throws -> ObjectInfo {
        try await retryingIntegrity { try await attempt(address, into: sink) }
    }

    /// The whole content of an object.
    ///
    /// - Parameter most: how many bytes of it are taken, whatever the service says that it has.
    func content(_ address: ObjectAddress, most: Int = .max) async throws -> (bytes: [UInt8], info: ObjectInfo) {
        let sink = MemorySink(most: most)
        let info = try await stream(address, into: sink)
        return (sink.bytes, info)
    }

    private func attempt(_ address: ObjectAddress, into sink: any ByteSink) async throws -> ObjectInfo {
        let checking = try CheckingSink(sink)
        do {
            let info = try await store.read(address, ReadOptions(), into: checking)
            try checking.finish(address)
            return info
        } catch {
            // Only the answer's headers say that it is a large one: its checksums are fetched, then it is read.
            guard let large = checking.largeObject else { throw error }
            let parts = try await LargeObject(store).checksums(of: address, large)
            let planned = try CheckingSink(sink, parts)
            let info = try await store.read(address, ReadOptions(ifMatch: large.etag), into: planned)
            try planned.finish(address)
            return info
        }
    }
}

/// Does something a second time where its bytes turned out wrong: a damaged copy may be one of several that the
/// server has, and damage on the way may pass.
func retryingIntegrity<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
        return try await body()
    } catch let error as ArchiveError where error.code == .integrity {
        return try await body()
    }
}
