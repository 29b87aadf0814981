/// How the lines of a file of checksums are read.
struct ManifestLine {
    /// Whether the file is a manifest of a BagIt bag (RFC 8493): the names are percent-encoded where they would break
    /// the line. Others write a backslash before such a line, and in it.
    let isOfBag: Bool

    /// - Parameter name: the file's.
    init(named name: String) throws {
        isOfBag = name.wholeMatch(of: /(tag)?manifest-[a-z0-9]+\.txt/) != nil
    }

    /// The lines of a file, with whichever ends they were written, and without the mark that some systems begin it with.
    ///
    /// A name may end in a carriage return, but not in a bag, and hardly every name of a file.
    func lines(of content: [UInt8]) -> [ArraySlice<UInt8>] {
        let (feed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        let text = content.starts(with: [0xEF, 0xBB, 0xBF]) ? content[3...] : content[...]
        var lines = text.split(separator: feed, omittingEmptySubsequences: false)
        // The last one may have no end.
        if isOfBag || lines.dropLast().allSatisfy({ $0.isEmpty || $0.last == carriageReturn }) {
            for index in lines.indices where lines[index].last == carriageReturn { lines[index].removeLast() }
        }
        guard isOfBag || lines.count == 1 else { return lines }
        return lines.flatMap { $0.split(separator: carriageReturn, omittingEmptySubsequences: false) }
    }

    /// Whether a line says nothing: it is empty or a comment.
    func isEmpty(_ line: ArraySlice<UInt8>) -> Bool {
        line.first == UInt8(ascii: "#") || line.allSatisfy(Self.isSpace)
    }

    /// The name and its checksum; nil for a line of another kind.
    func read(_ line: ArraySlice<UInt8>) -> ([UInt8], ChecksumManifest.Entry)? {
        var line = line
        let isEscaped = !isOfBag && line.first == UInt8(ascii: "\\")
        if isEscaped { line.removeFirst() }
        guard let (name, entry) = Self.plain(line, anySpace: isOfBag) ?? Self.tagged(line) else { return nil }
        var decoded = isOfBag ? Self.percentDecoded(name) : isEscaped ? Self.unescaped(name) : Array(name)
        if decoded.starts(with: "./".utf8) { decoded.removeFirst(2) }
        return decoded.isEmpty ? nil : (decoded, entry)
    }

    /// `0123… *name`
    private static func plain(_ line: ArraySlice<UInt8>, anySpace: Bool) -> (ArraySlice<UInt8>, ChecksumManifest.Entry)? {
        let digest = line.prefix { !isSpace($0) }
        guard let entry = entry(digest, nil), digest.endIndex < line.endIndex else { return nil }
        var name = line[(digest.endIndex + 1)...]
        if anySpace {
            name = name.drop(while: isSpace)
            if name.first == UInt8(ascii: "*") { name.removeFirst() }
        } else if name.first == UInt8(ascii: " ") || name.first == UInt8(ascii: "*") {
            name.removeFirst()
        }
        return (name, entry)
    }

    /// `SHA256 (name) = 0123…`
    private static func tagged(_ line: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ChecksumManifest.Entry)? {
        let word = line.prefix { !isSpace($0) }
        let digest = line.suffix(from: (line.lastIndex { isSpace($0) } ?? line.startIndex - 1) + 1)
        guard let algorithm = Checksum.Algorithm(rawValue: String(decoding: word, as: UTF8.self).lowercased()),
            let entry = entry(digest, algorithm)
        else { return nil }
        let name = line[word.endIndex..<digest.startIndex]
        guard name.starts(with: " (".utf8), name.suffix(4).elementsEqual(") = ".utf8), name.count > 6 else { return nil }
        return (name.dropFirst(2).dropLast(4), entry)
    }

    /// The algorithm shows in the length of what it gives.
    private static func entry(_ digest: ArraySlice<UInt8>, _ named: Checksum.Algorithm?) -> ChecksumManifest.Entry? {
        let lengths: [Int: Checksum.Algorithm] = [32: .md5, 40: .sha1, 64: .sha256, 128: .sha512]
        let text = String(decoding: digest, as: UTF8.self).lowercased()
        guard let algorithm = lengths[digest.count], named == nil || named == algorithm,
            text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        return ChecksumManifest.Entry(algorithm: algorithm, digest: text)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { " \t\r".utf8.contains(byte) }

    /// `\n`, `\r` and `\\`
    private static func unescaped(_ name: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = name
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                result.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "n"): result.append(10)
            case UInt8(ascii: "r"): result.append(13)
            default: result.append(next)
            }
        }
        return result
    }

    /// Only line breaks and the percent sign are encoded; any other percent sign stands for itself.
    private static func percentDecoded(_ name: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = name
        while let byte = rest.popFirst() {
            let code = byte == UInt8(ascii: "%") ? String(decoding: rest.prefix(2), as: UTF8.self).uppercased() : ""
            switch code {
            case "0A": result.append(10)
            case "0D": result.append(13)
            case "25": result.append(byte)
            default:
                result.append(byte)
                continue
            }
            rest = rest.dropFirst(2)
        }
        return result
    }
}
