import Foundation
import Locking
import Testing

@testable import ArchiveAPI

/// What somebody else does between two requests of one call is neither lost nor mistaken for a failure.
@Suite struct ConcurrentChangeTests {
    private let folder: LocalFolder
    /// The archive as somebody else works in it.
    private let others: Archive
    private let theirs: Container

    init() async throws {
        folder = try LocalFolder()
        others = Archive(LocalBackend(directory: folder("archive")))
        theirs = try await others.project(named: "MyProject").createContainer("shared")
        for name in ["a", "d/b", "d/c"] { try await Self.write(name, name, to: theirs) }
    }

    private static func write(_ name: String, _ text: String, to container: Container) async throws {
        _ = try await container.store.write(container.address(name), from: MemorySource(Array(text.utf8)), WriteOptions())
    }

    private func text(_ container: Container, _ name: String) async throws -> String {
        String(decoding: try await container.read(name, decode: nil), as: UTF8.self)
    }

    /// The project, in which something else happens once, before the first of these primitives.
    private func project(before primitive: String, _ subject: String, _ happens: @escaping @Sendable () async throws -> Void) async throws -> Project {
        let happened = Locked(false)
        let backend = MeddlingBackend(LocalBackend(directory: folder("archive"))) { name, about in
            guard name == primitive, about == subject else { return }
            let isFirst = happened.withLock { happened in
                defer { happened = true }
                return !happened
            }
            if isFirst { try await happens() }
        }
        return try await Archive(backend).project(named: "MyProject")
    }

    @Test func aRenameTakesAlongWhatIsWrittenMeanwhile() async throws {
        try await theirs.store.updateContainer("shared", headers: ["X-Container-Meta-Colour": "blue"])
        let project = try await project(before: "updateContainer", "renamed") { [theirs] in
            try await Self.write("late", "late", to: theirs)
            try await Self.write("d/c", "changed", to: theirs)
        }
        try await project.renameContainer("shared", to: "renamed")
        let renamed = try await others.project(named: "MyProject").container(named: "renamed")
        #expect(try await renamed.list().map(\.name) == ["a", "d/b", "d/c", "late"])
        #expect(try await text(renamed, "late") == "late")
        #expect(try await text(renamed, "d/c") == "changed")
    }

    @Test func aRenameDoesNotMissWhatIsDeletedMeanwhile() async throws {
        let project = try await project(before: "object", "shared/d/b") { [theirs] in try await theirs.delete("d/b") }
        try await project.renameContainer("shared", to: "renamed")
        let renamed = try await others.project(named: "MyProject").container(named: "renamed")
        #expect(try await renamed.list().map(\.name) == ["a", "d/c"])
    }

    @Test func aCopyIsOfOneVersion() async throws {
        let container = try await project(before: "copy", "shared/a") { [theirs] in
            try await Self.write("a", "changed", to: theirs)
        }.container(named: "shared")
        await expectCode(.conflict) { try await container.move("a", to: "elsewhere") }
        #expect(try await text(theirs, "a") == "changed")
        #expect(try await theirs.exists("elsewhere/a") == false)
    }

    @Test func aDirectoryThatSomebodyElseDeletesIsDeleted() async throws {
        let container = try await project(before: "delete", "shared/d/b") { [theirs] in
            _ = try await theirs.deleteDirectory("d")
        }.container(named: "shared")
        #expect(try await container.deleteDirectory("d") == 2)
        #expect(try await theirs.list().map(\.name) == ["a"])
    }

    @Test func aContainerThatGoesMeanwhileHasNoManifests() async throws {
        let large = try await LargeSample(in: theirs, folder).upload("large.dat")
        let other = try await others.project(named: "MyProject").createContainer("other")
        let container = try await project(before: "listObjects", "other") { try await other.project.deleteContainer("other", confirmation: "other") }
            .container(named: "shared")
        try await container.delete(large)
        #expect(try await theirs.store.objects(in: "shared_segments", prefix: "").isEmpty)
    }

