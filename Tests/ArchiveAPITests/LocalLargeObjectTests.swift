import Foundation
import Testing

@testable import ArchiveAPI

/// Static and dynamic large objects in a folder.
@Suite struct LocalLargeObjectTests {
    let folder: LocalFolder
    let store: LocalStore

    init() async throws {
        folder = try LocalFolder()
        store = try await LocalStore(directory: folder.path)
        for name in ["c", "s"] { _ = try await store.createContainer(name, headers: [:]) }
        for (name, text) in [("x/1", "abcde"), ("x/2", "fghij"), ("x/3", "klmno"), ("y", "other")] { try await store.put("s", name, text) }
    }

    private func segment(_ name: String, range: String? = nil) async throws -> Segment {
        let info = try await store.object(ObjectAddress("s", name), manifest: false)
        return Segment(address: ObjectAddress("s", name), bytes: info.bytes, etag: info.etag, range: range)
    }

    @Test func staticLargeObject() async throws {
        let large = ObjectAddress("c", "large.txt")
        let segments = [try await segment("x/1"), try await segment("x/2"), try await segment("x/3", range: "1-3")]
        let receipt = try await store.writeManifest(large, segments, WriteOptions(headers: ["X-Object-Meta-A": "1"]))
        let joined = segments[0].etag + segments[1].etag + segments[2].etag + ":1-3;"
        #expect(try receipt.etag == Checksum.hexDigest(.md5, of: Array(joined.utf8)))

        let info = try await store.object(large, manifest: false)
        #expect(info.kind == .staticLarge && info.bytes == 13 && info.etag == receipt.etag && info.headers["x-object-meta-a"] == "1")
        #expect(try await store.text("c", "large.txt") == "abcdefghijlmn")
        #expect(try await store.text("c", "large.txt", ReadOptions(range: 4..<6)) == "ef")
        #expect(try await store.text("c", "large.txt", ReadOptions(range: 9..<13)) == "jlmn")
        #expect(try await store.segments(of: large) == segments)

        let manifest = try await store.object(large, manifest: true)
        guard case .object(let entry) = try #require(try await store.listObjects(in: "c", ListingQuery()).first) else { return }
        #expect(entry.slo == receipt.etag && entry.hash == manifest.etag && entry.bytes == 13)
        #expect(try await store.container("c").bytes == manifest.bytes)
        #expect(try await store.text("c", "large.txt", ReadOptions(manifest: true)).utf8.count == Int(manifest.bytes))
    }

    /// It cannot be read, and can be thrown away.
    @Test func oneThatLostASegmentCanBeDeleted() async throws {
        let large = ObjectAddress("c", "large.txt")
        _ = try await store.writeManifest(large, [try await segment("x/1"), try await segment("x/2")], WriteOptions())
        try await store.delete(ObjectAddress("s", "x/2"))
        await #expect(throws: ArchiveError.self) { try await store.object(large, manifest: false) }
        #expect(try await store.ownKind(of: large) == .staticLarge)
        let archive = Archive(LocalBackend(directory: folder.path, fill: false))
        let container = try await archive.findContainer("c")
        // What it is made of can be told, and that is when one wants to know.
        #expect(try await container.segments("large.txt").map { $0.address?.name } == ["x/1", "x/2"])
        try await container.delete("large.txt")
        #expect(try await container.count() == 0)
    }

    @Test func aManifestOfManifestsIsReadThrough() async throws {
        let inner = ObjectAddress("s", "inner")
        _ = try await store.writeManifest(inner, [try await segment("x/1"), try await segment("x/2")], WriteOptions())
        let segments = [try await segment("x/3"), try await segment("inner", range: "-6")]
        _ = try await store.writeManifest(ObjectAddress("c", "outer"), segments, WriteOptions())
        #expect(try await store.text("c", "outer") == "klmnoefghij")
        #expect(try await store.segments(of: ObjectAddress("c", "outer"))[1].isManifest)
    }

