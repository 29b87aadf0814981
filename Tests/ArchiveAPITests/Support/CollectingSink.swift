import ArchiveAPI
import Locking

/// Keeps what it is given.
final class CollectingSink: ByteSink {
    private let state = Locked<(bytes: [UInt8], infos: [ObjectInfo])>(([], []))

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    /// What each attempt began with.
    var infos: [ObjectInfo] { state.withLock { $0.infos } }

    func begin(_ info: ObjectInfo) throws {
        state.withLock { state in
            state.bytes = []
            state.infos.append(info)
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        let bytes = Array(bytes)
        state.withLock { $0.bytes += bytes }
    }
}

/// The error that something throws; nil where it throws none, or another kind.
///
/// Call it within `#expect`, or within nothing but plain code: in one function that does both, the compiler
/// gives two closures the same symbol, and one of them runs in place of the other (Swift 6.3).
func failure(_ body: () async throws -> Void) async -> ArchiveError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? ArchiveError
    }
}

/// The same as `failure`, for where its result is kept: not within `#expect`.
func withFailure(_ body: () async throws -> Void) async -> ArchiveError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? ArchiveError
    }
}
