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
}

/// Permits so many changes and no more: cuts an operation off at a place of choice.
final class CountingPermit: Permit {
    private let left = Locked(Int.max)

    func allow(_ count: Int) { left.withLock { $0 = count } }

    func check(_ effect: Effect, project: String?, container: String, object: String?) throws {
        guard effect != .read else { return }
        try left.withLock { left in
            guard left > 0 else { throw ArchiveError(.notPermitted, "cut off") }
            left -= 1
        }
    }
}
