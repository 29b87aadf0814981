import Foundation
import Testing

@testable import ArchiveAPI

/// Large objects through the nouns, on a local archive with segments of a few bytes.
@Suite struct LargeObjectTests {
    let folder: LocalFolder
    let container: Container
    let limits: UploadLimits

    init() async throws {
        folder = try LocalFolder()
        let archive = Archive(LocalBackend(directory: folder("archive")))
        container = try await archive.project(named: "MyProject").createContainer("large")
        var limits = try await UploadLimits(of: container.store)
        limits.largestPlainObject = 1000
        limits.segmentSize = 300
        self.limits = limits
    }

    private func file(_ name: String, _ bytes: Int) throws -> (path: String, content: Data) {
        let content = Data((0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 3 ^ name.count) })
        try content.write(to: URL(fileURLWithPath: folder(name)))
        return (folder(name), content)
    }

    private func segments() async throws -> [String] {
        try await container.store.objects(in: "large_segments", prefix: "").map(\.name)
    }

    @Test func aFileOverTheLimitBecomesSegmentsThatOtherClientsRead() async throws {
        let file = try file("big", 1001)
        #expect(try await container.upload([file.path], to: "d", overwrite: false, TransferOptions(), limits).paths == ["d/big"])
        let info = try await container.get("d/big")
        #expect(info.bytes == 1001)
        #expect(try await container.read("d/big", decode: nil) == Array(file.content))
        let names = try await segments()
        #expect(names.count == 4)
        #expect(names.allSatisfy { $0.hasPrefix("d/big/slo/") && $0.contains("/1001/300/0000000") })
    }

    @Test func replacingALargeObjectTakesItsSegmentsAway() async throws {
        _ = try await container.upload([try file("big", 1500).path], to: "", overwrite: false, TransferOptions(), limits)
        #expect(try await segments().count == 5)
        await #expect(throws: ArchiveError.self) {
            _ = try await container.upload([try file("big", 2000).path], to: "", overwrite: false, TransferOptions(), limits)
        }
        #expect(try await container.get("big").bytes == 1500)
        let small = try file("big", 10)
        _ = try await container.upload([small.path], to: "", overwrite: true, TransferOptions(), limits)
        #expect(try await container.read("big", decode: nil) == Array(small.content))
        #expect(try await segments().isEmpty)
    }

    @Test func copiesShareSegmentsUntilTheLastIsGone() async throws {
        let file = try file("big", 1500)
        _ = try await container.upload([file.path], to: "", overwrite: false, TransferOptions(), limits)
        _ = try await container.copy("big", to: "copies")
        try await container.delete("big")
        #expect(try await container.read("copies/big", decode: nil) == Array(file.content))
        #expect(try await container.move("copies/big", to: "", newName: "moved").bytes == 1500)
        #expect(try await container.read("moved", decode: nil) == Array(file.content))
        try await container.delete("moved")
        #expect(try await segments().isEmpty)
    }

    /// The other manifest loses the deleted one, which it was made of too, but keeps the segment that it names itself.
    @Test func whatABrokenManifestNamesStays() async throws {
        _ = try await container.upload([try file("big", 1500).path], to: "", overwrite: false, TransferOptions(), limits)
        let first = try #require(try await segments().first)
        let parts = [
            Segment(address: container.address("big"), bytes: 1500, etag: ""),
            Segment(address: ObjectAddress("large_segments", first), bytes: 300, etag: ""),
        ]
        _ = try await container.store.writeManifest(container.address("other"), parts, WriteOptions())
        try await container.delete("big")
        #expect(try await segments() == [first])
    }

    /// Segments among ordinary files: no move takes them away from what is made of them.
    @Test func whatIsMadeOfFilesOfTheContainerKeepsThem() async throws {
        for name in ["d/seg/1", "d/seg/2", "d/plain"] {
            _ = try await container.store.write(container.address(name), from: MemorySource(Array("<\(name)>".utf8)), WriteOptions())
        }
        let parts = ["d/seg/1", "d/seg/2"].map { Segment(address: container.address($0), bytes: 9, etag: "") }
        _ = try await container.store.writeManifest(container.address("d/slo"), parts, WriteOptions())
        await expectCode(.conflict) { try await container.move("d/seg/1", to: "") }
        await expectCode(.conflict) { try await container.rename("d/seg/1", to: "2nd") }
        var options = TransferOptions()
        options.raises = false
        let report = try await container.moveDirectory("d", to: "", newName: "e", options)
        #expect(report.done == ["e/plain", "e/slo"])
        #expect(report.failed.map(\.code) == [.conflict, .conflict])
        #expect(report.failed.map(\.path) == ["d/seg/1", "d/seg/2"])
        #expect(try await container.read("e/slo", decode: nil) == Array("<d/seg/1><d/seg/2>".utf8))
        // Used no more, it may go, though that it was used is still remembered.
        try await container.store.delete(container.address("e/slo"))
        #expect(try await container.move("d/seg/1", to: "").name == "1")
    }

    /// Where a directory moves into one that it lies in, each file goes to the place of another one.
    @Test func noFileTakesThePlaceOfOneThatStays() async throws {
        for (name, text) in [("n/n/1", "inner"), ("n/n/n/1", "innermost")] {
            _ = try await container.store.write(container.address(name), from: MemorySource(Array(text.utf8)), WriteOptions())
        }
        let segment = Segment(address: container.address("n/n/1"), bytes: 5, etag: "")
        _ = try await container.store.writeManifest(container.address("slo"), [segment], WriteOptions())
        var options = TransferOptions()
        options.raises = false
        let report = try await container.moveDirectory("n/n", to: "", newName: "n", overwrite: true, options)
        #expect(report.done == [])
        #expect(report.failed.map(\.code) == [.conflict, .conflict])
        #expect(try await container.read("slo", decode: nil) == Array("inner".utf8))
        #expect(try await container.read("n/n/n/1", decode: nil) == Array("innermost".utf8))
    }

    @Test func aDamagedSegmentIsAnIntegrityError() async throws {
        _ = try await container.upload([try file("big", 1500).path], to: "", overwrite: false, TransferOptions(), limits)
        let parts = try await LargeObject(container.store).checksums(of: container.address("big"), container.info("big"))
        #expect(parts.map(\.bytes) == [300, 300, 300, 300, 300])
        let wrong = [ChecksummedPart(bytes: 1500, md5: String(repeating: "0", count: 32))]
        #expect(wrong != parts)
        // The segment's content changes while the manifest keeps its checksum.
        let first = try #require(try await segments().first)
        let changed = MemorySource([UInt8](repeating: 1, count: 300))
        _ = try await container.store.write(ObjectAddress("large_segments", first), from: changed, WriteOptions())
        await #expect { _ = try await container.read("big", decode: nil) } throws: {
            [.integrity, .network, .conflict].contains(($0 as? ArchiveError)?.code)
        }
        await #expect(throws: ArchiveError.self) { _ = try await container.download("big", to: folder("down")) }
        #expect(!FileManager.default.fileExists(atPath: folder("down/big")))
    }

    @Test(arguments: [("0-99", 300, 100), ("200-", 300, 100), ("-50", 300, 50), ("250-400", 300, 50)] as [(String, Int64, Int64)])
    func rangesOfSegmentsCount(_ range: String, _ total: Int64, _ length: Int64) {
        #expect(LargeObject.length(of: range, in: total) == length)
    }
}
