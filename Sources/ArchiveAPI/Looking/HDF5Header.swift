/// Reads the superblock of an HDF5 file, which an NWB file is too, and the names in its root group.
enum HDF5Header {
    static let magic: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Where the superblock begins: after a block of the user's own, whose size is a power of two.
    static func start(in beginning: [UInt8]) -> Int? {
        let bytes = HeaderBytes(beginning)
        return [0, 512, 1024, 2048, 4096, 8192].first { bytes.has(magic, at: $0) }
    }

    /// nil where there is none, or it is damaged.
    static func read(_ object: ObjectBytes, beginning: [UInt8], isNWB: Bool) async throws -> FileHeader? {
        guard let start = start(in: beginning), let block = superblock(HeaderBytes(Array(beginning[start...]))) else { return nil }
        var header = FileHeader(isNWB ? "NWB file (HDF5)" : "HDF5 file")
        header.add("superblock_version", .integer(Int64(block.version)))
        header.add("offset_size", .integer(Int64(block.offsetSize)), unit: "bytes")
        header.add("length_size", .integer(Int64(block.lengthSize)), unit: "bytes")
        if start > 0 { header.add("user_block", .integer(Int64(start)), unit: "bytes") }
        // Addresses in the file count from its base, which a block of the user's own moves.
        let base = block.base == 0 ? UInt64(start) : block.base
        if block.end > UInt64(object.size) { header.add("damage", "cut short: it says that it has \(block.end) bytes") }
        let group = HDF5Group(object: object, base: base, offsetSize: block.offsetSize, lengthSize: block.lengthSize)
        let names = try await group.names(block.root)
        if !names.isEmpty { header.add("root_group", .texts(names)) }
        return header
    }

    private struct Superblock {
        var version: Int
        var offsetSize: Int
        var lengthSize: Int
        var base: UInt64
        /// How long the file says that it is.
        var end: UInt64
        var root: HDF5Group.Place
    }

    private static func superblock(_ bytes: HeaderBytes) -> Superblock? {
        guard let version = bytes.count(at: 8, 1), version <= 3 else { return nil }
        let sizes = version < 2 ? 13 : 9
        guard let offsets = bytes.count(at: sizes, 1), let lengths = bytes.count(at: sizes + 1, 1),
            [2, 4, 8].contains(offsets), [2, 4, 8].contains(lengths)
        else { return nil }
        let first = version == 0 ? 24 : version == 1 ? 28 : 12
        guard let base = bytes.unsigned(at: first, offsets), let end = bytes.unsigned(at: first + 2 * offsets, offsets) else { return nil }
        let last = first + 3 * offsets
        let root: HDF5Group.Place
        if version < 2 {
            // The entry of the root group: its name, its header, what is kept of it here, and that.
            let kept = last + 3 * offsets + 8
            guard let header = bytes.unsigned(at: last + 2 * offsets, offsets) else { return nil }
            let isKept = bytes.count(at: last + 3 * offsets, 4) == 1
            if isKept, let tree = bytes.unsigned(at: kept, offsets), let heap = bytes.unsigned(at: kept + offsets, offsets) {
                root = .symbolTable(tree: tree, heap: heap)
            } else {
                root = .header(header)
            }
        } else {
            guard let header = bytes.unsigned(at: last, offsets) else { return nil }
            root = .header(header)
        }
        return Superblock(version: version, offsetSize: offsets, lengthSize: lengths, base: base, end: end, root: root)
    }
}
