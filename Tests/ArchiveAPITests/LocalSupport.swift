import Foundation
import Testing

@testable import ArchiveAPI

/// A new folder for one test; removed with its last owner.
final class LocalFolder: Sendable {
    let path: String

    init() throws {
        // In memory where that can be: waiting for a disk to sync is most of the time otherwise.
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm/" : NSTemporaryDirectory()
        path = parent + "archive-lua-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path below it.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: self(name), atomically: false, encoding: .utf8)
    }

    func names(_ below: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + below).sorted()
    }
}

extension LocalStore {
    @discardableResult
    func put(_ container: String, _ name: String, _ text: String, _ options: WriteOptions = WriteOptions()) async throws -> WriteReceipt {
        try await write(ObjectAddress(container, name), from: MemorySource(Array(text.utf8)), options)
    }

    func text(_ container: String, _ name: String, _ options: ReadOptions = ReadOptions()) async throws -> String {
        let sink = MemorySink()
        _ = try await read(ObjectAddress(container, name), options, into: sink)
        return String(decoding: sink.bytes, as: UTF8.self)
    }
}

/// Passes where the work throws an ArchiveError of that code.
func expectCode<Result>(
    _ code: ArchiveError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Result
) async {
    do {
        _ = try await work()
        Issue.record("no error, where '\(code.rawValue)' was expected", sourceLocation: sourceLocation)
    } catch {
        #expect((error as? ArchiveError)?.code == code, "\(error)", sourceLocation: sourceLocation)
    }
}