    @Test func copiesShareSegmentsOnlyWithTheManifest() async throws {
        let large = ObjectAddress("c", "large")
        let receipt = try await store.writeManifest(large, [try await segment("x/1"), try await segment("x/2")], WriteOptions())
        let shared = try await store.copy(large, to: ObjectAddress("c", "shared"), CopyOptions(manifest: true))
        let plain = try await store.copy(large, to: ObjectAddress("c", "plain"), CopyOptions(ifMatch: receipt.etag))
        #expect(shared == receipt)
        #expect(try plain.etag == Checksum.hexDigest(.md5, of: Array("abcdefghij".utf8)))
        #expect(try await store.object(ObjectAddress("c", "plain"), manifest: false).kind == .plain)
        try await store.delete(large)
        #expect(try await store.text("c", "shared") == "abcdefghij")
        try await store.delete(ObjectAddress("s", "x/2"))
        #expect(try await store.text("c", "plain") == "abcdefghij")
        await expectCode(.conflict) { try await store.text("c", "shared") }
        await expectCode(.conflict) { try await store.copy(ObjectAddress("c", "plain"), to: large, CopyOptions(ifMatch: "00")) }
    }

    @Test func manifestsAreChecked() async throws {
        let large = ObjectAddress("c", "large")
        func write(_ segments: [Segment], _ options: WriteOptions = WriteOptions()) async throws { _ = try await store.writeManifest(large, segments, options) }
        var wrong = try await segment("x/1")
        wrong.etag = "00"
        let (other, right) = (wrong, try await segment("x/1"))
        try await store.put("s", "empty", "")
        let empty = try await segment("empty"), outside = try await segment("x/1", range: "9-")
        await expectCode(.usage) { try await write([]) }
        await expectCode(.conflict) { try await write([other]) }
        await expectCode(.conflict) { try await write([empty]) }
        await expectCode(.conflict) { try await write([outside]) }
        await expectCode(.conflict) { try await write([Segment(address: ObjectAddress("s", "none"), bytes: 1, etag: "")]) }
        await expectCode(.integrity) { try await write([right], WriteOptions(md5: "00")) }
        await expectCode(.tooLarge) { try await write(Array(repeating: right, count: 1001)) }
        await expectCode(.notFound) { try await store.object(large, manifest: false) }
        try await write([right])
        await expectCode(.exists) { try await write([right], WriteOptions(onlyIfAbsent: true)) }
    }

    @Test func dynamicLargeObject() async throws {
        try await store.put("c", "dynamic", "", WriteOptions(headers: ["X-Object-Manifest": "s/x%2F"]))
        let address = ObjectAddress("c", "dynamic")
        let info = try await store.object(address, manifest: false)
        #expect(info.kind == .dynamicLarge(prefix: "s/x/") && info.bytes == 15)
        #expect(try await store.text("c", "dynamic", ReadOptions(range: 4..<11)) == "efghijk")
        try await store.put("s", "x/4", "!")
        #expect(try await store.text("c", "dynamic") == "abcdefghijklmno!")
        await expectCode(.conflict) { try await store.text("c", "dynamic", ReadOptions(ifMatch: info.etag)) }
        guard case .object(let entry) = try #require(try await store.listObjects(in: "c", ListingQuery()).first) else { return }
        #expect(entry.bytes == 0 && entry.slo == nil)

        _ = try await store.copy(address, to: ObjectAddress("c", "shared"), CopyOptions(manifest: true))
        _ = try await store.copy(address, to: ObjectAddress("c", "plain"), CopyOptions())
        #expect(try await store.object(ObjectAddress("c", "shared"), manifest: false).kind == .dynamicLarge(prefix: "s/x/"))
        #expect(try await store.object(ObjectAddress("c", "plain"), manifest: false).kind == .plain)
        #expect(try await store.text("c", "plain") == "abcdefghijklmno!")
    }
}
