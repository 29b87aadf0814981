import Locking

@testable import ArchiveAPI

/// A file of a test in memory, looked at by ranges, which count what was fetched.
final class LookedAt: Sendable {
    private let content: [UInt8]
    private let name: String
    private let contentType: String
    private let fetches = Locked<[Range<Int64>]>([])

    init(_ content: [UInt8], name: String = "f", contentType: String = "application/octet-stream") {
        self.content = content
        self.name = name
        self.contentType = contentType
    }

    convenience init(_ text: String, name: String = "f") { self.init(Array(text.utf8), name: name) }

    /// The ranges that were fetched so far.
    var ranges: [Range<Int64>] { fetches.withLock(\.self) }

    func head(_ count: Int = 10) async throws -> FileGlance { try await HeadReader(request(count)).glance() }
    func tail(_ count: Int = 10) async throws -> FileGlance { try await TailReader(request(count)).glance() }

    private func request(_ count: Int) throws -> GlanceRequest {
        let info = ObjectInfo(
            bytes: Int64(content.count), contentType: contentType, etag: "e", lastModified: 0, kind: .plain, headers: [:])
        let object = ObjectBytes(info) { [self] range in
            fetches.withLock { $0.append(range) }
            return Array(content[Int(range.lowerBound)..<Int(range.upperBound)])
        }
        return try GlanceRequest(object, name, count)
    }
}

extension FileGlance {
    var lines: [String]? { if case .lines(let lines) = content { lines } else { nil } }
    var columns: [String]? { if case .table(let columns, _) = content { columns } else { nil } }
    var rows: [[String]]? { if case .table(_, let rows) = content { rows } else { nil } }
    var header: FileHeader? { if case .header(let header) = content { header } else { nil } }
}

/// The bytes of a file of a test, put together piece by piece.
struct FileBytes {
    private(set) var bytes: [UInt8] = []
    var isBigEndian = false

    mutating func put(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { bytes += Array($0) }
    }

    mutating func put(_ text: String) { bytes += Array(text.utf8) }
    mutating func put(_ more: [UInt8]) { bytes += more }

    /// Goes to an offset, with zeros on the way there.
    mutating func skip(to offset: Int) { bytes += [UInt8](repeating: 0, count: max(0, offset - bytes.count)) }
}
