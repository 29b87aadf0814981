/// The encoding of a text, as its bytes show it.
enum TextForm: String, Sendable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case latin1 = "latin-1"
    case cp1252

    /// What a piece of a file is in; nil where it is no text.
    ///
    /// - Parameters:
    ///   - cutsStart: whether the piece may begin in the middle of a character.
    ///   - cutsEnd: whether it may end in the middle of one.
    init?(_ bytes: [UInt8], cutsStart: Bool = false, cutsEnd: Bool = false) {
        if !cutsStart, let form = Self.utf16(bytes) {
            self = form
            return
        }
        guard !bytes.contains(where: Self.isForeign) else { return nil }
        let start = cutsStart ? bytes.prefix(3).prefix { $0 & 0xC0 == 0x80 }.count : 0
        let end = cutsEnd ? Self.endOfWholeCharacters(bytes[...]) : bytes.count
        if String(validating: bytes[min(start, end)..<end], as: UTF8.self) != nil {
            self = .utf8
            return
        }
        // Any bytes are Latin-1: only where few of them are above ASCII are they likely to be meant so.
        guard bytes.count(where: { $0 >= 0x80 }) * 3 < bytes.count else { return nil }
        if !bytes.contains(where: { (0x80..<0xA0).contains($0) }) {
            self = .latin1
        } else if !bytes.contains(where: { [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }) {
            self = .cp1252
        } else {
            return nil
        }
    }

    /// By its mark, which says also that it is no list of numbers.
    private static func utf16(_ bytes: [UInt8]) -> TextForm? {
        let form: TextForm
        if bytes.starts(with: [0xFF, 0xFE]) {
            form = .utf16LittleEndian
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            form = .utf16BigEndian
        } else {
            return nil
        }
        let isText = form.text(of: bytes).allSatisfy { !isForeign($0) }
        return isText && !form.text(of: bytes).isEmpty ? form : nil
    }

    /// The control characters that no text has.
    private static func isForeign(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<7, 14..<27, 28..<32, 127: true
        default: false
        }
    }

    /// The bytes as UTF-8, without the mark that a text may begin with. What is cut at either end is left out.
    func text(of bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .utf8:
            let marked: [UInt8] = [0xEF, 0xBB, 0xBF]
            let start = bytes.starts(with: marked) ? 3 : bytes.prefix(3).prefix { $0 & 0xC0 == 0x80 }.count
            return Array(bytes[start..<max(start, Self.endOfWholeCharacters(bytes[...]))])
        case .utf16LittleEndian, .utf16BigEndian:
            let high = self == .utf16BigEndian ? 0 : 1
            var units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0 + high]) << 8 | UInt16(bytes[$0 + 1 - high]) }
            if units.first == 0xFEFF { units.removeFirst() }
            if let first = units.first, UTF16.isTrailSurrogate(first) { units.removeFirst() }
            if let last = units.last, UTF16.isLeadSurrogate(last) { units.removeLast() }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        case .latin1, .cp1252:
            return (try? TextEncoding.decode(bytes, from: rawValue, path: "")) ?? bytes
        }
    }

    /// Where the last character of UTF-8 ends that is there in full.
    static func endOfWholeCharacters(_ bytes: ArraySlice<UInt8>) -> Int {
        for offset in 1...4 where offset <= bytes.count {
            let byte = bytes[bytes.endIndex - offset]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            return length > offset ? bytes.endIndex - offset : bytes.endIndex
        }
        return bytes.endIndex
    }
}
