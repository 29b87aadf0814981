/// Reads the header of a NIfTI-1 or NIfTI-2 image, in either byte order.
enum NIfTIHeader {
    /// How many bytes of the file are enough.
    static let length = 544

    /// Where the fields lie in one of the two versions, and how wide their numbers are.
    private struct Layout {
        let title: String
        let dimensions: (offset: Int, width: Int)
        let dataType: Int
        let voxelSize: (offset: Int, width: Int)
        let scaling: (slope: Int, intercept: Int)
        let description: Int
        let codes: (quaternion: Int, affine: Int, width: Int)
        let units: (offset: Int, width: Int)
    }

    private static let first = Layout(
        title: "NIfTI-1 image", dimensions: (40, 2), dataType: 70, voxelSize: (76, 4), scaling: (112, 116), description: 148,
        codes: (252, 254, 2), units: (123, 1))
    private static let second = Layout(
        title: "NIfTI-2 image", dimensions: (16, 8), dataType: 12, voxelSize: (104, 8), scaling: (176, 184),
        description: 240, codes: (344, 348, 4), units: (500, 4))

    /// nil where it is none, or damaged.
    static func read(_ beginning: [UInt8]) -> FileHeader? {
        for isBigEndian in [false, true] {
            let bytes = HeaderBytes(beginning, isBigEndian: isBigEndian)
            switch bytes.unsigned(at: 0, 4) {
            case 348 where bytes.has("n+1", at: 344) || bytes.has("ni1", at: 344): return read(bytes, first)
            case 540 where bytes.has("n+2", at: 4) || bytes.has("ni2", at: 4): return read(bytes, second)
            default: continue
            }
        }
        return nil
    }

    private static func read(_ bytes: HeaderBytes, _ layout: Layout) -> FileHeader? {
        let (dimensions, width) = layout.dimensions
        guard let rank = bytes.signed(at: dimensions, width), (1...7).contains(rank) else { return nil }
        let axes = 1...Int(rank)
        let extent = axes.compactMap { bytes.signed(at: dimensions + $0 * width, width) }
        let (sizes, sizeWidth) = layout.voxelSize
        let steps = axes.compactMap { bytes.float(at: sizes + $0 * sizeWidth, sizeWidth) }
        guard extent.count == Int(rank), steps.count == Int(rank), let type = bytes.count(at: layout.dataType, 2) else { return nil }
        let units = bytes.count(at: layout.units.offset, layout.units.width) ?? 0

        var header = FileHeader(layout.title)
        header.add("dimensions", .integers(extent))
        header.add("voxel_size", .numbers(Array(steps.prefix(3))), unit: lengths[units & 0x07])
        if rank > 3 { header.add("time_step", .numbers([steps[3]]), unit: times[units & 0x38]) }
        header.add("data_type", types[type] ?? "unknown (\(type))")
        header.add("byte_order", bytes.isBigEndian ? "big endian" : "little endian")
        if let slope = bytes.float(at: layout.scaling.slope, sizeWidth), slope != 0,
            let intercept = bytes.float(at: layout.scaling.intercept, sizeWidth), slope != 1 || intercept != 0 {
            header.add("scaling", .numbers([slope, intercept]))
        }
        let codes = layout.codes
        header.add("qform", bytes.count(at: codes.quaternion, codes.width).flatMap { spaces[$0] })
        header.add("sform", bytes.count(at: codes.affine, codes.width).flatMap { spaces[$0] })
        header.add("description", bytes.text(at: layout.description, 80))
        return header
    }

    private static let lengths = [1: "m", 2: "mm", 3: "µm"]
    private static let times = [8: "s", 16: "ms", 24: "µs", 32: "Hz", 40: "ppm", 48: "rad/s"]
    private static let spaces = [1: "scanner", 2: "aligned", 3: "Talairach", 4: "MNI 152", 5: "other template"]
    private static let types = [
        1: "bit", 2: "uint8", 4: "int16", 8: "int32", 16: "float32", 32: "complex64", 64: "float64", 128: "RGB24",
        256: "int8", 512: "uint16", 768: "uint32", 1024: "int64", 1280: "uint64", 1536: "float128", 1792: "complex128",
        2048: "complex256", 2304: "RGBA32",
    ]
}
