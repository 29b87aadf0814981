import Locking

/// Counts what one upload has sent, over all its parts and attempts, for the observer of its call.
final class UploadObserver: Sendable {
    private let observer: (any TransferObserver)?
    private let name: String
    private let total = Locked<Int64>(0)

    init(_ observer: (any TransferObserver)?, _ name: String) {
        self.observer = observer
        self.name = name
    }

    func moved(_ bytes: Int64) {
        guard let observer, bytes != 0 else { return }
        total.withLock { $0 += bytes }
        observer.moved(name, bytes: bytes)
    }

    /// Nothing of what was sent counts any more.
    func restart() { moved(-total.withLock { $0 }) }
}

/// A source that says what is read of it.
final class ObservedSource: ByteSource {
    private let base: any ByteSource
    private let observer: UploadObserver
    private let sent = Locked<Int64>(0)

    init(_ base: any ByteSource, _ observer: UploadObserver) {
        self.base = base
        self.observer = observer
    }

    var length: Int64 { base.length }
    var localFile: LocalFileSource? { base.localFile }

    func rewind() throws {
        try base.rewind()
        observer.moved(-sent.withLock { sent in
            defer { sent = 0 }
            return sent
        })
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try base.read(into: buffer)
        sent.withLock { $0 += Int64(count) }
        observer.moved(Int64(count))
        return count
    }
}
