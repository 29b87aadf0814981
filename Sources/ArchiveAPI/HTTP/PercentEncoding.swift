/// Percent-encoding by UTF-8 bytes (RFC 3986): everything but letters, digits and `-._~` is encoded.
///
/// Names are addressed exactly: nothing is folded, trimmed or normalised, and `.` and `..` go as they are.
public enum PercentEncoding {
    /// An object's name in a path: its slashes stay.
    public static func object(_ name: String) -> String { encode(name, keepingSlashes: true) }

    /// A container's or account's name, or one segment of a path: a slash in it is encoded.
    public static func segment(_ name: String) -> String { encode(name, keepingSlashes: false) }

    /// A key or value of a query, or of a form.
    public static func queryPart(_ text: String) -> String { encode(text, keepingSlashes: false) }

    /// A query without its question mark, in this order; a key without a value stands alone.
    public static func query(_ items: [(key: String, value: String?)]) -> String {
        items.map { key, value in
            value.map { "\(queryPart(key))=\(queryPart($0))" } ?? queryPart(key)
        }.joined(separator: "&")
    }

    /// What an encoded text stands for; nil where it is not valid, or not UTF-8.
    public static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func encode(_ text: String, keepingSlashes: Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            case UInt8(ascii: "/") where keepingSlashes:
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