    @Test func aContainerThatIsNotListedYetKeepsItsSegments() async throws {
        let large = try await LargeSample(in: theirs, folder).upload("large.dat")
        let backend = MeddlingBackend(LocalBackend(directory: folder("archive")), hiding: "shared")
        let container = try await Archive(backend).project(named: "MyProject").container(named: "shared")
        let copy = try await container.copy(large, to: "copies")
        try await container.delete(large)
        #expect(try await container.read(copy.name, decode: nil).count == 1800)
        try await container.delete(copy.name)
        #expect(try await theirs.store.objects(in: "shared_segments", prefix: "").isEmpty)
    }

    @Test func aManifestThatGoesMeanwhileKeepsNoSegments() async throws {
        let sample = LargeSample(in: theirs, folder)
        let (first, second) = (try await sample.upload("first.dat"), try await sample.upload("second.dat"))
        let container = try await project(before: "segments", "shared/second.dat") { [theirs] in
            try await theirs.store.delete(theirs.address(second))
        }.container(named: "shared")
        try await container.delete(first)
        #expect(try await theirs.store.objects(in: "shared_segments", prefix: "first.dat/").isEmpty)
    }

    /// What was deleted or replaced is so, though what is left of it cannot be cleared away.
    @Test(arguments: [ArchiveError(.server, "nonsense"), ArchiveError(.network, "cut off", retryable: true), ArchiveError(.forbidden, "not you")])
    func aManifestThatCannotBeReadKeepsSegmentsAndFailsNothing(_ failure: ArchiveError) async throws {
        let sample = LargeSample(in: theirs, folder)
        for name in ["first.dat", "second.dat", "odd.dat"] { _ = try await sample.upload(name) }
        let backend = MeddlingBackend(LocalBackend(directory: folder("archive"))) { primitive, subject in
            if (primitive, subject) == ("segments", "shared/odd.dat") { throw failure }
        }
        let container = try await Archive(backend).project(named: "MyProject").container(named: "shared")
        try await container.delete("first.dat")
        try folder.write("second.dat", "small")
        _ = try await container.upload([folder("second.dat")], overwrite: true)
        #expect(try await theirs.list().map(\.name) == ["a", "d/b", "d/c", "odd.dat", "second.dat"])
        for name in ["first.dat/", "second.dat/"] {
            #expect(try await theirs.store.objects(in: "shared_segments", prefix: name).count >= 6)
        }
        if !failure.retryable {
            try await container.delete("odd.dat")
            #expect(try await !theirs.exists("odd.dat"))
        }
    }

    @Test func aProjectThatCannotBeAskedIsNamed() async throws {
        let backend = MeddlingBackend(LocalBackend(directory: folder("archive"))) { primitive, project in
            guard primitive == "store", project == "OtherProject" else { return }
            throw ArchiveError(.notFound, "the project 'OtherProject' has no object store", status: 503)
        }
        let archive = Archive(backend)
        #expect(try await archive.findContainer("shared").project.name == "MyProject")
        let error = await #expect(throws: ArchiveError.self) { try await archive.findContainer("absent") }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("searched: 'MyProject'") == true)
        #expect(error?.message.contains("'OtherProject' (the project 'OtherProject' has no object store)") == true)
    }
}

/// Uploads large objects of a few small segments.
private struct LargeSample {
    let container: Container
    let folder: LocalFolder

    init(in container: Container, _ folder: LocalFolder) { (self.container, self.folder) = (container, folder) }

    func upload(_ name: String) async throws -> String {
        var limits = try await UploadLimits(of: container.store)
        (limits.largestPlainObject, limits.segmentSize) = (1000, 300)
        try folder.write(name, String(repeating: name, count: 200))
        return try await container.upload([folder(name)], to: "", overwrite: false, TransferOptions(), limits).paths[0]
    }
}
