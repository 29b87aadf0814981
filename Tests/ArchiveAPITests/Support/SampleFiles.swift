@testable import ArchiveAPI

/// Small files of the kinds whose headers are read, valid as far as that.
enum SampleFiles {
    static let all: [(name: String, bytes: [UInt8])] = [
        ("a.png", png), ("a.nii", nifti(isBigEndian: false)), ("b.nii", nifti(isBigEndian: true)), ("c.nii", nifti2),
        ("a.nii.gz", gzip(nifti(isBigEndian: false))), ("old.h5", oldHDF5()), ("user.nwb", oldHDF5(userBlock: 512)), ("new.h5", newHDF5),
        ("a.zip", zip(["a.txt", "b/c.txt"])), ("large.zip", zip(["a.txt", "b/c.txt"], isLarge: true)),
        ("t.csv", Array("a,b\n1,\"x\ny\"\n2,z\n".utf8)), ("t.csv.gz", gzip(Array("a,b\n1,2\n".utf8))),
    ]

    static var png: [UInt8] {
        var file = FileBytes(isBigEndian: true)
        file.put(PNGHeader.magic)
        file.put(UInt32(13))
        file.put("IHDR")
        file.put(UInt32(640))
        file.put(UInt32(480))
        file.put([8, 6, 0, 0, 1, 0x12, 0x34, 0x56, 0x78])
        return file.bytes
    }

    static func nifti(isBigEndian: Bool) -> [UInt8] {
        var file = FileBytes(isBigEndian: isBigEndian)
        file.put(Int32(348))
        file.skip(to: 40)
        for size in [4, 64, 64, 30, 200, 1, 1, 1] { file.put(Int16(size)) }
        file.skip(to: 70)
        file.put(Int16(16))
        file.put(Int16(32))
        file.skip(to: 76)
        for step in [1, 0.8, 0.8, 2, 2.5] as [Float] { file.put(step.bitPattern) }
        file.skip(to: 112)
        for scale in [0.5, 3] as [Float] { file.put(scale.bitPattern) }
        file.skip(to: 123)
        file.put([10])
        file.skip(to: 148)
        file.put("a \u{1B}[31mtest")
        file.skip(to: 252)
        file.put(Int16(1))
        file.put(Int16(4))
        file.skip(to: 344)
        file.put("n+1\0")
        return file.bytes
    }

    static var nifti2: [UInt8] {
        var file = FileBytes()
        file.put(Int32(540))
        file.put("n+2\0\r\n\u{1A}\n")
        file.put(Int16(4))
        file.skip(to: 16)
        for size in [3, 100_000, 7, 9, 1, 1, 1, 1] { file.put(Int64(size)) }
        file.skip(to: 104)
        for step in [1, 0.1, 0.2, 0.3] as [Double] { file.put(step.bitPattern) }
        file.skip(to: 500)
        file.put(Int32(3))
        file.skip(to: 540)
        return file.bytes
    }

    /// Superblock version 0, a tree with one node, a heap with the names.
    static func oldHDF5(userBlock: Int = 0) -> [UInt8] {
        var file = FileBytes()
        file.skip(to: userBlock)
        func place(_ offset: Int) -> Int { userBlock + offset }
        file.put(HDF5Header.magic)
        file.put([0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0])
        for address in [UInt64(userBlock), .max, UInt64(place(600)), .max] { file.put(address) }
        for address in [0, 96] as [UInt64] { file.put(address) }
        file.put(UInt32(1))
        file.put(UInt32(0))
        for address in [136, 300] as [UInt64] { file.put(address) }
        file.skip(to: place(136))
        file.put("TREE")
        file.put([0, 0, 1, 0])
        for value in [.max, .max, 0, 400] as [UInt64] { file.put(value) }
        file.skip(to: place(300))
        file.put("HEAP")
        file.put(UInt32(0))
        for value in [64, 0, 332] as [UInt64] { file.put(value) }
        file.put("\0\0\0\0\0\0\0\0acquisition\0\0\0\0\0general\0")
        file.skip(to: place(400))
        file.put("SNOD")
        file.put([1, 0, 2, 0])
        for name in [8, 24] as [UInt64] {
            file.put(name)
            file.put([UInt8](repeating: 0, count: 32))
        }
        file.skip(to: place(600))
        return file.bytes
    }

    /// Superblock version 3, a root group whose header holds its links.
    static var newHDF5: [UInt8] {
        var links = FileBytes()
        for name in ["stimulus", "units"] {
            links.put([6])
            links.put(UInt16(3 + name.utf8.count + 8))
            links.put([0, 1, 0, UInt8(name.utf8.count)])
            links.put(name)
            links.put(UInt64(0))
        }
        var file = FileBytes()
        file.put(HDF5Header.magic)
        file.put([3, 8, 8, 0])
        for address in [0, .max, 200, 48] as [UInt64] { file.put(address) }
        file.put(UInt32(0))
        file.put("OHDR")
        file.put([2, 0, UInt8(links.bytes.count)])
        file.put(links.bytes)
        file.skip(to: 200)
        return file.bytes
    }

    /// Only the directory: what the files hold is never looked at.
    static func zip(_ names: [String], isLarge: Bool = false) -> [UInt8] {
        var file = FileBytes()
        if !names.isEmpty { file.put("PK\u{3}\u{4}") }
        let start = names.isEmpty ? 0 : 100
        file.skip(to: start)
        for (number, name) in names.enumerated() {
            file.put("PK\u{1}\u{2}")
            file.put([UInt8](repeating: 0, count: 16))
            for _ in 0..<2 { file.put(isLarge ? UInt32.max : UInt32(1000 * (number + 1))) }
            file.put(UInt16(name.utf8.count))
            file.put(UInt16(isLarge ? 20 : 0))
            file.put([UInt8](repeating: 0, count: 14))
            file.put(name)
            guard isLarge else { continue }
            file.put(UInt16(1))
            file.put(UInt16(16))
            for _ in 0..<2 { file.put(UInt64(5_000_000_000 * (number + 1))) }
        }
        let length = file.bytes.count - start
        if isLarge {
            let end = UInt64(file.bytes.count)
            file.put("PK\u{6}\u{6}")
            file.put([UInt8](repeating: 0, count: 20))
            for value in [UInt64(names.count), UInt64(names.count), UInt64(length), UInt64(start)] { file.put(value) }
            file.put("PK\u{6}\u{7}")
            file.put(UInt32(0))
            file.put(end)
            file.put(UInt32(1))
        }
        file.put("PK\u{5}\u{6}")
        file.put(UInt32(0))
        for _ in 0..<2 { file.put(isLarge ? UInt16.max : UInt16(names.count)) }
        file.put(isLarge ? UInt32.max : UInt32(length))
        file.put(isLarge ? UInt32.max : UInt32(start))
        file.put(UInt16(7))
        file.put("comment")
        return file.bytes
    }

    /// Packed without being made smaller.
    static func gzip(_ content: [UInt8]) -> [UInt8] {
        var file = FileBytes()
        file.put([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3])
        for start in stride(from: 0, to: content.count, by: 60_000) {
            let part = content[start..<min(start + 60_000, content.count)]
            file.put([start + part.count == content.count ? 1 : 0])
            file.put(UInt16(part.count))
            file.put(~UInt16(part.count))
            file.put(Array(part))
        }
        file.put(crc32(content))
        file.put(UInt32(content.count))
        return file.bytes
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
    }
}
