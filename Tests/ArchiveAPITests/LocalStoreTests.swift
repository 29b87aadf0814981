import Foundation
import GRDB
import Testing

@testable import ArchiveAPI

/// What LocalStore does beyond the conformance suite, and what a folder may be.
@Suite struct LocalStoreTests {
    let folder: LocalFolder
    let store: LocalStore

    init() async throws {
        folder = try LocalFolder()
        store = try await LocalStore(directory: folder("archive"))
        _ = try await store.createContainer("c", headers: [:])
    }

    @Test func refusesWhatTheServiceRefuses() async throws {
        await expectCode(.usage) { try await store.createContainer(String(repeating: "x", count: 257), headers: [:]) }
        await expectCode(.usage) { try await store.put("c", String(repeating: "ä", count: 513), "") }
        await expectCode(.usage) { try await store.put("c", "x", "", WriteOptions(headers: ["X-Object-Manifest": "none"])) }
        await expectCode(.usage) { try await store.put("c", "x", "", WriteOptions(headers: ["X-Symlink-Target": "c/y"])) }
        await expectCode(.usage) { try await store.updateContainer("c", headers: ["X-Container-Write": ".r:*"]) }
        await expectCode(.usage) { try await store.updateContainer("c", headers: ["X-Container-Meta-A": String(repeating: "x", count: 257)]) }
        await expectCode(.conflict) { try await store.listObjects(in: "c", ListingQuery(limit: 10_001)) }
        await expectCode(.integrity) { try await store.put("c", "x", "2", WriteOptions(md5: "00")) }
        await expectCode(.tooLarge) { try await store.write(ObjectAddress("c", "x"), from: HugeSource(), WriteOptions()) }
        await expectCode(.integrity) { try await store.write(ObjectAddress("c", "x"), from: ShortSource(), WriteOptions()) }
        #expect(try folder.names("archive/incoming").isEmpty)
        #expect(try await store.container("c").count == 0)
    }

    @Test func keepsOneContentFilePerObject() async throws {
        for round in 0..<5 { try await store.put("c", "same", "\(round)") }
        try await store.put("c", "other", "x")
        _ = try await store.copy(ObjectAddress("c", "same"), to: ObjectAddress("c", "copy"), CopyOptions())
        try await store.delete(ObjectAddress("c", "other"))
        #expect(try LocalArchiveCheck(folder("archive")).problems() == [])
        #expect(try await store.text("c", "copy") == "4")
    }

    @Test func listsInTheOrderOfBytes() async throws {
        // U+FF5E sorts before U+1F600 by code points and bytes, after it by UTF-16 units.
        let names = ["B", "a", "a/b", "a/c/d", "a0", "e\u{301}", "z", "é", "\u{ff5e}", "\u{1f600}"]
        for name in names.reversed() { try await store.put("c", name, "") }
        func list(_ query: ListingQuery) async throws -> [String] { try await store.listObjects(in: "c", query).map(\.marker) }
        #expect(try await list(ListingQuery()).map { Array($0.utf8) } == names.map { Array($0.utf8) })
        #expect(try await list(ListingQuery(delimiter: "/")).prefix(4) == ["B", "a", "a/", "a0"])
        #expect(try await list(ListingQuery(prefix: "a/", delimiter: "/")) == ["a/b", "a/c/"])
        #expect(try await list(ListingQuery(marker: "a/", delimiter: "/", limit: 1)) == ["a0"])
        #expect(try await list(ListingQuery(marker: "a", delimiter: "/", limit: 2)) == ["a/", "a0"])
        #expect(try await list(ListingQuery(marker: "a", endMarker: "a0")) == ["a/b", "a/c/d"])
        #expect(try await list(ListingQuery(prefix: "\u{1f600}")) == ["\u{1f600}"])
        #expect(try await list(ListingQuery(marker: "\u{1f600}")) == [])
        #expect(try await list(ListingQuery(limit: 0)) == [])
    }

    @Test func keepsWhatAReaderHasOpen() async throws {
        let big = String(repeating: "old ", count: 300_000)
        try await store.put("c", "x", big)
        let sink = ReplacingSink(store)
        _ = try await store.read(ObjectAddress("c", "x"), ReadOptions(), into: sink)
        #expect(String(decoding: sink.collected.bytes, as: UTF8.self) == big)
        #expect(try await store.text("c", "x") == "new")
    }

    @Test func aCancelledTransferStoresNothing() async throws {
        let task = Task { try await store.write(ObjectAddress("c", "x"), from: CancellingSource(), WriteOptions()) }
        await expectCode(.interrupted) { try await task.value }
        #expect(try await store.listObjects(in: "c", ListingQuery()).isEmpty)
        #expect(try folder.names("archive/incoming").isEmpty)
    }

    @Test func refusesForeignFolders() async throws {
        try folder.write("letter.txt", "dear")
        await expectCode(.usage) { try await LocalStore(directory: folder.path) }
        await expectCode(.localFile) { try await LocalStore(directory: folder("letter.txt")) }
        await expectCode(.localFile) { try await LocalStore(directory: "/proc/archive") }
        await expectCode(.usage) { try await LocalStore(directory: "") }
        #expect(try folder.names() == ["archive", "letter.txt"])
        try await DatabaseQueue(path: folder("archive/archive.sqlite")).write { try $0.execute(sql: "PRAGMA user_version = 2") }
        await expectCode(.usage) { try await LocalStore(directory: folder("archive")) }
        try await DatabaseQueue(path: folder("archive/archive.sqlite")).write { try $0.execute(sql: "PRAGMA application_id = 7") }
        await expectCode(.usage) { try await LocalStore(directory: folder("archive")) }
        try FileManager.default.createDirectory(atPath: folder("odd"), withIntermediateDirectories: true)
        try folder.write("odd/archive.sqlite", "This is no database, though it is called one, and it is long enough to look at.")
        await expectCode(.localFile) { try await LocalStore(directory: folder("odd")) }
    }

    @Test func lostContentIsNoSilence() async throws {
        try await store.put("c", "x", "1")
        try FileManager.default.removeItem(atPath: folder("archive/objects"))
        await expectCode(.integrity) { try await store.text("c", "x") }
        await expectCode(.integrity) { try await store.copy(ObjectAddress("c", "x"), to: ObjectAddress("c", "y"), CopyOptions()) }
    }
}

/// Replaces the object that it receives, once, in the middle.
private final class ReplacingSink: ByteSink {
    let store: LocalStore
    let collected = MemorySink()

    init(_ store: LocalStore) { self.store = store }

    func begin(_ info: ObjectInfo) { collected.begin(info) }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        if collected.bytes.isEmpty {
            let (file, md5) = try store.index.receive(Array("new".utf8))
            try store.store(file) { db in
                let container = try LocalContainer.find("c", in: store.projectKey, db).key
                try LocalObject(container: container, name: "x", file: file.id, stored: 3, hash: md5, type: "", headers: [:]).put(db)
            }
        }
        try collected.receive(bytes)
    }
}

/// Cancels the task that reads it.
private final class CancellingSource: ByteSource {
    let length: Int64 = 1 << 20

    func rewind() {}

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        withUnsafeCurrentTask { $0?.cancel() }
        return min(buffer.count, 1000)
    }
}

/// Says that it has more than an object may have.
private final class HugeSource: ByteSource {
    let length: Int64 = 6 << 30

    func rewind() { Issue.record("it need not be read to be refused") }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int { 0 }
}

/// Says that it has more than it gives.
private final class ShortSource: ByteSource {
    let length: Int64 = 10

    func rewind() {}

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int { 0 }
}
