import Foundation
import Locking
import Testing

@testable import ArchiveAPI

/// Uploads that were cut off, or are not needed.
@Suite struct ResumedUploadTests {
    /// Refuses writes after so many of them, and notes where they went.
    private final class CuttingPermit: Permit {
        private let state: Locked<(left: Int, written: [String])>

        init(after count: Int) { state = Locked((count, [])) }

        var written: [String] {
            state.withLock { state in
                defer { state.written = [] }
                return state.written.sorted()
            }
        }

        func allow(_ count: Int) { state.withLock { $0.left = count } }

        func check(_ effect: Effect, project: String?, container: String?, object: String?) throws {
            guard effect == .write, let object else { return }
            try state.withLock { state in
                guard state.left > 0 else { throw ArchiveError(.network, "cut off") }
                state.left -= 1
                state.written.append(object)
            }
        }
    }

    private let folder: LocalFolder
    private let permit = CuttingPermit(after: 1000)
    private let container: Container
    private let limits: UploadLimits

    init() async throws {
        folder = try LocalFolder()
        let archive = Archive(LocalBackend(directory: folder("archive")), permit: permit)
        container = try await archive.project(named: "MyProject").createContainer("c")
        var limits = try await UploadLimits(of: container.store)
        (limits.largestPlainObject, limits.segmentSize) = (1000, 300)
        self.limits = limits
        _ = permit.written
    }

    private func upload(_ paths: [String], overwrite: Bool = false, raises: Bool = true) async throws -> TransferReport {
        var options = TransferOptions()
        options.raises = raises
        return try await container.upload(paths.map { folder($0) }, to: "", overwrite: overwrite, options, limits)
    }

    @Test func segmentsThatAreThereAreNotSentAgain() async throws {
        try folder.write("big", String(repeating: "0123456789", count: 200))
        permit.allow(3)
        await expectCode(.network) { try await upload(["big"]) }
        let first = permit.written
        #expect(first.count == 3 && first.allSatisfy { $0.hasPrefix("big/slo/") })
        permit.allow(1000)
        #expect(try await upload(["big"]).paths == ["big"])
        let second = permit.written
        #expect(second.count == 5 && Set(second).isDisjoint(with: first) && second.contains("big"))
        #expect(try await container.read("big", decode: nil) == Array(String(repeating: "0123456789", count: 200).utf8))
    }

    @Test func aFileThatChangedIsSentAnew() async throws {
        try folder.write("big", String(repeating: "0123456789", count: 200))
        permit.allow(7)
        await expectCode(.network) { try await upload(["big"]) }
        _ = permit.written
        permit.allow(1000)
        // The same size and the same time: only the checksums tell.
        let modified = try FileManager.default.attributesOfItem(atPath: folder("big"))[.modificationDate]
        try folder.write("big", "X" + String(repeating: "0123456789", count: 200).dropFirst())
        try FileManager.default.setAttributes([.modificationDate: modified as Any], ofItemAtPath: folder("big"))
        _ = try await upload(["big"])
        #expect(try await container.read("big", decode: nil).first == UInt8(ascii: "X"))
    }

    @Test func ofSeveralFilesThoseThatAreThereAreSkipped() async throws {
        try folder.write("a", "a")
        try folder.write("b", "b")
        try folder.write("big", String(repeating: "0123456789", count: 200))
        _ = try await upload(["a", "big"])
        _ = permit.written
        let report = try await upload(["a", "b", "big"])
        #expect(report.paths == ["a", "b", "big"] && report.done == ["b"] && report.skipped == ["a", "big"] && report.bytes == 1)
        #expect(try await upload(["a", "b", "big"], overwrite: true).skipped == ["a", "b", "big"])
        await expectCode(.exists) { try await upload(["a"]) }
        await expectCode(.exists) { try await upload(["big"]) }
        try folder.write("a", "A")
        let refused = try await upload(["a", "b"], raises: false)
        #expect(refused.failed.map(\.code) == [.exists] && refused.failed.first?.path == "a" && refused.skipped == ["b"])
        #expect(try await container.read("a") == [UInt8(ascii: "a")])
    }

    @Test func whoMayNotHaveSegmentsSendsOnePiece() async throws {
        try folder.write("big", String(repeating: "0123456789", count: 200))
        let archive = Archive(LocalBackend(directory: folder("archive")), permit: OnlyContainer(name: "c"))
        let theirs = try await archive.project(named: "MyProject").container(named: "c")
        _ = try await theirs.upload([folder("big")], to: "", overwrite: false, TransferOptions(), limits)
        #expect(try await container.get("big").bytes == 2000)
        #expect(try await container.store.object(container.address("big"), manifest: false).kind == .plain)
    }

    /// Writes into one container and no other, as the service has it for those on its access list.
    private struct OnlyContainer: Permit {
        let name: String

        func check(_ effect: Effect, project: String?, container: String?, object: String?) throws {
            guard effect == .read || container == name else { throw ArchiveError(.forbidden, "not yours") }
        }
    }
}
