import ArchiveAPI
import LuaBridge

/// The options of every call that moves files.
enum TransferParameter {
    static let concurrency = Parameter<Int>.optional(
        "concurrency", TransferOptions.usualConcurrency, "how many files are on their way at once")
    static let raises = Parameter<Bool>.optional(
        "raise", true, "raise an error at the end if files failed; false leaves it to the result's failed")
}

extension TransferOptions {
    init(_ concurrency: Int, _ raises: Bool) throws {
        self.init()
        guard (1...1000).contains(concurrency) else {
            throw ArchiveError(.usage, "concurrency is \(concurrency), and must be from 1 to 1000")
        }
        self.concurrency = concurrency
        self.raises = raises
    }
}
