@testable import ArchiveAPI

/// An archive in a folder with one project, and a place for local files and plans.
struct PlanBench: Sendable {
    let folder: LocalFolder
    let store: LocalStore
    let archive: Archive
    var path: String { folder("plan.json") }

    init(folder: LocalFolder? = nil) async throws {
        let folder = try folder ?? LocalFolder()
        self.folder = folder
        store = try await LocalStore(directory: folder("archive"), project: "P")
        archive = Archive(LocalBackend(directory: folder("archive"), fill: false))
    }

    func container(_ name: String = "c") async throws -> Container { try await archive.project(named: "P").container(named: name) }

    /// Plans the work and keeps the plan.
    @discardableResult
    func plan(_ work: () async throws -> Void) async throws -> Plan {
        let recorder = PlanRecorder()
        try await PlanSwitch.planning(into: recorder, work)
        try PlanTarget(path).keep(recorder.plan)
        return recorder.plan
    }

    func apply(skipping: Bool = false) async throws -> PlanOutcome {
        var application = PlanApplication(of: path, to: archive)
        application.skipsChanged = skipping
        return try await application.run()
    }

    /// Names and contents of everything.
    func state() async throws -> [String] {
        var state: [String] = []
        for container in try await store.containers() {
            state.append("\(container.name) \(container.count) \(container.bytes)")
            for entry in try await store.objects(in: container.name, prefix: "") {
                state.append("\(container.name)/\(entry.name) \(entry.slo ?? entry.hash) \(entry.contentType)")
            }
        }
        return state
    }
}
