/// The names in a group of an HDF5 file, as far as a few small reads give them. Whatever is not as it should be ends the
/// list.
struct HDF5Group {
    /// Where a group is described.
    enum Place {
        /// The older way: a tree of nodes whose names lie in a heap.
        case symbolTable(tree: UInt64, heap: UInt64)
        /// The header of an object, which may hold the links themselves.
        case header(UInt64)
    }

    static let mostNames = 100
    private static let mostNodes = 16
    private static let largestHeap = 64 * 1024

    let object: ObjectBytes
    let base: UInt64
    let offsetSize: Int
    let lengthSize: Int

    func names(_ place: Place) async throws -> [String] {
        switch place {
        case .symbolTable(let tree, let heap): try await names(tree: tree, heap: heap)
        case .header(let address): try await links(try await bytes(at: address, 4096))
        }
    }

    /// The bytes at an address in the file; none where the address is not one.
    private func bytes(at address: UInt64, _ count: Int) async throws -> HeaderBytes {
        let (offset, overflow) = base.addingReportingOverflow(address)
        return HeaderBytes(overflow ? [] : try await object.read(at: offset, count))
    }

    private func names(tree: UInt64, heap: UInt64) async throws -> [String] {
        let head = try await bytes(at: heap, 8 + 2 * lengthSize + offsetSize)
        guard head.has("HEAP", at: 0), let size = head.unsigned(at: 8, lengthSize),
            let place = head.unsigned(at: 8 + 2 * lengthSize, offsetSize)
        else { return [] }
        let heap = try await bytes(at: place, Int(min(size, UInt64(Self.largestHeap))))
        var names: [String] = []
        for leaf in try await leaves(of: tree) {
            let entrySize = 2 * offsetSize + 24
            let node = try await bytes(at: leaf, 8 + 64 * entrySize)
            guard node.has("SNOD", at: 0), let count = node.count(at: 6, 2) else { break }
            for number in 0..<count where names.count < Self.mostNames {
                guard let offset = node.count(at: 8 + number * entrySize, offsetSize), offset < heap.bytes.count,
                    let name = heap.text(at: offset, heap.bytes.count - offset), !name.isEmpty
                else { break }
                names.append(name)
            }
        }
        return names
    }

    /// The addresses of the nodes with names below a node of the tree. It has few levels, and goes down once: what a
    /// damaged file leads back to is not followed without end.
    private func leaves(of tree: UInt64) async throws -> [UInt64] {
        var address = tree
        for _ in 0..<8 {
            let step = lengthSize + offsetSize
            let first = 8 + 2 * offsetSize + lengthSize
            let node = try await bytes(at: address, first + Self.mostNodes * step)
            guard node.has("TREE", at: 0), node.unsigned(at: 4, 1) == 0, let level = node.unsigned(at: 5, 1),
                let used = node.count(at: 6, 2)
            else { return [] }
            let children = (0..<min(used, Self.mostNodes)).compactMap { node.unsigned(at: first + $0 * step, offsetSize) }
            if level == 0 { return children }
            guard let child = children.first else { return [] }
            address = child
        }
        return []
    }

    /// The names of the links in an object's header of version 2, and in its continuation.
    private func links(_ header: HeaderBytes) async throws -> [String] {
        guard header.has("OHDR", at: 0), header.unsigned(at: 4, 1) == 2, let flags = header.count(at: 5, 1) else { return [] }
        let times = flags & 0x20 != 0 ? 16 : 0
        let phases = flags & 0x10 != 0 ? 4 : 0
        let width = 1 << (flags & 3)
        guard let length = header.count(at: 6 + times + phases, width) else { return [] }
        var names: [String] = []
        var offset = 6 + times + phases + width
        let end = min(header.bytes.count, offset.addingReportingOverflow(length).overflow ? .max : offset + length)
        while offset < end, names.count < Self.mostNames {
            let body = offset + (flags & 0x04 != 0 ? 6 : 4)
            guard let type = header.unsigned(at: offset, 1), let size = header.count(at: offset + 1, 2) else { break }
            if type == 6, let name = linkName(header, at: body) { names.append(name) }
            offset = body + size
        }
        return names
    }

    private func linkName(_ header: HeaderBytes, at start: Int) -> String? {
        guard header.unsigned(at: start, 1) == 1, let flags = header.count(at: start + 1, 1) else { return nil }
        let skipped = (flags & 0x08 != 0 ? 1 : 0) + (flags & 0x04 != 0 ? 8 : 0) + (flags & 0x10 != 0 ? 1 : 0)
        let width = 1 << (flags & 3)
        let offset = start + 2 + skipped
        guard let length = header.count(at: offset, width) else { return nil }
        return header.text(at: offset + width, length)
    }
}
