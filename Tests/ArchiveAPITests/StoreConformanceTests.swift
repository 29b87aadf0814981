import ArchiveAPI
import Foundation
import Testing

/// What every `ObjectStore` does, on each store that there is: a folder, and the real service.
@Suite("Store conformance", .enabled(if: !ConformanceStore.all.isEmpty), .serialized)
struct StoreConformanceTests {
    /// Names that clients, servers and file systems like to get wrong.
    static let awkward = [
        "plain.txt", "..", ".", "../x", "./x", "a/../b", "a/./b", "/x", "//x", "a//b", "/", "a", "a/b", "a/",
        "100%", "%41", "%2F", "%2e%2e/x", "#hash", "?query=1", "a?b#c", "plus+plus", "two  spaces", " ", " lead", "trail ",
        "line\nbreak", "tab\tbell\u{7}", "\u{1B}[31mred", "back\\slash", "quote\"'`", "semi;colon&amp=", "ü", "u\u{308}",
        "日本語/ファイル", "🧠/🔬.nwb", "\u{202E}gnp.exe", "a:b", "*", "[x]", "{y}", "~", "CON", "x.", "X", "x",
        String(repeating: "n", count: 1024), "e" + String(repeating: "é", count: 500) + "/end",
    ]

    // MARK: Containers

