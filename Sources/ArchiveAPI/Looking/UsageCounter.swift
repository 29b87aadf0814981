/// Adds up a listing while it is walked, in the order of its names.
struct UsageCounter {
    private var total: UsageReport
    private let prefix: Int
    /// Those files that lie in no directory below.
    private var own = UsageReport.Share(name: "")
    /// The names of one directory come in a row: the last share is the one that may still grow.
    private var directories: [UsageReport.Share] = []
    private var extensions: [String: UsageReport.Share] = [:]
    private var months: [String: UsageReport.Share] = [:]

    init(container: String, directory: String) {
        total = UsageReport(container: container, directory: ObjectPath.directory(directory))
        prefix = ObjectPath.prefix(directory).utf8.count
    }

    mutating func add(_ name: String, _ bytes: Int64, _ lastModified: String) {
        total.bytes.add(bytes)
        total.count.add(1)
        let rest = name.utf8.dropFirst(prefix)
        if let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
            let directory = rest[..<slash]
            if directories.last.map({ !$0.name.utf8.elementsEqual(directory) }) ?? true {
                directories.append(UsageReport.Share(name: String(decoding: directory, as: UTF8.self)))
            }
            directories[directories.count - 1].add(bytes)
        } else {
            own.add(bytes)
        }
        let ending = Self.fileExtension(of: rest)
        extensions[ending, default: UsageReport.Share(name: ending)].add(bytes)
        let month = Self.month(of: lastModified)
        months[month, default: UsageReport.Share(name: month)].add(bytes)
    }

    var report: UsageReport {
        var report = total
        report.byDirectory = Self.largestFirst(directories + (own.count > 0 ? [own] : []))
        report.byExtension = Self.largestFirst(Array(extensions.values))
        report.byMonth = months.values.sorted { $0.name < $1.name }
        return report
    }

    private static func largestFirst(_ shares: [UsageReport.Share]) -> [UsageReport.Share] {
        shares.sorted { ($1.bytes, $1.count, $0.name) < ($0.bytes, $0.count, $1.name) }
    }

    /// The end of a name from its last dot, in lower case; from the dot before where the last one only says how the
    /// file is compressed. Anything long or odd is no extension, so that names which are all different do not make as
    /// many of them.
    static func fileExtension(of path: some BidirectionalCollection<UInt8>) -> String {
        let name = path.lastIndex(of: UInt8(ascii: "/")).map { path[path.index(after: $0)...] } ?? path[...]
        var parts = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        // What is before the first dot is the name; nothing before it means a hidden file.
        guard parts.count > 1 else { return none }
        if parts[0].isEmpty { parts.removeFirst() }
        guard parts.count > 1, let last = lowercased(parts[parts.count - 1]) else { return none }
        guard compressions.contains(last), parts.count > 2, let inner = lowercased(parts[parts.count - 2]),
            inner.utf8.count <= 5, inner.utf8.first.map({ $0 >= UInt8(ascii: "a") }) ?? false
        else { return "." + last }
        return ".\(inner).\(last)"
    }

    private static let none = "(none)"
    private static let compressions: Set<String> = ["gz", "bz2", "xz", "zst"]

    /// nil for what is no extension.
    private static func lowercased(_ part: some Collection<UInt8>) -> String? {
        guard (1...16).contains(part.count) else { return nil }
        var text = ""
        for byte in part {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): text.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: return nil
            }
        }
        return text
    }

    /// The year and month of a time as listings write it.
    private static func month(of time: String) -> String {
        let month = Array(time.utf8.prefix(7))
        let isMonth = month.count == 7 && month.indices.allSatisfy { index in
            index == 4 ? month[index] == UInt8(ascii: "-") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(month[index])
        }
        return isMonth ? String(decoding: month, as: UTF8.self) : "(unknown)"
    }
}
