/// What takes the room of a container or of one of its directories: by directory, by extension and by month.
///
/// Sizes are those of the listing, where a large object counts with all its segments. Each of the three parts adds up to
/// the whole.
public struct UsageReport: Sendable, Equatable {
    /// What has one name together.
    public struct Share: Sendable, Equatable {
        public var name: String
        public var bytes: Int64 = 0
        public var count: Int64 = 0

        public init(name: String, bytes: Int64 = 0, count: Int64 = 0) {
            self.name = name
            self.bytes = bytes
            self.count = count
        }

        mutating func add(_ bytes: Int64) {
            self.bytes.add(bytes)
            count.add(1)
        }
    }

    public var container: String
    /// The directory that was looked at; empty for the whole container.
    public var directory: String
    public var bytes: Int64 = 0
    public var count: Int64 = 0
    /// The directories right below, the largest first; the files that lie in none of them have an empty name.
    public var byDirectory: [Share] = []
    /// By the end of the name in lower case (`.csv`, `.nii.gz`), the largest first; `(none)` has no extension.
    public var byExtension: [Share] = []
    /// By the month in which files were written last (`2019-06`), the earliest first.
    public var byMonth: [Share] = []
}

extension ReadableContainer {
    /// What takes the room, from one walk through the listing: only the sums are kept.
    ///
    /// - Throws: `not_found` where there is no such directory.
    public func usage(_ directory: String? = nil) async throws -> UsageReport {
        var counter = UsageCounter(container: name, directory: directory ?? "")
        let files = files(ListFilter(directory: directory))
        while let page = try await files.nextPage() {
            for file in page { counter.add(file.name, file.bytes, file.lastModified) }
        }
        let report = counter.report
        guard report.count > 0 || report.directory.isEmpty else { throw directoryNotFound(report.directory) }
        return report
    }
}
