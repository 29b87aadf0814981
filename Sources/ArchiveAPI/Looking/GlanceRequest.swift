/// What both ends of a file are looked at by: which file, how many lines, and how much may be read for them.
struct GlanceRequest: Sendable {
    let object: ObjectBytes
    let name: String
    /// How many lines, rows, or 16-byte lines.
    let count: Int

    /// How much of the beginning is looked at to know what kind of file it is.
    static let sample = 16 * 1024
    private static let smallest = 64 * 1024
    private static let largest = 8 * 1024 * 1024
    private static let bytesPerLine = 8 * 1024

    init(_ object: ObjectBytes, _ name: String, _ count: Int) throws {
        guard count >= 1 else {
            throw ArchiveError(.usage, "the number of lines is at least 1, not \(count)", path: name)
        }
        self.object = object
        self.name = name
        self.count = count
    }

    /// How much is read at most, however long the lines are.
    var limit: Int {
        let (wanted, overflow) = count.multipliedReportingOverflow(by: Self.bytesPerLine)
        return overflow ? Self.largest : min(Self.largest, max(Self.smallest, wanted))
    }

    /// How much to read in the first attempt and in those after it: mostly the first is enough.
    var attempts: [Int] {
        var sizes = [Self.sample]
        while let last = sizes.last, last < limit { sizes.append(min(limit, last * 4)) }
        return sizes
    }

    /// How many bytes the lines of a hex dump show.
    var dumped: Int { min(count, limit / 16) * 16 }

    func glance(_ format: FileFormat, _ content: FileGlance.Content, encoding: TextForm? = nil, note: String? = nil) -> FileGlance {
        FileGlance(
            name: name, bytes: object.size, contentType: object.info.contentType, format: format,
            encoding: encoding?.rawValue, content: content, note: note)
    }

    /// What to say where fewer lines came than there are.
    func shortage(_ found: Int, of unit: String) -> String? {
        found < count ? "only \(limit / 1024) kB were read: the \(unit) are long" : nil
    }
}
