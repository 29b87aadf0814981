import Foundation
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// A kind of store that the conformance suite runs on. Add a store by adding it to `all`.
struct ConformanceStore: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether of several writers at the same moment that may not replace one wins. The real service looks and
    /// then writes: `If-None-Match: *` holds against what was there before, not against a race of milliseconds.
    var settlesRaces = true
    /// Gives a store to work in.
    let open: @Sendable () async throws -> any ObjectStore

    var testDescription: String { name }

    /// The stores that can be tested here and now.
    static let all: [ConformanceStore] = [local, openStack, planned, plannedOpenStack].compactMap { $0 }

    /// A project of an archive in a folder, opened anew by each test.
    private static let local: ConformanceStore? = localFolder.map { folder in
        ConformanceStore(name: "LocalStore") { try await LocalStore(directory: folder.path) }
    }

    /// A plan over such a project: nothing of what a test does is made.
    private static let planned: ConformanceStore? = localFolder.map { folder in
        ConformanceStore(name: "PlannedStore") {
            let base = try await LocalStore(directory: folder.path, project: "Planned")
            let place = PlannedPlace(archive: "folder", project: base.project, storageURL: try await base.storageURL)
            return PlannedStore(base: base, recorder: PlanRecorder(), place: place)
        }
    }

    /// The same over the account of the real service.
    private static let plannedOpenStack: ConformanceStore? = openStack.map { below in
        ConformanceStore(name: "PlannedStore on OpenStackStore") {
            let base = try await below.open()
            let place = PlannedPlace(archive: "service", project: ProjectRecord(id: "test", name: "test"), storageURL: try await base.storageURL)
            return PlannedStore(base: base, recorder: PlanRecorder(), place: place)
        }
    }

    /// Goes with the process: no test outlives it.
    private static let localFolder: LocalFolder? = {
        atexit { if let path = ConformanceStore.localFolder?.path { try? FileManager.default.removeItem(atPath: path) } }
        return try? LocalFolder()
    }()

    /// An account of the real service; nil where none runs.
    private static let openStack: ConformanceStore? = TestCloud.running.map { cloud in
        ConformanceStore(name: "OpenStackStore", settlesRaces: false) {
            guard let account = cloud.tempauth.users["test:tester"] else { throw TestCloud.NotRunning() }
            let http = HTTPClient()
            let request = HTTPRequest(
                "GET", cloud.tempauth.auth_url, headers: [("X-Auth-User", "test:tester"), ("X-Auth-Key", account.key)])
            let token = try await http.send(request).headers["x-auth-token"] ?? ""
            let client = ServiceClient(http: http, tokens: FixedToken(token: Secret(token)))
            return OpenStackStore(storageURL: cloud.tempauth.storage_url, client: client)
        }
    }
}

/// A token that is good for as long as a test runs.
struct FixedToken: TokenSource {
    let token: Secret
    func token() async throws -> Secret? { token }
    func replacement(for refused: Secret?) async throws -> Secret? { nil }
}

/// A store with containers of its own, which go when the test is over.
final class TestBench: Sendable {
    let store: any ObjectStore
    private let tag = String(UInt64.random(in: 0...UInt64.max), radix: 36)

    private init(_ store: any ObjectStore) { self.store = store }

    /// Runs a test in containers of its own, and removes them with all they hold.
    static func with(_ kind: ConformanceStore, _ body: (TestBench) async throws -> Void) async throws {
        let bench = TestBench(try await kind.open())
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(bench)) } catch { outcome = .failure(error) }
        try await bench.clear()
        try outcome.get()
    }

    /// A container's name, for this test alone.
    func name(_ part: String = "c") -> String { "test-\(tag)-\(part)" }

    /// A new, empty container.
    func container(_ part: String = "c") async throws -> String {
        _ = try await store.createContainer(name(part), headers: [:])
        return name(part)
    }

    private func clear() async throws {
        for entry in try await store.listContainers(after: "test-\(tag)-", limit: 100)
        where entry.name.hasPrefix("test-\(tag)-") {
            while true {
                let page = try await store.listObjects(in: entry.name, ListingQuery())
                if page.isEmpty { break }
                for row in page { try? await store.delete(ObjectAddress(entry.name, row.marker)) }
            }
            try await store.deleteContainer(entry.name)
        }
    }

    @discardableResult
    func put(_ address: ObjectAddress, _ text: String, _ options: WriteOptions = WriteOptions()) async throws -> WriteReceipt {
        try await store.write(address, from: BytesBody(text), options)
    }

    func get(_ address: ObjectAddress, _ options: ReadOptions = ReadOptions()) async throws -> String {
        let sink = CollectingSink()
        _ = try await store.read(address, options, into: sink)
        return String(decoding: sink.bytes, as: UTF8.self)
    }

    /// The names of a whole listing, page by page.
    func names(_ container: String, _ query: ListingQuery = ListingQuery()) async throws -> [String] {
        var query = query
        var names: [String] = []
        while true {
            let page = try await store.listObjects(in: container, query)
            guard let last = page.last else { return names }
            names += page.map(\.marker)
            query.marker = last.marker
        }
    }
}
