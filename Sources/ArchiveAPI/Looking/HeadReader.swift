/// Looks at the beginning of a file.
struct HeadReader {
    private let request: GlanceRequest
    private var object: ObjectBytes { request.object }

    init(_ request: GlanceRequest) { self.request = request }

    func glance() async throws -> FileGlance {
        let sample = try await object.prefix(GlanceRequest.sample)
        let format = FileFormat(sample, name: request.name)
        if let format, let glance = try await known(format, sample) { return glance }
        if format == nil, let glance = try await text(isPacked: false) { return glance }
        let bytes = try await object.prefix(request.dumped)
        return request.glance(format == .gzip ? .gzip : .binary, .bytes(bytes, offset: 0))
    }

    /// A kind of file that its first bytes tell; nil where the rest of it does not keep to that.
    private func known(_ format: FileFormat, _ sample: [UInt8]) async throws -> FileGlance? {
        let header: FileHeader?
        switch format {
        case .empty: return request.glance(.empty, .lines([]))
        case .png: header = PNGHeader.read(sample)
        case .nifti: header = NIfTIHeader.read(sample)
        case .hdf5, .nwb: header = try await HDF5Header.read(object, beginning: sample, isNWB: format == .nwb)
        case .zip: header = try await ZIPDirectory.read(object, count: request.count)
        case .gzip: return try await packed(sample)
        case .text, .csv, .tsv, .binary: header = nil
        }
        return header.map { request.glance(format, .header($0)) }
    }

    /// What a gzip file holds, where that is an image or a text.
    private func packed(_ sample: [UInt8]) async throws -> FileGlance? {
        let beginning = Gunzip.beginning(of: sample, limit: GlanceRequest.sample).bytes
        guard var header = NIfTIHeader.read(beginning) else { return try await text(isPacked: true) }
        header.title += ", packed by gzip"
        return request.glance(.nifti, .header(header))
    }

    /// The first lines or rows; nil where it is no text.
    private func text(isPacked: Bool) async throws -> FileGlance? {
        for size in request.attempts {
            let beginning = try await beginning(size, isPacked: isPacked)
            guard !beginning.bytes.isEmpty, let form = TextForm(beginning.bytes, cutsEnd: !beginning.isAll) else { return nil }
            let isEnough = beginning.isAll || size == request.limit || beginning.bytes.count >= request.limit
            let text = form.text(of: beginning.bytes)
            if let table = Separator.of(request.name, contentType: object.info.contentType, text: text) {
                if let content = rows(text, table.byte, isEnough: isEnough) {
                    let note = beginning.isAll ? nil : request.shortage(content.rows.count, of: "rows")
                    return request.glance(
                        table.format, .table(columns: content.columns, rows: content.rows), encoding: form, note: note)
                }
            } else {
                let (lines, rest) = TextLines.split(text)
                if lines.count >= request.count || isEnough {
                    let shown = Array((lines + (rest.map { [$0] } ?? [])).prefix(request.count))
                    let note = beginning.isAll ? nil : request.shortage(lines.count, of: "lines")
                    return request.glance(.text, .lines(shown), encoding: form, note: note)
                }
            }
        }
        return nil
    }

    /// The row of names and those below it; nil where more has to be read for them.
    private func rows(_ text: [UInt8], _ separator: UInt8, isEnough: Bool) -> (columns: [String], rows: [[String]])? {
        let most = max(request.count, request.count &+ 1)
        var found = DelimitedRows(text, separator: separator, most: most)
        guard isEnough || found.rows.count >= most else { return nil }
        // A quote that nothing ends was not meant as one.
        if found.endsInQuotes { found = DelimitedRows(text, separator: separator, most: most, takesQuotes: false) }
        let rows = found.rows + (found.rest.map { [$0] } ?? [])
        return (rows.first ?? [], Array(rows.dropFirst().prefix(request.count)))
    }

    /// The first bytes of the text, and whether there are no others.
    private func beginning(_ size: Int, isPacked: Bool) async throws -> (bytes: [UInt8], isAll: Bool) {
        let stored = try await object.prefix(size)
        let isAll = stored.count >= object.size
        guard isPacked else { return (stored, isAll) }
        let unpacked = Gunzip.beginning(of: stored, limit: request.limit)
        return (unpacked.bytes, isAll && unpacked.isAll)
    }
}
