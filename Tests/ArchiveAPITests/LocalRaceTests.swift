import Foundation
import Testing

@testable import ArchiveAPI

/// Two processes on one folder.
@Suite struct LocalRaceTests {
    static let names = 60

    /// Both write the same names where there is nothing, replace and read one object, and open the folder again and again.
    @Test func twoProcesses() async throws {
        let folder = try LocalFolder()
        async let first: Void = Self.child(folder.path, "A")
        async let second: Void = Self.child(folder.path, "B")
        _ = await (first, second)

        let store = try await LocalStore(directory: folder("archive"))
        let wins = ["A", "B"].map { (try? String(contentsOfFile: folder($0), encoding: .utf8)) ?? "" }
        #expect(wins.map { $0.split(separator: "\n").count }.reduce(0, +) == Self.names)
        for (number, child) in ["A", "B"].enumerated() {
            for name in wins[number].split(separator: "\n") { #expect(try await store.text("c", String(name)) == child) }
        }
        #expect(try await store.container("c").count == Int64(Self.names) + 1)
        #expect(try LocalArchiveCheck(folder("archive")).problems() == [])
    }

    private static func child(_ path: String, _ name: String) async {
        await #expect(processExitsWith: .success) { [path = path as String, name = name as String] in
            var won: [String] = []
            for number in 0..<LocalRaceTests.names {
                let store = try await LocalStore(directory: path + "/archive")
                _ = try await store.createContainer("c", headers: [:])
                try await store.put("c", "shared", String(repeating: name, count: 400_000))
                let shared = try await store.text("c", "shared")
                guard shared == String(repeating: String(shared.prefix(1)), count: 400_000) else { exit(3) }
                do {
                    try await store.put("c", "\(number)", name, WriteOptions(onlyIfAbsent: true))
                    won.append("\(number)")
                } catch let error as ArchiveError where error.code == .exists {}
            }
            try won.joined(separator: "\n").write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        }
    }

    /// Two backends meet a new folder at once: it is filled once.
    @Test func twoFillings() async throws {
        let folder = try LocalFolder()
        let path = folder("new")
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 { group.addTask { try await LocalBackend(directory: path).projects().count } }
            for try await count in group { #expect(count == 2) }
        }
        #expect(try LocalArchiveCheck(path).problems() == [])
    }

    /// Objects come and go while others read and list them: every answer is a whole one.
    @Test func manyTasks() async throws {
        let folder = try LocalFolder()
        let store = try await LocalStore(directory: folder.path)
        _ = try await store.createContainer("c", headers: [:])
        try await store.put("c", "x", String(repeating: "0", count: 100_000))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 1...4 {
                group.addTask {
                    for _ in 0..<20 { try await store.put("c", "x", String(repeating: "\(writer)", count: 100_000)) }
                }
                group.addTask {
                    for _ in 0..<20 {
                        let text = try await store.text("c", "x")
                        #expect(text == String(repeating: String(text.prefix(1)), count: 100_000))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try LocalArchiveCheck(folder.path).problems() == [])
    }
}
