/// What separates the fields of a table.
enum Separator {
    /// nil for a file that is no table, by its name and its content type.
    static func of(_ name: String, contentType: String, text: [UInt8]) -> (format: FileFormat, byte: UInt8)? {
        let ending = UsageCounter.fileExtension(of: name.utf8)
        let type = ContentType(contentType)
        if ending.hasPrefix(".tsv") || type == ContentType("text/tab-separated-values") { return (.tsv, UInt8(ascii: "\t")) }
        guard ending.hasPrefix(".csv") || type == ContentType("text/csv") else { return nil }
        // Where the comma stands in numbers, tables are written with semicolons, and called CSV all the same.
        let line = text.prefix { $0 != UInt8(ascii: "\n") }
        let other = [UInt8(ascii: ";"), UInt8(ascii: "\t")].first { line.contains($0) }
        return (.csv, line.contains(UInt8(ascii: ",")) ? UInt8(ascii: ",") : other ?? UInt8(ascii: ","))
    }
}
