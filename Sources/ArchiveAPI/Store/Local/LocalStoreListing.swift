import GRDB

extension LocalStore {
    public func listObjects(in container: String, _ query: ListingQuery) async throws -> [ListingEntry] {
        try LocalNames.check(container: container)
        let limit = try Self.pageSize(query.limit)
        return try await LocalDiskExecutor.run {
            try index.read { db in
                let container = try LocalContainer.find(container, in: projectKey, db)
                return try LocalListing(container: container.key, query: query, limit: limit).rows(db)
            }
        }
    }
}

/// One page of a container's listing, in the order of the names' UTF-8 bytes.
struct LocalListing {
    let container: Int64
    let query: ListingQuery
    let limit: Int

    func rows(_ db: Database) throws -> [ListingEntry] {
        let prefix = Array(query.prefix.utf8)
        let delimiter = (query.delimiter ?? "").utf8.map { $0 }
        var entries: [ListingEntry] = []
        // Where to go on: after the marker, or from the first name that is not below a directory just listed.
        var from = (name: query.marker, inclusive: false)
        if Array(query.marker.utf8).lexicographicallyPrecedes(prefix) { from = (query.prefix, true) }
        paging: while entries.count < limit {
            let statement = try db.cachedStatement(sql: sql(inclusive: from.inclusive))
            let cursor = try Row.fetchCursor(statement, arguments: [
                container, from.name, Self.end(of: query.prefix), query.endMarker.flatMap { $0.isEmpty ? nil : $0 }, limit - entries.count,
            ])
            while let row = try cursor.next() {
                let name: String = row["name"]
                if let directory = Self.directory(of: name, below: prefix.count, delimiter) {
                    // A marker that is this very directory has had it on the page before.
                    if !directory.utf8.elementsEqual(query.marker.utf8) { entries.append(.subdirectory(directory)) }
                    guard let next = Self.end(of: directory) else { break paging }
                    from = (next, true)
                    continue paging
                }
                entries.append(.object(Self.entry(row)))
            }
            break
        }
        return entries
    }

    private func sql(inclusive: Bool) -> String {
        """
        SELECT name, bytes, etag, hash, type, modified, kind FROM object
        WHERE container = ? AND name \(inclusive ? ">=" : ">") ?
        AND name < ifnull(?, x'00') AND name < ifnull(?, x'00') ORDER BY name LIMIT ?
        """
    }

    private static func entry(_ row: Row) -> ObjectEntry {
        let isStaticLarge = row["kind"] == LocalObject.Kind.staticLarge.rawValue
        return ObjectEntry(
            name: row["name"], bytes: row["bytes"], contentType: row["type"], hash: row["hash"],
            lastModified: Timestamp.listing(Double(row["modified"] as Int64) / 1e6), slo: isStaticLarge ? row["etag"] : nil)
    }

    /// The part of a name through the first delimiter after the prefix.
    static func directory(of name: String, below prefix: Int, _ delimiter: [UInt8]) -> String? {
        guard !delimiter.isEmpty else { return nil }
        let bytes = Array(name.utf8)
        var start = prefix
        while start + delimiter.count <= bytes.count {
            if bytes[start..<start + delimiter.count].elementsEqual(delimiter) {
                return String(decoding: bytes[..<(start + delimiter.count)], as: UTF8.self)
            }
            start += 1
        }
        return nil
    }

    /// The first text, in the order of bytes, after all that start with a prefix; nil where there is none.
    static func end(of prefix: String) -> String? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            // The order of code points is that of their UTF-8 bytes; surrogates are no code points.
            guard let next = UnicodeScalar(last.value == 0xd7ff ? 0xe000 : last.value + 1) else { continue }
            scalars.append(next)
            return String(String.UnicodeScalarView(scalars))
        }
        return nil
    }
}
