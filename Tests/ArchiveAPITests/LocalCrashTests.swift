import Foundation
import Locking
import Testing

@testable import ArchiveAPI

/// Ends a writing process at every step of its work, and looks at what it left.
@Suite struct LocalCrashTests {
    /// The work of the process: each operation changes one thing.
    static let operations: [@Sendable (LocalStore) async throws -> Void] = [
        { _ = try await $0.createContainer("c", headers: ["X-Container-Meta-A": "1"]) },
        { try await $0.put("c", "a", "first", WriteOptions(onlyIfAbsent: true)) },
        { try await $0.put("c", "a", "first, again") },
        { _ = try await $0.copy(ObjectAddress("c", "a"), to: ObjectAddress("c", "copy"), CopyOptions()) },
        { store in
            let segment = Segment(address: ObjectAddress("c", "a"), bytes: 12, etag: "")
            _ = try await store.writeManifest(ObjectAddress("c", "large"), [segment], WriteOptions())
        },
        { try await $0.delete(ObjectAddress("c", "copy")) },
    ]

    /// Names, sizes, sums and metadata: what somebody else sees.
    static func state(_ store: LocalStore) async throws -> String {
        guard let info = try? await store.container("c") else { return "none" }
        let names = try await store.listObjects(in: "c", ListingQuery()).map { entry in
            if case .object(let object) = entry { "\(object.name) \(object.bytes) \(object.slo ?? object.hash)" } else { "" }
        }
        return (names + [info.headers["x-container-meta-a"] ?? ""]).joined(separator: "\n")
    }

    /// Does the work to its end; the steps in order, each with the operation that it belongs to, and the
    /// states before the first operation and after each.
    static func rehearse() async throws -> (steps: [(operation: Int, name: String)], states: [String]) {
        let folder = try LocalFolder()
        let store = try await LocalStore(directory: folder.path)
        var states = [try await state(store)]
        var steps: [(Int, String)] = []
        for (number, operation) in operations.enumerated() {
            let names = Locked<[String]>([])
            try await LocalStep.$reached.withValue({ name in names.withLock { $0.append(name) } }) { try await operation(store) }
            steps += names.withLock { $0.map { (number, $0) } }
            states.append(try await state(store))
        }
        return (steps, states)
    }

    @Test func everyStep() async throws {
        let (steps, states) = try await Self.rehearse()
        #expect(steps.count > 20)
        for (number, step) in steps.enumerated() {
            let folder = try LocalFolder()
            let path = folder.path
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, number = number as Int] in
                let store = try await LocalStore(directory: path)
                let left = Locked(number)
                try await LocalStep.$reached.withValue({ _ in
                    left.withLock { if $0 == 0 { kill(getpid(), SIGKILL) } else { $0 -= 1 } }
                }) {
                    for operation in LocalCrashTests.operations { try await operation(store) }
                }
            }
            let store = try await LocalStore(directory: path)
            let isDone = step.name == "committed" || step.name == "published"
            #expect(try await Self.state(store) == states[step.operation + (isDone ? 1 : 0)], "\(step)")
            #expect(try LocalArchiveCheck(path).problems() == [], "\(step)")
        }
    }

    /// Ended by another thread at no step in particular, amid SQLite's own writing too.
    @Test(arguments: 1...4) func anyMoment(_ round: Int) async throws {
        let folder = try LocalFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
            let store = try await LocalStore(directory: path)
            _ = try await store.createContainer("c", headers: [:])
            Thread.detachNewThread {
                // Some work of no use, that no optimizer takes away: there is no better clock that does not sleep.
                var state = UInt64(round)
                for _ in 0..<round * 2_000_000 { state = state &* 6_364_136_223_846_793_005 &+ 1 }
                kill(getpid(), state == 0 ? SIGTERM : SIGKILL)
            }
            for number in 0... {
                try await store.put("c", "\(number % 7)", String(repeating: "\(number)", count: 1000 * (number % 5)))
                if number % 3 == 0 { try await store.delete(ObjectAddress("c", "\(number % 7)")) }
            }
        }
        _ = try await LocalStore(directory: path)
        #expect(try LocalArchiveCheck(path).problems() == [])
    }

    /// A fill that was cut off is done again from the start.
    @Test(arguments: [0, 20, 42, 43]) func filling(_ steps: Int) async throws {
        let folder = try LocalFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, steps = steps as Int] in
            let left = Locked(steps)
            try await LocalStep.$reached.withValue({ _ in
                left.withLock { if $0 == 0 { kill(getpid(), SIGKILL) } else { $0 -= 1 } }
            }) {
                _ = try await LocalBackend(directory: path).projects()
            }
        }
        let backend = LocalBackend(directory: path)
        let mine = try #require(try await backend.projects().first { $0.name == "MyProject" })
        let sample = try PracticeSample.files.filter { $0.container.name == "MyContainer" }
        #expect(try await backend.store(for: mine).container("MyContainer").count == Int64(sample.count))
        #expect(try LocalArchiveCheck(path).problems() == [])
    }
}
