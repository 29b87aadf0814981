import Foundation
import Locking
import Testing

@testable import ArchiveAPI

/// Syncs that are cut off, and what others do between two of their steps.
@Suite struct SyncTests {
    private let folder: LocalFolder
    private let theirs: Container
    private let names = (0..<12).map { "d\($0 % 3)/file\($0)" }

    init() async throws {
        folder = try LocalFolder()
        theirs = try await Archive(LocalBackend(directory: folder("archive"))).project(named: "MyProject").createContainer("c")
    }

    /// The container as the sync sees it, with something that happens before each primitive.
    private func container(_ meddle: @escaping MeddlingBackend.Meddling) async throws -> Container {
        let backend = MeddlingBackend(LocalBackend(directory: folder("archive")), before: meddle)
        return try await Archive(backend).project(named: "MyProject").container(named: "c")
    }

    private func put(_ name: String, _ text: String) async throws {
        _ = try await theirs.store.write(theirs.address(name), from: MemorySource(Array(text.utf8)), WriteOptions())
    }

    private func write(_ name: String, _ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: (folder("tree/" + name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try folder.write("tree/" + name, text)
    }

    private func local(_ name: String) -> String? { FileManager.default.contents(atPath: folder("tree/" + name)).map { String(decoding: $0, as: UTF8.self) } }

    private func remote(_ name: String) async throws -> String {
        String(decoding: try await theirs.read(name, decode: nil), as: UTF8.self)
    }

    private var up: SyncOptions {
        var options = SyncOptions()
        options.direction = .up
        return options
    }

    private var oneByOne: TransferOptions {
        var options = TransferOptions()
        options.concurrency = 1
        return options
    }

    private var deleting: SyncOptions {
        var options = SyncOptions()
        options.deletes = true
        return options
    }

    /// Calls until the end is reached: each time one transfer more is cut off just before it begins.
    private func callUntilDone(_ primitive: String, _ options: SyncOptions) async throws -> [String: Int] {
        let counts = Locked<[String: Int]>([:])
        for allowed in 1... {
            let left = Locked(allowed)
            let container = try await container { name, subject in
                guard name == primitive else { return }
                let mayGo = left.withLock { left in
                    left -= 1
                    return left >= 0
                }
                guard mayGo else { throw ArchiveError(.interrupted, "interrupted") }
                counts.withLock { $0[subject, default: 0] += 1 }
            }
            do {
                _ = try await container.sync(folder("tree"), options, oneByOne)
                break
            } catch let error as ArchiveError where error.code == .interrupted {}
        }
        return counts.withLock { $0 }
    }

    /// Killed between giving a file its name and taking the part file's away.
    @Test(arguments: [false, true])
    func whatAKilledDownloadLeftGoes(dryRun: Bool) async throws {
        try await put("d/whole", "all of it")
        try await put("d/busy", "all of it as well")
        var options = SyncOptions()
        _ = try await theirs.sync(folder("tree"), options)
        let whole = PartName("whole"), busy = PartName("busy")
        try FileManager.default.linkItem(atPath: folder("tree/d/whole"), toPath: folder("tree/d/" + whole.part))
        for left in [whole.journal, whole.newJournal, busy.part, busy.journal] { try folder.write("tree/d/" + left, "left") }
        let lock = try LocalDisk.open(folder("tree/d/" + busy.part), O_RDWR)
        try LocalDisk.lock(lock)
        options.isDryRun = dryRun
        #expect(try await theirs.sync(folder("tree"), options).skipped.count == 2)
        let there = Set(try FileManager.default.contentsOfDirectory(atPath: folder("tree/d")))
        let mine: Set = [whole.part, whole.journal, whole.newJournal]
        #expect(there == Set(["whole", "busy", busy.part, busy.journal]).union(dryRun ? mine : []))
        #expect(local("d/whole") == "all of it")
        withExtendedLifetime(lock) {}
    }

    @Test func whatWasSentBeforeACutIsNotSentAgain() async throws {
        for name in names { try write(name, name) }
        let counts = try await callUntilDone("write", up)
        #expect(counts == Dictionary(uniqueKeysWithValues: names.map { ("c/" + $0, 1) }))
        for name in names { #expect(try await remote(name) == name) }
    }

    @Test func whatArrivedBeforeACutIsNotFetchedAgain() async throws {
        for name in names { try await put(name, name) }
        let counts = try await callUntilDone("read", SyncOptions())
        #expect(counts == Dictionary(uniqueKeysWithValues: names.map { ("c/" + $0, 1) }))
        for name in names { #expect(local(name) == name) }
    }

    @Test func aListingThatLagsBehindSendsNothingTwice() async throws {
        try write("new", "mine")
        try write("changed", "mine")
        try await put("changed", "oldd")
        let container = try await container { [theirs] name, subject in
            guard (name, subject) == ("write", "c/new") || (name, subject) == ("object", "c/changed") else { return }
            _ = try await theirs.store.write(
                theirs.address(String(subject.dropFirst(2))), from: MemorySource(Array("mine".utf8)), WriteOptions())
        }
        let report = try await container.sync(folder("tree"), up)
        #expect(report.skipped == ["changed", "new"])
        #expect(report.bytes == 0)
    }

    @Test func whatNobodyHadSeenIsNotReplaced() async throws {
        try write("new", "mine")
        let container = try await container { [theirs] name, _ in
            guard name == "write" else { return }
            _ = try await theirs.store.write(theirs.address("new"), from: MemorySource(Array("theirs".utf8)), WriteOptions())
        }
        await expectCode(.exists) { try await container.sync(folder("tree"), up) }
        #expect(try await remote("new") == "theirs")
        _ = try await theirs.sync(folder("tree"), up)
        #expect(try await remote("new") == "mine")
    }

    @Test func whatTheListingHasNotYetIsNotDeleted() async throws {
        try await put("there", "there")
        try write("late", "late")
        let container = try await container { [theirs] name, subject in
            guard (name, subject) == ("object", "c/late") else { return }
            _ = try await theirs.store.write(theirs.address("late"), from: MemorySource(Array("late".utf8)), WriteOptions())
        }
        let report = try await container.sync(folder("tree"), deleting)
        #expect(report.sync?.deleted == [])
        #expect(report.skipped == [folder("tree/late")])
        #expect(local("late") == "late")
    }

    @Test func whatChangesBeforeItIsDeletedStays() async throws {
        try await put("there", "there")
        try write("mine", "mine")
        let container = try await container { [folder] name, subject in
            if (name, subject) == ("object", "c/mine") { try folder.write("tree/mine", "work of today") }
        }
        await expectCode(.conflict) { try await container.sync(folder("tree"), deleting) }
        #expect(local("mine") == "work of today")
    }

    @Test func anUploadFollowsNoLinkThatIsPlantedMeanwhile() async throws {
        try write("d/1", "one")
        try write("d/2", "two")
        try FileManager.default.createDirectory(atPath: folder("outside"), withIntermediateDirectories: true)
        try folder.write("outside/2", "secret")
        let container = try await container { [folder] name, subject in
            guard (name, subject) == ("write", "c/d/1") else { return }
            try FileManager.default.moveItem(atPath: folder("tree/d"), toPath: folder("moved"))
            try FileManager.default.createSymbolicLink(atPath: folder("tree/d"), withDestinationPath: folder("outside"))
        }
        await expectCode(.unsafePath) { try await container.sync(folder("tree"), up, oneByOne) }
        #expect(try await theirs.list().map(\.name) == ["d/1"])
    }

    @Test func aFailureKeepsWhatWouldBeDeleted() async throws {
        try await put("a", "a")
        try write("surplus", "surplus")
        let container = try await container { name, subject in
            if (name, subject) == ("read", "c/a") { throw ArchiveError(.server, "the server failed") }
        }
        await expectCode(.server) { try await container.sync(folder("tree"), deleting) }
        #expect(local("surplus") == "surplus")
        _ = try await theirs.sync(folder("tree"), deleting)
        #expect(try folder.names("tree") == ["a"])
    }

    @Test func aFailedDeletionIsReported() async throws {
        for name in ["a", "b", "c"] { try await put(name, name) }
        try write("a", "a")
        var options = up
        options.deletes = true
        let container = try await container { name, subject in
            if (name, subject) == ("delete", "c/b") { throw ArchiveError(.forbidden, "not this one", path: "b") }
        }
        do {
            _ = try await container.sync(folder("tree"), options)
            Issue.record("no error")
        } catch let error as ArchiveError {
            #expect(error.code == .forbidden)
            #expect(error.report?.skipped == ["a"])
        }
        #expect(try await theirs.exists("b"))
    }

    @Test func deletionsThatAreCutOffAreReportedAsSuch() async throws {
        for name in ["a", "b", "c", "d"] { try await put(name, name) }
        try write("a", "A")
        var options = up
        options.deletes = true
        let container = try await container { name, subject in
            if (name, subject) == ("delete", "c/c") { throw ArchiveError(.interrupted, "interrupted") }
        }
        do {
            _ = try await container.sync(folder("tree"), options, oneByOne)
            Issue.record("no error")
        } catch let error as ArchiveError {
            #expect(error.code == .interrupted)
            #expect(error.report?.done == ["a"])
            #expect(error.report?.sync?.deleted == ["b"])
        }
        #expect(try await theirs.list().map(\.name) == ["a", "c", "d"])
    }

    /// Who put the object there noted no time.
    @Test func withoutANoteAFileHasTheTimeOfItsObject() async throws {
        try await put("a", "a")
        _ = try await theirs.sync(folder("tree"))
        let path = folder("tree/a")
        let date = try #require(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
        #expect(abs(date.timeIntervalSince1970 - (try await theirs.info("a").lastModified)) < 0.001)
        try write("a", "b")
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        var options = SyncOptions()
        options.comparison = .sizeAndTime
        #expect(try await theirs.sync(folder("tree"), options).skipped.count == 1)
        #expect(local("a") == "b")
        #expect(try await theirs.sync(folder("tree")).done.count == 1)
        #expect(local("a") == "a")
    }

    @Test func listedChecksumsNeedNoRequest() async throws {
        for name in names { try await put(name, name) }
        _ = try await theirs.sync(folder("tree"))
        let asked = Locked<[String]>([])
        let container = try await container { name, subject in
            if name == "object" || name == "read" { asked.withLock { $0.append(subject) } }
        }
        #expect(try await container.sync(folder("tree")).skipped.count == names.count)
        #expect(asked.withLock { $0 } == [])
        var options = SyncOptions()
        options.comparison = .sizeAndTime
        #expect(try await container.sync(folder("tree"), options).skipped.count == names.count)
        #expect(asked.withLock { $0.count } == names.count)
    }
}
