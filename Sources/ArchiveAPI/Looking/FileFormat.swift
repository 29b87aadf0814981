/// The kinds of files that a look tells apart; raw values are what scripts compare with.
public enum FileFormat: String, Sendable, CaseIterable {
    case empty, text, csv, tsv, nifti, hdf5, nwb, png, zip
    /// What is packed by gzip and shown as it is stored.
    case gzip
    /// Anything else.
    case binary

    /// The kind that the first bytes say; nil where they say nothing.
    init?(_ beginning: [UInt8], name: String) {
        if beginning.isEmpty {
            self = .empty
        } else if beginning.starts(with: PNGHeader.magic) {
            self = .png
        } else if beginning.starts(with: Array("PK\u{3}\u{4}".utf8)) || beginning.starts(with: Array("PK\u{5}\u{6}".utf8)) {
            self = .zip
        } else if HDF5Header.start(in: beginning) != nil {
            self = name.lowercased().hasSuffix(".nwb") ? .nwb : .hdf5
        } else if NIfTIHeader.read(beginning) != nil {
            self = .nifti
        } else if beginning.starts(with: Gunzip.magic) {
            self = .gzip
        } else {
            return nil
        }
    }
}
