/// Looks at the end of a file, by reading backwards.
struct TailReader {
    private let request: GlanceRequest
    private var object: ObjectBytes { request.object }

    init(_ request: GlanceRequest) { self.request = request }

    func glance() async throws -> FileGlance {
        let sample = try await object.prefix(GlanceRequest.sample)
        let format = FileFormat(sample, name: request.name)
        if format == .empty { return request.glance(.empty, .lines([])) }
        if format == nil, let glance = try await text(sample) { return glance }
        // Lines of a dump begin at multiples of 16, as they do from the beginning.
        let lines = Int64(request.dumped / 16)
        let start = max(0, (object.size + 15) / 16 - lines) * 16
        let bytes = try await object.read(at: UInt64(start), request.dumped)
        let note = format == .gzip ? "as it is stored: the end of a packed file cannot be unpacked without the rest" : nil
        return request.glance(format ?? .binary, .bytes(bytes, offset: start), note: note)
    }

    /// The last lines or rows; nil where it is no text.
    private func text(_ sample: [UInt8]) async throws -> FileGlance? {
        guard let first = TextForm(sample, cutsEnd: sample.count < object.size) else { return nil }
        let beginning = first.text(of: sample)
        let table = Separator.of(request.name, contentType: object.info.contentType, text: beginning)
        for size in request.attempts {
            guard let window = try await window(size, first) else { return nil }
            let isEnough = window.isAll || size == request.limit
            if let table {
                let columns = DelimitedRows(beginning, separator: table.byte, most: 1)
                let names = columns.rows.first ?? columns.rest ?? []
                let rows = Self.rows(window, table.byte, columns: names.count)
                guard isEnough || rows.count >= request.count else { continue }
                let note = window.isAll ? nil : request.shortage(rows.count, of: "rows")
                let content = FileGlance.Content.table(columns: names, rows: rows.suffix(request.count))
                return request.glance(table.format, content, encoding: window.form, note: note)
            }
            let lines = Self.lines(window)
            guard isEnough || lines.count >= request.count else { continue }
            let note = window.isAll ? nil : request.shortage(lines.count, of: "lines")
            return request.glance(.text, .lines(lines.suffix(request.count)), encoding: window.form, note: note)
        }
        return nil
    }

    /// The end of the text.
    private struct Window {
        /// In UTF-8.
        let text: [UInt8]
        let form: TextForm
        /// Whether it begins where the file does.
        let isAll: Bool
    }

    /// nil where what is there is no text, though the beginning is.
    private func window(_ size: Int, _ first: TextForm) async throws -> Window? {
        var start = max(0, object.size - Int64(size))
        // Two bytes make a character of UTF-16.
        start -= start % 2
        let bytes = try await object.read(at: UInt64(start), Int(object.size - start))
        let form: TextForm
        switch first {
        case .utf16LittleEndian, .utf16BigEndian: form = first
        case .utf8, .latin1, .cp1252:
            guard let here = TextForm(bytes, cutsStart: start > 0) else { return nil }
            // What has only ASCII here is in what the beginning is in.
            form = here == .utf8 ? first : here
        }
        return Window(text: form.text(of: bytes), form: form, isAll: start == 0)
    }

    private static func lines(_ window: Window) -> [String] {
        let (lines, rest) = TextLines.split(window.text)
        let all = lines + (rest.map { [$0] } ?? [])
        // The first one may lack its beginning; where it is the only one, it is better than nothing.
        return window.isAll || all.count < 2 ? all : Array(all.dropFirst())
    }

    private static func rows(_ window: Window, _ separator: UInt8, columns: Int) -> [[String]] {
        guard window.isAll else {
            let found = DelimitedRows.afterCut(window.text, separator: separator, columns: columns)
            return found.rows + (found.rest.map { [$0] } ?? [])
        }
        var found = DelimitedRows(window.text, separator: separator)
        if found.endsInQuotes { found = DelimitedRows(window.text, separator: separator, takesQuotes: false) }
        return Array((found.rows + (found.rest.map { [$0] } ?? [])).dropFirst())
    }
}