    @Test(arguments: ConformanceStore.all)
    func containers(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let name = bench.name()
            #expect(await failure { _ = try await bench.store.container(name) }?.code == .notFound)
            #expect(try await bench.store.createContainer(name, headers: ["X-Container-Meta-Subject": "mouse 7"]))
            #expect(try await bench.store.createContainer(name, headers: ["X-Container-Read": ".r:*"]) == false)

            let info = try await bench.store.container(name)
            #expect(info.count == 0 && info.bytes == 0)
            #expect(info.headers["x-container-meta-subject"] == "mouse 7")
            // A container that was there is not opened to the public by creating it again.
            #expect(info.readACL == nil)

            try await bench.store.updateContainer(name, headers: ["X-Container-Read": ".r:*,.rlistings", "X-Container-Meta-Subject": ""])
            let open = try await bench.store.container(name)
            #expect(open.readACL == ".r:*,.rlistings")
            #expect(open.headers["x-container-meta-subject"] == nil)
            try await bench.store.updateContainer(name, headers: ["X-Container-Read": ""])
            #expect(try await bench.store.container(name).readACL == nil)

            try await bench.put(ObjectAddress(name, "x"), "x")
            #expect(await failure { try await bench.store.deleteContainer(name) }?.code == .conflict)
            try await bench.store.delete(ObjectAddress(name, "x"))
            try await bench.store.deleteContainer(name)
            #expect(await failure { try await bench.store.deleteContainer(name) }?.code == .notFound)
            #expect(await failure { try await bench.store.updateContainer(name, headers: [:]) }?.code == .notFound)
            #expect(await failure { _ = try await bench.names(name) }?.code == .notFound)
            #expect(await failure { try await bench.put(ObjectAddress(name, "x"), "x") }?.code == .notFound)
        }
    }

    @Test(arguments: ConformanceStore.all)
    func namesOfContainers(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            for name in ["", "a/b", "/", "a\0b"] {
                #expect(await failure { _ = try await bench.store.createContainer(name, headers: [:]) }?.code == .usage, "\(name)")
                #expect(await failure { try await bench.store.deleteContainer(name) }?.code == .usage, "\(name)")
                #expect(await failure { try await bench.put(ObjectAddress(name, "x"), "x") }?.code == .usage, "\(name)")
                #expect(await failure { try await bench.store.delete(ObjectAddress(name, "x")) }?.code == .usage, "\(name)")
            }
            for part in ["two words", "ü?#%41", "a+b&c=d"] {
                let name = try await bench.container(part)
                try await bench.put(ObjectAddress(name, "x"), part)
                #expect(try await bench.get(ObjectAddress(name, "x")) == part)
            }
            let known = try await bench.store.listContainers(after: bench.name(""), limit: 3).map(\.name)
            #expect(known == ["a+b&c=d", "two words", "ü?#%41"].map(bench.name))
            let second = try await bench.store.listContainers(after: bench.name("a+b&c=d"), limit: 1).map(\.name)
            #expect(second == [bench.name("two words")])
        }
    }

    @Test(arguments: ConformanceStore.all)
    func limits(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let limits = try await bench.store.limits()
            #expect(limits.maxObjectNameLength == 1024)
            #expect(limits.maxContainerNameLength == 256)
            #expect(limits.listingLimit > 0 && limits.maxFileSize > 1 << 20)
            #expect(try await !bench.store.storageURL.hasSuffix("/"))
        }
    }

    // MARK: Names

    @Test(arguments: ConformanceStore.all)
    func awkwardNamesAreExact(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let container = try await bench.container()
            for (index, name) in Self.awkward.enumerated() {
                try await bench.put(ObjectAddress(container, name), "body \(index)")
            }
            for (index, name) in Self.awkward.enumerated() {
                let address = ObjectAddress(container, name)
                #expect(try await bench.get(address) == "body \(index)", "\(name.debugDescription)")
                #expect(try await bench.store.object(address, manifest: false).bytes == "body \(index)".utf8.count)
            }
            let listed = try await bench.names(container).map { Array($0.utf8) }
            let expected = Self.awkward.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(listed == expected)
            for name in Self.awkward {
                try await bench.store.delete(ObjectAddress(container, name))
                #expect(await failure { _ = try await bench.get(ObjectAddress(container, name)) }?.code == .notFound, "\(name.debugDescription)")
            }
            #expect(try await bench.names(container).isEmpty)
        }
    }

    @Test(arguments: ConformanceStore.all)
    func awkwardNamesCanBeCopied(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let container = try await bench.container()
            for name in Self.awkward where name.utf8.count < 900 {
                try await bench.put(ObjectAddress(container, "from/" + name), name)
                _ = try await bench.store.copy(ObjectAddress(container, "from/" + name), to: ObjectAddress(container, name), CopyOptions())
                #expect(try await bench.get(ObjectAddress(container, name)) == name, "\(name.debugDescription)")
                try await bench.store.delete(ObjectAddress(container, name))
            }
        }
    }

    @Test(arguments: ConformanceStore.all)
    func noNameReachesAnotherContainer(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let here = try await bench.container("here")
            let other = try await bench.container("other")
            try await bench.put(ObjectAddress(other, "x"), "precious")
            for name in ["../\(other)/x", "a/../../\(other)/x", "%2e%2e/\(other)/x", "./../\(other)/x", "/../\(other)/x", "..//\(other)/x"] {
                let address = ObjectAddress(here, name)
                #expect(await failure { try await bench.store.delete(address) }?.code == .notFound, "\(name)")
                #expect(await failure { _ = try await bench.get(address) }?.code == .notFound, "\(name)")
                try await bench.put(address, "intruder")
                #expect(try await bench.get(address) == "intruder")
                _ = try await bench.store.copy(address, to: ObjectAddress(here, name + "2"), CopyOptions())
                try await bench.store.updateObject(address, headers: ["X-Object-Meta-A": "b"])
                try await bench.store.delete(address)
            }
            #expect(try await bench.names(other) == ["x"])
            #expect(try await bench.get(ObjectAddress(other, "x")) == "precious")
        }
    }

    @Test(arguments: ConformanceStore.all)
    func namesThatNoObjectCanHave(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let container = try await bench.container()
            for name in ["", "nul\0byte"] {
                let address = ObjectAddress(container, name)
                #expect(await failure { try await bench.put(address, "x") }?.code == .usage)
                #expect(await failure { try await bench.store.delete(address) }?.code == .usage)
                #expect(await failure { _ = try await bench.get(address) }?.code == .usage)
                #expect(await failure { _ = try await bench.store.copy(ObjectAddress(container, "a"), to: address, CopyOptions()) }?.code == .usage)
            }
            #expect(try await bench.store.container(container).count == 0)
        }
    }

    // MARK: Listings

    @Test(arguments: ConformanceStore.all)
    func listings(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let container = try await bench.container()
            let names = ["a", "a/", "a/1", "a/2", "a/b/3", "ab/x", "b", "b/x", "c!", "z", "é/x", "🧠"]
            for name in names { try await bench.put(ObjectAddress(container, name), name, WriteOptions(contentType: "text/x-test")) }

            #expect(try await bench.names(container) == names)
            for limit in 1...4 {
                #expect(try await bench.names(container, ListingQuery(limit: limit)) == names, "pages of \(limit)")
            }
            #expect(try await bench.names(container, ListingQuery(prefix: "a/")) == ["a/", "a/1", "a/2", "a/b/3"])
            #expect(try await bench.names(container, ListingQuery(prefix: "a/", delimiter: "/")) == ["a/", "a/1", "a/2", "a/b/"])
            for limit in 1...3 {
                let top = try await bench.names(container, ListingQuery(delimiter: "/", limit: limit))
                #expect(top == ["a", "a/", "ab/", "b", "b/", "c!", "z", "é/", "🧠"], "pages of \(limit)")
            }
            #expect(try await bench.names(container, ListingQuery(marker: "b", endMarker: "z")) == ["b/x", "c!"])
            #expect(try await bench.names(container, ListingQuery(prefix: "a/", marker: "a/1")) == ["a/2", "a/b/3"])
            #expect(try await bench.names(container, ListingQuery(prefix: "nothing")).isEmpty)

            guard case .object(let entry) = try await bench.store.listObjects(in: container, ListingQuery(prefix: "a/1")).first else {
                Issue.record("no row for an object that is there")
                return
            }
            #expect(entry.bytes == 3 && entry.contentType == "text/x-test" && entry.slo == nil && entry.symlink == nil)
            #expect(try entry.hash == Checksum.hexDigest(.md5, of: Array("a/1".utf8)))
            #expect(entry.lastModified.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}/) != nil)
        }
    }

    // MARK: Reading

    @Test(arguments: ConformanceStore.all)
    func reading(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let container = try await bench.container()
            let address = ObjectAddress(container, "ten")
            let receipt = try await bench.put(address, "0123456789", WriteOptions(contentType: "text/plain; charset=latin-1"))
            for (range, part) in [(0..<1, "0"), (2..<5, "234"), (8..<100, "89"), (10..<20, ""), (50..<60, ""), (3..<3, ""), (0..<10, "0123456789")] as [(Range<Int64>, String)] {
                let sink = CollectingSink()
                let info = try await bench.store.read(address, ReadOptions(range: range), into: sink)
                #expect(String(decoding: sink.bytes, as: UTF8.self) == part, "\(range)")
                #expect(info.bytes == 10 && sink.infos.count == 1, "\(range)")
            }
            let info = try await bench.store.object(address, manifest: false)
            #expect(info.bytes == 10 && info.kind == .plain && info.etag == receipt.etag)
            #expect(info.contentType == "text/plain; charset=latin-1")
            #expect(abs(info.lastModified - Date().timeIntervalSince1970) < 300)

            #expect(try await bench.get(address, ReadOptions(range: 1..<3, ifMatch: receipt.etag)) == "12")
            let other = ReadOptions(ifMatch: "00000000000000000000000000000000")
            #expect(await failure { _ = try await bench.get(address, other) }?.code == .conflict)

            let empty = ObjectAddress(container, "empty")
            try await bench.put(empty, "")
            #expect(try await bench.get(empty) == "")
            #expect(try await bench.get(empty, ReadOptions(range: 0..<10)) == "")

            let absent = ObjectAddress(container, "absent")
            #expect(await failure { _ = try await bench.get(absent) }?.code == .notFound)
            #expect(await failure { _ = try await bench.store.object(absent, manifest: false) }?.code == .notFound)
            #expect(await failure { try await bench.store.delete(absent) }?.code == .notFound)
            #expect(await failure { try await bench.store.updateObject(absent, headers: [:]) }?.code == .notFound)
        }
    }

    @Test(arguments: ConformanceStore.all)
    func aSinkThatRefusesEndsTheReading(_ kind: ConformanceStore) async throws {
        final class Refusing: ByteSink {
            func begin(_ info: ObjectInfo) throws {}
            func receive(_ bytes: UnsafeRawBufferPointer) throws { throw ArchiveError(.localFile, "the disk is full") }
        }
        try await TestBench.with(kind) { bench in
            let address = ObjectAddress(try await bench.container(), "x")
            try await bench.put(address, "some bytes")
            #expect(await failure { _ = try await bench.store.read(address, ReadOptions(), into: Refusing()) }?.code == .localFile)
        }
    }

    // MARK: Writing

    @Test(arguments: ConformanceStore.all)
    func writing(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let address = ObjectAddress(try await bench.container(), "x.dat")
            let md5 = try Checksum.hexDigest(.md5, of: Array("one".utf8))
            #expect(try await bench.put(address, "one", WriteOptions(md5: md5)).etag == md5)
            #expect(try await bench.put(address, "one").etag == md5)

            #expect(await failure { try await bench.put(address, "two", WriteOptions(md5: md5)) }?.code == .integrity)
            #expect(try await bench.get(address) == "one")

            #expect(await failure { try await bench.put(address, "two", WriteOptions(onlyIfAbsent: true)) }?.code == .exists)
            #expect(try await bench.get(address) == "one")
            try await bench.put(address, "two")
            #expect(try await bench.get(address) == "two")
            try await bench.put(ObjectAddress(address.container, "new"), "new", WriteOptions(onlyIfAbsent: true))

            let options = WriteOptions(contentType: "text/x-a", headers: ["X-Object-Meta-Mtime": "12.5", "X-Object-Meta-Who": "a b"])
            try await bench.put(address, "three", options)
            try await bench.store.updateObject(address, headers: ["X-Object-Meta-Mtime": "13"])
            let info = try await bench.store.object(address, manifest: false)
            #expect(info.headers["x-object-meta-mtime"] == "13")
            #expect(info.headers["x-object-meta-who"] == nil)
            #expect(info.contentType == "text/x-a")
        }
    }

    @Test(arguments: ConformanceStore.all)
    func ofManyWritersThatMayNotReplaceOneWins(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let address = ObjectAddress(try await bench.container(), "race")
            let wins = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<6 {
                    group.addTask { await failure { try await bench.put(address, "writer \(index)", WriteOptions(onlyIfAbsent: true)) } == nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(kind.settlesRaces ? wins == 1 : wins >= 1)
        }
    }

    // MARK: Copies

    @Test(arguments: ConformanceStore.all)
    func copies(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let container = try await bench.container()
            let other = try await bench.container("other")
            let source = ObjectAddress(container, "x")
            let receipt = try await bench.put(source, "text", WriteOptions(contentType: "text/x-a", headers: ["X-Object-Meta-Mtime": "1"]))
            let target = ObjectAddress(other, "dir/y")
            #expect(try await bench.store.copy(source, to: target, CopyOptions(ifMatch: receipt.etag)).etag == receipt.etag)
            let info = try await bench.store.object(target, manifest: false)
            #expect(info.contentType == "text/x-a" && info.headers["x-object-meta-mtime"] == "1" && info.bytes == 4)

            _ = try await bench.store.copy(source, to: source, CopyOptions())
            #expect(try await bench.get(source) == "text")
            let changed = CopyOptions(ifMatch: "00000000000000000000000000000000")
            #expect(await failure { _ = try await bench.store.copy(source, to: target, changed) }?.code == .conflict)
            let absent = ObjectAddress(container, "absent")
            #expect(await failure { _ = try await bench.store.copy(absent, to: target, CopyOptions()) }?.code == .notFound)
            #expect(try await bench.get(target) == "text")
        }
    }

    // MARK: Large objects

    @Test(arguments: ConformanceStore.all)
    func staticLargeObjects(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let container = try await bench.container()
            let store = bench.store
            var segments: [Segment] = []
            for (name, text) in [("/s/ü 1", "aaaa"), ("s//2", "bbb"), ("../s3", "c")] {
                let place = ObjectAddress(container, name)
                segments.append(Segment(address: place, bytes: Int64(text.utf8.count), etag: try await bench.put(place, text).etag))
            }
            let address = ObjectAddress(container, "big")
            let options = WriteOptions(contentType: "text/x-big", headers: ["X-Object-Meta-Mtime": "7"])
            let receipt = try await store.writeManifest(address, segments, options)
            #expect(try receipt.etag == Checksum.hexDigest(.md5, of: segments.flatMap { Array($0.etag.utf8) }))
            #expect(try await bench.get(address) == "aaaabbbc")
            #expect(try await bench.get(address, ReadOptions(range: 3..<6)) == "abb")
            let info = try await store.object(address, manifest: false)
            #expect(info.kind == .staticLarge && info.bytes == 8 && info.etag == receipt.etag && info.contentType == "text/x-big")
            #expect(try await store.segments(of: address) == segments)

            #expect(await failure { _ = try await store.writeManifest(address, segments, WriteOptions(onlyIfAbsent: true)) }?.code == .exists)
            var wrong = segments
            wrong[1].etag = "00000000000000000000000000000000"
            #expect(await failure { _ = try await store.writeManifest(ObjectAddress(container, "bad"), wrong, WriteOptions()) }?.code == .conflict)
            #expect(await failure { _ = try await store.segments(of: ObjectAddress(container, "/s/ü 1")) }?.code == .usage)

            // A copy of the manifest shares the segments, on the condition that the object is still the same.
            let shared = ObjectAddress(container, "shared")
            _ = try await store.copy(address, to: shared, CopyOptions(ifMatch: receipt.etag, manifest: true))
            #expect(try await store.segments(of: shared) == segments)
            #expect(try await store.object(shared, manifest: false).etag == receipt.etag)
            #expect(try await store.object(shared, manifest: false).headers["x-object-meta-mtime"] == "7")
            let changed = CopyOptions(ifMatch: "00000000000000000000000000000000", manifest: true)
            #expect(await failure { _ = try await store.copy(address, to: shared, changed) }?.code == .conflict)
            // A copy of the object holds the bytes itself.
            let whole = ObjectAddress(container, "whole")
            _ = try await store.copy(address, to: whole, CopyOptions(ifMatch: receipt.etag))
            #expect(try await store.object(whole, manifest: false).kind == .plain)
            #expect(try await bench.get(whole) == "aaaabbbc")

            try await store.delete(address)
            #expect(try await bench.get(shared) == "aaaabbbc")
            guard case .object(let row) = try await store.listObjects(in: container, ListingQuery(prefix: "shared")).first else {
                Issue.record("no row for the copy")
                return
            }
            #expect(row.bytes == 8 && row.slo == receipt.etag)

            try await store.delete(ObjectAddress(container, "../s3"))
            #expect(await failure { _ = try await bench.get(shared) } != nil)
        }
    }

    @Test(arguments: ConformanceStore.all)
    func partsOfSegments(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let container = try await bench.container()
            let place = ObjectAddress(container, "s")
            let etag = try await bench.put(place, "0123456789").etag
            let inner = ObjectAddress(container, "inner")
            let parts = [Segment(address: place, bytes: 10, etag: etag, range: "2-4"), Segment(address: place, bytes: 10, etag: etag)]
            let innerTag = try await bench.store.writeManifest(inner, parts, WriteOptions()).etag
            #expect(try await bench.get(inner) == "2340123456789")
            let outer = ObjectAddress(container, "outer")
            _ = try await bench.store.writeManifest(outer, [Segment(address: inner, bytes: 13, etag: innerTag)], WriteOptions())
            #expect(try await bench.get(outer) == "2340123456789")
            #expect(try await bench.store.segments(of: inner) == parts)
            #expect(try await bench.store.segments(of: outer).map(\.isManifest) == [true])
        }
    }

    @Test(arguments: ConformanceStore.all)
    func dynamicLargeObjects(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let container = try await bench.container()
            for (name, text) in [("p ü/1", "aa"), ("p ü/2", "b")] { try await bench.put(ObjectAddress(container, name), text) }
            let address = ObjectAddress(container, "dynamic")
            try await bench.put(address, "", WriteOptions(headers: ["X-Object-Manifest": PercentEncoding.object("\(container)/p ü/")]))
            #expect(try await bench.get(address) == "aab")
            let info = try await bench.store.object(address, manifest: false)
            #expect(info.kind == .dynamicLarge(prefix: "\(container)/p ü/") && info.bytes == 3)
            let copy = ObjectAddress(container, "copy")
            _ = try await bench.store.copy(address, to: copy, CopyOptions(ifMatch: info.etag, manifest: true))
            #expect(try await bench.store.object(copy, manifest: false).kind == info.kind)
            #expect(try await bench.get(copy) == "aab")
            #expect(try await bench.store.object(copy, manifest: true).bytes == 0)
        }
    }
}
