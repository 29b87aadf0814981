import Locking
import Testing

@testable import ArchiveAPI

/// Renaming a container that is cut off half-way goes on with the same call.
@Suite struct RenameContainerTests {
    let folder: LocalFolder
    let project: Project
    let plain: Project
    let permit = CountingPermit()

    init() async throws {
        folder = try LocalFolder()
        project = try await Archive(LocalBackend(directory: folder("archive")), permit: permit).project(named: "MyProject")
        plain = try await Archive(LocalBackend(directory: folder("archive"))).project(named: "MyProject")
        let container = try await plain.createContainer("old")
        for name in ["a", "b/c", "d"] {
            _ = try await container.store.write(container.address(name), from: MemorySource(Array(name.utf8)), WriteOptions())
        }
        try await container.store.updateContainer("old", headers: ["X-Container-Meta-Colour": "blue", "X-Container-Read": "x:y"])
    }

    @Test(arguments: 0...14) func goesOnWhereItWasCut(_ allowed: Int) async throws {
        permit.allow(allowed)
        do {
            try await project.renameContainer("old", to: "new")
        } catch let error as ArchiveError {
            #expect(error.code == .notPermitted)
            permit.allow(.max)
            try await project.renameContainer("old", to: "new")
        }
        let renamed = try await plain.container(named: "new")
        #expect(try await renamed.list().map(\.name) == ["a", "b/c", "d"])
        #expect(try await renamed.read("b/c", decode: nil) == Array("b/c".utf8))
        let headers = try await renamed.metadata()
        #expect(headers["x-container-meta-colour"] == "blue")
        #expect(headers["x-container-read"] == "x:y")
        #expect(headers["x-container-meta-archive-lua-rename-from"] == nil)
        #expect(try await plain.presence(of: "old") == .absent)
    }

    /// What large objects of both kinds are made of: a nested one, one with a part of a segment, and a dynamic one.
    private func addLargeObjects(in container: Container, segmentsIn segments: Container) async throws {
        for part in ["seg/1", "seg/2"] {
            _ = try await segments.store.write(segments.address(part), from: MemorySource(Array("<\(part)>".utf8)), WriteOptions())
        }
        func manifest(_ name: String, _ parts: [Segment], _ options: WriteOptions = WriteOptions()) async throws {
            _ = try await container.store.writeManifest(container.address(name), parts, options)
        }
        let parts = ["seg/1", "seg/2"].map { Segment(address: segments.address($0), bytes: 7, etag: "") }
        var part = parts[1]
        part.range = "1-3"
        try await manifest("inner", parts, WriteOptions(contentType: "text/x-inner", headers: ["X-Object-Meta-Colour": "red"]))
        try await manifest("a outer", [Segment(address: container.address("inner"), bytes: 14, etag: ""), part])
        let dynamic = WriteOptions(contentType: "text/x-dynamic", headers: ["X-Object-Manifest": "\(segments.name)/seg/", "X-Object-Meta-Colour": "green"])
        _ = try await container.store.write(container.address("dynamic"), from: MemorySource([]), dynamic)
    }

    private static let large = ["inner": "<seg/1><seg/2>", "a outer": "<seg/1><seg/2>seg", "dynamic": "<seg/1><seg/2>"]

    private func read(_ name: String, in container: String) async -> String? {
        guard let found = try? await plain.container(named: container) else { return nil }
        return (try? await found.read(name, decode: nil)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: 0...25) func largeObjectsComeToBeMadeOfTheCopies(_ allowed: Int) async throws {
        let container = try await plain.container(named: "old")
        try await addLargeObjects(in: container, segmentsIn: container)
        permit.allow(allowed)
        do {
            try await project.renameContainer("old", to: "new")
        } catch let error as ArchiveError {
            #expect(error.code == .notPermitted)
            for (name, text) in Self.large {
                let there = [await read(name, in: "old"), await read(name, in: "new")]
                #expect(there.contains(text), "\(name): \(there)")
            }
            permit.allow(.max)
            try await project.renameContainer("old", to: "new")
        }
        #expect(try await plain.presence(of: "old") == .absent)
        for (name, text) in Self.large { #expect(await read(name, in: "new") == text) }
        let renamed = try await plain.container(named: "new")
        for (name, type, colour) in [("inner", "text/x-inner", "red"), ("dynamic", "text/x-dynamic", "green")] {
            let info = try await renamed.info(name)
            #expect(info.contentType == type)
            #expect(info.headers["x-object-meta-colour"] == colour)
        }
        try await renamed.delete("a outer")
        #expect(await read("dynamic", in: "new") == Self.large["dynamic"])
    }

    @Test func whatOthersAreMadeOfStays() async throws {
        let segments = try await plain.container(named: "old")
        let container = try await plain.createContainer("user")
        try await addLargeObjects(in: container, segmentsIn: segments)
        let error = await #expect(throws: ArchiveError.self) { try await project.renameContainer("old", to: "new") }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("'user/a outer', 'user/dynamic', 'user/inner'") == true, "\(error?.message ?? "")")
        #expect(try await plain.presence(of: "new") == .absent)
        for (name, text) in Self.large { #expect(await read(name, in: "user") == text) }
        try await project.renameContainer("user", to: "other")
        for (name, text) in Self.large { #expect(await read(name, in: "other") == text) }
    }
}

/// Permits so many changes and no more: cuts an operation off at a place of choice.
final class CountingPermit: Permit {
    private let left = Locked(Int.max)

    func allow(_ count: Int) { left.withLock { $0 = count } }

    func check(_ effect: Effect, project: String?, container: String?, object: String?) throws {
        guard effect != .read else { return }
        try left.withLock { left in
            guard left > 0 else { throw ArchiveError(.notPermitted, "cut off") }
            left -= 1
        }
    }
}
