/// Parts of one version of an object, fetched as they are asked for. Its beginning is fetched once.
actor ObjectBytes {
    nonisolated let info: ObjectInfo
    nonisolated var size: Int64 { max(0, info.bytes) }

    private let fetch: @Sendable (Range<Int64>) async throws -> [UInt8]
    private var beginning: [UInt8] = []

    init(_ info: ObjectInfo, fetch: @escaping @Sendable (Range<Int64>) async throws -> [UInt8]) {
        self.info = info
        self.fetch = fetch
    }

    init(_ address: ObjectAddress, _ info: ObjectInfo, in store: any ObjectStore) {
        self.init(info) { range in
            let sink = MemorySink()
            _ = try await store.read(address, ReadOptions(range: range, ifMatch: info.etag), into: sink)
            return sink.bytes
        }
    }

    /// The first bytes; all where there are fewer.
    func prefix(_ count: Int) async throws -> [UInt8] {
        let wanted = Int(min(Int64(max(0, count)), size))
        if beginning.count < wanted { beginning += try await fetch(Int64(beginning.count)..<Int64(wanted)) }
        return Array(beginning.prefix(wanted))
    }

    /// What there is of a range; nothing beyond the end. Places come from files, which may say anything.
    func read(at offset: UInt64, _ count: Int) async throws -> [UInt8] {
        guard count > 0, offset < UInt64(size) else { return [] }
        let start = Int64(offset)
        let end = min(size, start.addingReportingOverflow(Int64(count)).overflow ? .max : start + Int64(count))
        if end <= Int64(beginning.count) { return Array(beginning[Int(start)..<Int(end)]) }
        return try await fetch(start..<end)
    }
}
