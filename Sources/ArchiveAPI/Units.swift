/// The units that sizes are given in; each is 1024 times the one before.
public enum Unit: String, Sendable, CaseIterable {
    case bytes, kB, MB, GB, TB

    /// The unit of that name, spelt exactly so; a `usage` error otherwise.
    public init(named name: String) throws {
        guard let unit = Unit(rawValue: name) else {
            throw ArchiveError(
                .usage, "'\(name)' is no unit of size",
                hint: "Use one of: \(Unit.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self = unit
    }

    /// How many bytes a text such as `20 MB`, `1.5gb` or `4096` says; nil where it is no size.
    public static func bytes(in text: String) -> Double? {
        let compact = text.filter { $0 != " " }
        let number = compact.prefix { $0.isNumber || $0 == "." }
        let unit = compact.dropFirst(number.count)
        // KiB and its like are another way to write these.
        let name = unit.lowercased().replacing(/^([kmgt])ib$/) { "\($0.output.1)b" }
        let known = allCases.first { $0.rawValue.lowercased() == name }
        guard let value = Double(number), let scale = unit.isEmpty ? 1 : known?.bytesPerUnit else { return nil }
        return value * scale
    }

    /// How many bytes one of this unit is.
    public var bytesPerUnit: Double {
        switch self {
        case .bytes: 1
        case .kB: 1024
        case .MB: 1024 * 1024
        case .GB: 1024 * 1024 * 1024
        case .TB: 1024 * 1024 * 1024 * 1024
        }
    }
}

/// A size in some unit: whole where it counts bytes, a fraction where it was converted.
public enum Quantity: Sendable, Equatable {
    case whole(Int64)
    case fraction(Double)

    /// A number of bytes in a unit.
    public init(bytes: Int64, in unit: Unit) {
        self = unit == .bytes ? .whole(bytes) : .fraction(Double(bytes) / unit.bytesPerUnit)
    }
}
