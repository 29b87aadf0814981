import TestSupport
import Testing

@testable import ArchiveAPI

/// What headers say, and that none of them says it wrongly enough to end the program or to read without end.
@Suite struct FileHeaderTests {
    private func header(_ name: String) async throws -> FileHeader {
        let sample = try #require(SampleFiles.all.first { $0.name == name })
        return try #require(try await LookedAt(sample.bytes, name: name).head().header)
    }

    @Test func aPNGImage() async throws {
        let header = try await header("a.png")
        #expect(header.title == "PNG image")
        #expect(header["width"] == .integer(640) && header["height"] == .integer(480))
        #expect(header["bit_depth"] == .integer(8) && header["colour_type"] == .text("RGB with alpha"))
        #expect(header["interlace"] == .text("Adam7"))
    }

    @Test(arguments: [("a.nii", "little endian"), ("b.nii", "big endian"), ("a.nii.gz", "little endian")])
    func aNIfTIImage(name: String, order: String) async throws {
        let header = try await header(name)
        #expect(header["dimensions"] == .integers([64, 64, 30, 200]))
        #expect(header["voxel_size"] == .numbers([0.8, 0.8, 2]) && header["time_step"] == .numbers([2.5]))
        #expect(header.facts.map(\.unit).compactMap(\.self) == ["mm", "s"])
        #expect(header["data_type"] == .text("float32") && header["byte_order"] == .text(order))
        #expect(header["scaling"] == .numbers([0.5, 3]))
        #expect(header["qform"] == .text("scanner") && header["sform"] == .text("MNI 152"))
        #expect(header["description"] == .text("a \u{1B}[31mtest"))
    }

    @Test func aNIfTI2Image() async throws {
        let header = try await header("c.nii")
        #expect(header.title == "NIfTI-2 image" && header["dimensions"] == .integers([100_000, 7, 9]))
        #expect(header["voxel_size"] == .numbers([0.1, 0.2, 0.3]) && header["data_type"] == .text("int16"))
    }

    @Test func anHDF5File() async throws {
        let old = try await header("old.h5")
        #expect(old.title == "HDF5 file" && old["superblock_version"] == .integer(0) && old["damage"] == nil)
        #expect(old["root_group"] == .texts(["acquisition", "general"]))
        let user = try await header("user.nwb")
        #expect(user.title == "NWB file (HDF5)" && user["user_block"] == .integer(512))
        #expect(user["root_group"] == .texts(["acquisition", "general"]))
        let new = try await header("new.h5")
        #expect(new["superblock_version"] == .integer(3) && new["root_group"] == .texts(["stimulus", "units"]))
        let short = try await LookedAt(Array(SampleFiles.oldHDF5().dropLast(10)), name: "x.h5").head()
        #expect(short.header?["damage"] == .text("cut short: it says that it has 600 bytes"))
    }

    @Test(arguments: [("a.zip", 1000), ("large.zip", 5_000_000_000)] as [(String, Int64)])
    func aZIPArchive(name: String, bytes: Int64) async throws {
        let header = try await header(name)
        #expect(header["entries"] == .integer(2))
        #expect(header.entries == [.init(name: "a.txt", bytes: bytes), .init(name: "b/c.txt", bytes: 2 * bytes)])
        let sample = try #require(SampleFiles.all.first { $0.name == name })
        let first = try await LookedAt(sample.bytes).head(1)
        #expect(first.format == .zip && first.header?.entries.count == 1 && first.header?.moreEntries == 1)
    }

    @Test func anEmptyZIPArchive() async throws {
        let header = try #require(try await LookedAt(SampleFiles.zip([])).head().header)
        #expect(header["entries"] == .integer(0) && header.entries.isEmpty)
    }

    @Test(arguments: SampleFiles.all.map(\.name)) func aFileThatIsCutAnywhereIsShownAllTheSame(name: String) async throws {
        let sample = try #require(SampleFiles.all.first { $0.name == name })
        for length in 0..<sample.bytes.count {
            let file = LookedAt(Array(sample.bytes.prefix(length)), name: name)
            let (head, tail) = (try await file.head(), try await file.tail())
            #expect(head.bytes == length && tail.bytes == length)
        }
    }

    /// Bytes changed at random, numbers of places and lengths above all.
    @Test(arguments: SampleFiles.all.map(\.name)) func noMutationEndsTheProgramOrReadsWithoutEnd(name: String) async throws {
        let sample = try #require(SampleFiles.all.first { $0.name == name })
        var random = Dice(seed: UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
        for round in 0..<600 {
            var bytes = sample.bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                let width = [1, 1, 2, 4, 8].randomElement(using: &random) ?? 1
                let value = [0x00, 0xFF, 0x7F, 0x80, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
                for index in position..<min(position + width, bytes.count) { bytes[index] = value }
            }
            let file = LookedAt(bytes, name: name)
            _ = try await file.head()
            _ = try await file.tail()
            #expect(file.ranges.count < 40, "\(name), round \(round)")
        }
    }

    @Test func noiseIsAHexDump() async throws {
        var random = Dice(seed: 3)
        for _ in 0..<200 {
            let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
            let glance = try await LookedAt(bytes).head(2)
            #expect(glance.content == .bytes(Array(bytes.prefix(32)), offset: 0))
        }
    }
}
