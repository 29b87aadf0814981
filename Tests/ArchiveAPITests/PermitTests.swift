import Locking
import Testing

@testable import ArchiveAPI

/// What a permit is asked, and how.
@Suite struct PermitTests {
    /// Permits one container of one project, and notes what it refused, and how it was asked.
    private final class OneContainer: Permit {
        let refused = Locked<[(text: String, isTentative: Bool)]>([])
        let mayList: Bool

        init(mayList: Bool = true) { self.mayList = mayList }

        func check(_ effect: Effect, project: String?, container: String?, object: String?) throws {
            if effect == .read, container == nil, mayList { return }
            if effect != .access, project == "MyProject", ["MyContainer", "MyContainer_segments"].contains(container) { return }
            refused.withLock { $0.append(("\(effect.rawValue) \(project ?? "")/\(container ?? "")", PermitAsking.isTentative)) }
            throw ArchiveError(.notPermitted, "not permitted")
        }

        func mayMention(project: String, container: String?) -> Bool {
            project == "MyProject" && ["MyContainer", nil].contains(container)
        }

        var violations: [String] { refused.withLock { $0.filter { !$0.isTentative }.map(\.text) } }
    }

    @Test func listingsLeaveOutWhatMayNotBeMentioned() async throws {
        let (folder, permit) = (try LocalFolder(), OneContainer())
        let archive = Archive(LocalBackend(directory: folder("a")), permit: permit)
        #expect(try await archive.projects().map(\.name) == ["MyProject"])
        #expect(try await archive.project(named: "MyProject").containerNames() == ["MyContainer"])
        await expectCode(.notFound) { try await archive.project(named: "SharedProject") }
        #expect(try await archive.findContainer("MyContainer").name == "MyContainer")
        #expect(permit.violations == [])
    }

    @Test func whatThereIsIsNotToldWithoutReading() async throws {
        let (folder, permit) = (try LocalFolder(), OneContainer(mayList: false))
        let backend = LocalBackend(directory: folder("a"))
        let project = try #require(try await Archive(backend).projects().first { $0.name == "MyProject" }).project
        let blind = Project(project.record, of: Archive(backend, permit: permit))
        await expectCode(.notPermitted) { _ = try await blind.archive.projects() }
        await expectCode(.notPermitted) { _ = try await blind.archive.project(named: "MyProject") }
        await expectCode(.notPermitted) { _ = try await blind.containerNames() }
        await expectCode(.notPermitted) { _ = try await blind.users() }
        #expect(permit.violations == ["read /", "read /", "read MyProject/", "read MyProject/"])
        // Whether one owns the project is asked by the library, which does not tell the names.
        try await blind.requireOwner(to: "see this")
        #expect(permit.violations.count == 4)
    }

    @Test func nobodyIsLookedUpForWhoMayNotChangeAccess() async throws {
        let (folder, permit) = (try LocalFolder(), OneContainer())
        let container = try await Archive(LocalBackend(directory: folder("a")), permit: permit).findContainer("MyContainer")
        await expectCode(.notPermitted) { _ = try await container.grantAccess(to: "nobody at all") }
        await expectCode(.notPermitted) { _ = try await container.revokeAccess(from: "nobody at all") }
        #expect(permit.violations == ["access MyProject/MyContainer", "access MyProject/MyContainer"])
    }

    @Test func whatTheLibraryAsksForItsOwnSakeIsNoViolation() async throws {
        let (folder, permit) = (try LocalFolder(), OneContainer())
        let backend = LocalBackend(directory: folder("a"))
        let archive = Archive(backend, permit: permit)
        try folder.write("large", String(repeating: "x", count: 5000))
        let container = try await archive.findContainer("MyContainer")
        var limits = try await UploadLimits(of: container.store)
        (limits.largestPlainObject, limits.segmentSize) = (100, 1000)
        _ = try await container.upload([folder("large")], to: "", overwrite: false, TransferOptions(), limits)
        let record = try #require(try await backend.projects().first { $0.name == "MyProject" })
        let store = try await backend.store(for: record)
        #expect(try await store.container("MyContainer_segments").count == 5)
        // Whether other containers need the segments may not be known: they stay, and nobody is to blame.
        try await container.delete("large")
        #expect(try await store.container("MyContainer_segments").count == 5)
        #expect(permit.refused.withLock { !$0.isEmpty && $0.allSatisfy(\.isTentative) })

        await expectCode(.notPermitted) { _ = try await archive.project(named: "MyProject").container(named: "other") }
        #expect(permit.violations == ["read MyProject/other"])
    }
}
