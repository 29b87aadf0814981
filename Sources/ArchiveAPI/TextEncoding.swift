import Glibc

/// Decodes text of a named encoding to UTF-8, by the C library's tables.
public enum TextEncoding {
    /// The bytes as UTF-8.
    ///
    /// - Parameter name: an encoding as Python or IANA spell it: `utf-8`, `latin-1`, `cp1252`, `utf-16` …
    /// - Throws: `usage` for an encoding that is not known, `decoding` for bytes that are not valid in it.
    public static func decode(_ bytes: [UInt8], from name: String, path: String) throws -> [UInt8] {
        let encoding = canonical(name)
        if encoding == "UTF-8" {
            guard let offset = firstInvalidUTF8(in: bytes) else { return bytes }
            throw invalid(at: offset, name, path)
        }
        guard let converter = Converter(from: encoding) else {
            throw ArchiveError(
                .usage, "the encoding '\(name)' is not known",
                hint: "Use for example utf-8, latin-1, cp1252 or utf-16, or decode = false for the bytes as they are.")
        }
        switch converter.convert(bytes) {
        case .text(let text): return text
        case .invalid(let offset): throw invalid(at: offset, name, path)
        }
    }

    private static func invalid(at offset: Int, _ name: String, _ path: String) -> ArchiveError {
        ArchiveError(
            .decoding, "'\(path)' is not valid \(name): byte \(offset) cannot be decoded",
            hint: "Name the file's encoding (decode = \"latin-1\"), or pass decode = false for the bytes as they are.",
            path: path)
    }

    /// Python's names for encodings, where they differ from the C library's.
    private static func canonical(_ name: String) -> String {
        let folded = name.uppercased().replacing("_", with: "-")
        return switch folded {
        case "UTF8", "U8", "UTF-8", "UTF": "UTF-8"
        case "LATIN-1", "LATIN", "L1", "ISO8859-1", "8859", "CP819": "ISO-8859-1"
        case "LATIN-9", "L9": "ISO-8859-15"
        case "WINDOWS-1252": "CP1252"
        case "MAC-ROMAN", "MACROMAN": "MACINTOSH"
        default: folded
        }
    }

    private static func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { buffer in
            var decoder = Unicode.UTF8.ForwardParser()
            var iterator = buffer.makeIterator()
            var offset = 0
            while true {
                switch decoder.parseScalar(from: &iterator) {
                case .valid(let scalar): offset += scalar.count
                case .emptyInput: return nil
                case .error: return offset
                }
            }
        }
    }
}

/// A conversion to UTF-8; freed with the object.
private final class Converter {
    enum Outcome {
        case text([UInt8])
        /// The offset of the first byte that cannot be decoded.
        case invalid(Int)
    }

    private let handle: iconv_t

    init?(from encoding: String) {
        guard let handle = iconv_open("UTF-8", encoding), Int(bitPattern: handle) != -1 else { return nil }
        self.handle = handle
    }

    deinit { iconv_close(handle) }

    func convert(_ bytes: [UInt8]) -> Outcome {
        var input = bytes
        var text: [UInt8] = []
        var chunk = [CChar](repeating: 0, count: 64 * 1024)
        return input.withUnsafeMutableBytes { raw in
            var next = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            var left = raw.count
            while left > 0 {
                var room = chunk.count
                let (result, failure) = chunk.withUnsafeMutableBufferPointer { out -> (Int, Int32) in
                    var target = out.baseAddress
                    let count = iconv(handle, &next, &left, &target, &room)
                    return (count, errno)
                }
                text.append(contentsOf: chunk.prefix(chunk.count - room).lazy.map { UInt8(bitPattern: $0) })
                if result == -1, failure != E2BIG { return .invalid(raw.count - left) }
            }
            return .text(text)
        }
    }
}
