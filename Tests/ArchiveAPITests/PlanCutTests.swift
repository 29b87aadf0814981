import Foundation
import Locking
import Testing

@testable import ArchiveAPI

/// Applications of plans that are cut off, at any step: the same command goes on, and nothing is lost.
@Suite struct PlanCutTests {
    /// Everything that a plan can hold, with moves that must not lose anything.
    @Sendable private static func work(_ bench: PlanBench) async throws {
        let project = try await bench.archive.project(named: "P")
        let container = try await bench.container()
        _ = try await container.upload([bench.folder("new.txt")], to: "up")
        _ = try await container.moveDirectory("dir", to: "there")
        _ = try await container.rename("a", to: "b", overwrite: true)
        let made = try await project.createContainer("made")
        _ = try await made.upload([bench.folder("new.txt")])
        _ = try await made.rename("new.txt", to: "newer.txt")
        _ = try await container.grantAccess(to: Container.everybody)
        let store = try await project.store()
        try await store.updateObject(ObjectAddress("c", "b"), headers: ["X-Object-Meta-A": "1"])
        let info = try await store.object(ObjectAddress("c", "b"), manifest: false)
        _ = try await store.writeManifest(
            ObjectAddress("made", "large"), [Segment(address: ObjectAddress("c", "b"), bytes: info.bytes, etag: info.etag)], WriteOptions())
        try await project.deleteContainer("old", confirmation: "old")
    }

    private static func prepared(_ folder: LocalFolder) async throws -> PlanBench {
        let bench = try await PlanBench(folder: folder)
        for name in ["c", "old"] { _ = try await bench.store.createContainer(name, headers: [:]) }
        for (name, text) in [("a", "aa"), ("b", "b"), ("dir/x", "x"), ("dir/y", "y")] { try await bench.store.put("c", name, text) }
        try await bench.store.put("old", "1", "1")
        try folder.write("new.txt", "new")
        try await bench.plan { try await work(bench) }
        return bench
    }

    @Test func afterACutAtAnyStepItGoesOn() async throws {
        let rehearsal = try await Self.prepared(LocalFolder())
        let steps = Locked(0)
        _ = try await LocalStep.$reached.withValue({ _ in steps.withLock { $0 += 1 } }) { try await rehearsal.apply() }
        let expected = try await rehearsal.state()
        let count = steps.withLock(\.self)
        #expect(count > 60)
        for number in 0..<count {
            let folder = try LocalFolder()
            let bench = try await Self.prepared(folder)
            let path = folder.path
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, number = number as Int] in
                try await Self.apply(in: path, untilStep: number)
            }
            let outcome = try await bench.apply()
            #expect(outcome.wasApplied || outcome.left == 0, "cut at step \(number)")
            #expect(try await bench.state() == expected, "cut at step \(number)")
            #expect(try await bench.store.isPublic("c"))
            #expect(try await bench.store.object(ObjectAddress("c", "b"), manifest: false).headers["x-object-meta-a"] == "1")
            #expect(try await bench.apply().wasApplied)
        }
    }

    /// Applies the plan in a folder, in a process that is killed at a step.
    private static func apply(in folder: String, untilStep number: Int) async throws {
        let left = Locked(number)
        try await LocalStep.$reached.withValue({ _ in
            left.withLock { if $0 == 0 { kill(getpid(), SIGKILL) } else { $0 -= 1 } }
        }) {
            let archive = Archive(LocalBackend(directory: folder + "/archive", fill: false))
            _ = try await PlanApplication(of: folder + "/plan.json", to: archive).run()
        }
    }

    @Test func aThousandChangesWithCuts() async throws {
        let folder = try LocalFolder()
        let bench = try await PlanBench(folder: folder)
        _ = try await bench.store.createContainer("c", headers: [:])
        for number in 0..<500 { try await bench.store.put("c", "from/\(number)", "\(number)") }
        let container = try await bench.container()
        let plan = try await bench.plan { _ = try await container.moveDirectory("from", to: "to") }
        #expect(plan.changes.count == 1000)
        let path = folder.path
        for number in [0, 37, 411, 902, 1503, 700] {
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, number = number as Int] in
                try await Self.apply(in: path, untilStep: number)
            }
            // Each file is in its old place or in its new one, whole.
            var there: Set<String> = []
            for entry in try await bench.store.objects(in: "c", prefix: "") { there.insert(ObjectPath.basename(entry.name)) }
            #expect(there.count == 500)
        }
        let outcome = try await bench.apply()
        #expect(outcome.madeBefore > 0 && outcome.made + outcome.madeBefore == 1000)
        let names = try await container.list().map(\.name)
        #expect(names.count == 500 && names.allSatisfy { $0.hasPrefix("to/from/") })
        for number in [0, 250, 499] { #expect(try await bench.store.text("c", "to/from/\(number)") == "\(number)") }
    }
}
