/// Reads what a ZIP archive holds from the directory at its end, 64-bit ones too.
enum ZIPDirectory {
    /// The longest comment after the directory's end, and the end itself.
    private static let longestEnd = 65_535 + 22
    /// How much of the directory is read at most.
    private static let mostBytes = 64 * 1024

    /// nil where there is no such directory, or it is damaged.
    /// - Parameter count: how many entries are wanted.
    static func read(_ object: ObjectBytes, count: Int) async throws -> FileHeader? {
        guard let end = try await end(of: object), end.start < UInt64(object.size) else { return nil }
        let directory = HeaderBytes(try await object.read(at: end.start, Int(min(end.length, UInt64(mostBytes)))))
        var header = FileHeader("ZIP archive")
        header.add("entries", .integer(end.entries))
        if end.isLarge { header.add("format", "ZIP64") }
        var offset = 0
        while header.entries.count < count, Int64(header.entries.count) < end.entries, let entry = entry(directory, &offset) {
            header.entries.append(entry)
        }
        guard !header.entries.isEmpty || end.entries == 0 else { return nil }
        header.moreEntries = end.entries - Int64(header.entries.count)
        return header
    }

    /// Where the directory is, and how many entries it says it has.
    private struct End {
        var entries: Int64
        var length: UInt64
        var start: UInt64
        var isLarge = false
    }

    private static func end(of object: ObjectBytes) async throws -> End? {
        // Few archives have a comment: the first look nearly always finds it.
        for length in [1024, longestEnd] {
            let start = UInt64(max(0, object.size - Int64(length)))
            let bytes = HeaderBytes(try await object.read(at: start, length))
            for offset in stride(from: bytes.bytes.count - 22, through: 0, by: -1) where bytes.has("PK\u{5}\u{6}", at: offset) {
                guard let entries = bytes.unsigned(at: offset + 10, 2), let length = bytes.unsigned(at: offset + 12, 4),
                    let place = bytes.unsigned(at: offset + 16, 4)
                else { return nil }
                if entries == 0xFFFF || length == 0xFFFF_FFFF || place == 0xFFFF_FFFF,
                    let locator = bytes.has("PK\u{6}\u{7}", at: offset - 20) ? bytes.unsigned(at: offset - 12, 8) : nil,
                    let large = try await largeEnd(of: object, at: locator) {
                    return large
                }
                return End(entries: Int64(entries), length: length, start: place)
            }
            if start == 0 { break }
        }
        return nil
    }

    private static func largeEnd(of object: ObjectBytes, at offset: UInt64) async throws -> End? {
        let bytes = HeaderBytes(try await object.read(at: offset, 56))
        guard bytes.has("PK\u{6}\u{6}", at: 0), let entries = bytes.unsigned(at: 32, 8), let length = bytes.unsigned(at: 40, 8),
            let start = bytes.unsigned(at: 48, 8), let entries = Int64(exactly: entries)
        else { return nil }
        return End(entries: entries, length: length, start: start, isLarge: true)
    }

    /// The entry at an offset, which goes on to the next.
    private static func entry(_ directory: HeaderBytes, _ offset: inout Int) -> FileHeader.Entry? {
        guard directory.has("PK\u{1}\u{2}", at: offset), let size = directory.unsigned(at: offset + 24, 4),
            let nameLength = directory.count(at: offset + 28, 2), let extraLength = directory.count(at: offset + 30, 2),
            let commentLength = directory.count(at: offset + 32, 2),
            let name = directory.text(at: offset + 46, nameLength)
        else { return nil }
        let extra = offset + 46 + nameLength
        let large = size == 0xFFFF_FFFF ? largeSize(directory, extra, extraLength) : nil
        offset = extra + extraLength + commentLength
        return FileHeader.Entry(name: name, bytes: Int64(clamping: large ?? size))
    }

    /// The size among the fields that an entry has beside its name.
    private static func largeSize(_ directory: HeaderBytes, _ start: Int, _ length: Int) -> UInt64? {
        var offset = start
        while offset + 4 <= start + length, let kind = directory.unsigned(at: offset, 2), let size = directory.count(at: offset + 2, 2) {
            if kind == 1 { return directory.unsigned(at: offset + 4, 8) }
            offset += 4 + size
        }
        return nil
    }
}
