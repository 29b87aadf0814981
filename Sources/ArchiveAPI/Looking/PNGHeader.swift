/// Reads the beginning of a PNG image.
enum PNGHeader {
    static let magic: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// nil where it is none, or damaged.
    static func read(_ beginning: [UInt8]) -> FileHeader? {
        let bytes = HeaderBytes(beginning, isBigEndian: true)
        guard bytes.has(magic, at: 0), bytes.count(at: 8, 4) == 13, bytes.has("IHDR", at: 12),
            let width = bytes.signed(at: 16, 4), let height = bytes.signed(at: 20, 4), width > 0, height > 0,
            let depth = bytes.unsigned(at: 24, 1), let colour = bytes.count(at: 25, 1), let interlace = bytes.count(at: 28, 1)
        else { return nil }
        var header = FileHeader("PNG image")
        header.add("width", .integer(width), unit: "pixels")
        header.add("height", .integer(height), unit: "pixels")
        header.add("bit_depth", .integer(Int64(depth)))
        header.add("colour_type", colours[colour] ?? "unknown (\(colour))")
        if interlace == 1 { header.add("interlace", "Adam7") }
        return header
    }

    private static let colours = [0: "greyscale", 2: "RGB", 3: "palette", 4: "greyscale with alpha", 6: "RGB with alpha"]
}
