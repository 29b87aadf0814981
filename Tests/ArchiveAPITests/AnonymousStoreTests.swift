import Testing

@testable import ArchiveAPI

/// What somebody without an account sees of a practice archive: what the real service would show.
@Suite struct AnonymousStoreTests {
    private let folder: LocalFolder
    private let store: any ObjectStore
    private let container: PublicContainer

    init() async throws {
        folder = try LocalFolder()
        let backend = LocalBackend(directory: folder("a"), fill: false)
        store = try await backend.store(for: backend.createProject("P"))
        _ = try await store.createContainer("c", headers: [:])
        _ = try await store.write(ObjectAddress("c", "f.txt"), from: MemorySource(Array("text".utf8)), WriteOptions())
        container = try await PublicContainer.open("\(store.storageURL)/c", http: HTTPClient())
    }

    @Test func aPrivateContainerShowsNothing() async throws {
        await expectCode(.unauthorized) { try await container.list() }
        await expectCode(.unauthorized) { try await container.count() }
        await expectCode(.unauthorized) { try await container.read("f.txt") }
        await expectCode(.unauthorized) { try await container.exists("f.txt") }
    }

    @Test func aPublicOneShowsItsFilesToWhoKnowsTheirNames() async throws {
        try await store.updateContainer("c", headers: ["X-Container-Read": ".r:*"])
        await expectCode(.unauthorized) { try await container.list() }
        await expectCode(.unauthorized) { try await container.size() }
        #expect(try await container.read("f.txt") == Array("text".utf8))
        #expect(try await container.get("f.txt").bytes == 4)
        #expect(try await container.exists("g.txt") == false)
    }

    @Test func withListingsItShowsWhichThereAre() async throws {
        try await store.updateContainer("c", headers: ["X-Container-Read": ".r:*,.rlistings"])
        #expect(try await container.list().map(\.name) == ["f.txt"])
        #expect(try await container.count() == 1)
        #expect(try await container.store.container("c").headers["x-container-read"] == nil)
    }
}
