/// Reads status and headers line by line, and keeps the body where no sink takes it.
struct AnswerReader {
    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    /// Whether the headers of the final answer (not of a 100 Continue) have all come.
    private(set) var isComplete = false
    private var collected: [UInt8] = []
    private var headerBytes = 0

    /// All headers of an answer together may have so many bytes.
    private static let headerLimit = 300 << 10

    var isSuccess: Bool { (200...299).contains(status) }

    /// How long the body is, as the server says.
    var contentLength: Int64? { headers["content-length"].flatMap { Int64($0) } }

    /// Takes a header line with its line end; false where it is too much.
    mutating func add(line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= AnswerReader.headerLimit else { return false }
        var bytes = line[...]
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes = bytes.dropLast() }
        if bytes.starts(with: "HTTP/".utf8) {
            begin(statusLine: bytes)
        } else if bytes.isEmpty {
            isComplete = status >= 200
        } else if !isComplete, let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            headers.add(
                AnswerReader.text(bytes[..<colon]), AnswerReader.text(AnswerReader.trimmed(bytes[(colon + 1)...])))
        }
        return true
    }

    /// Keeps body bytes, and of too many only the first; false where there were too many.
    @discardableResult
    mutating func collect(_ bytes: UnsafeRawBufferPointer, upTo limit: Int) -> Bool {
        if collected.isEmpty, let length = contentLength { collected.reserveCapacity(Int(min(length, 4 << 20))) }
        let room = limit - collected.count
        collected.append(contentsOf: bytes.prefix(max(0, room)))
        return bytes.count <= room
    }

    func response(url: String, attempts: Int, body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: body, url: url, attempts: attempts)
    }

    /// The answer with its body, which is not kept any longer.
    mutating func takeResponse(url: String, attempts: Int) -> HTTPResponse {
        let body = collected
        collected = []
        return response(url: url, attempts: attempts, body: body)
    }

    /// A status line begins an answer anew: before it there may have been a 100 Continue, or an attempt on
    /// a connection that turned out to be dead.
    private mutating func begin(statusLine: Slice<UnsafeRawBufferPointer>) {
        let fields = statusLine.split(separator: 0x20, maxSplits: 2)
        status = fields.count > 1 ? Int(AnswerReader.text(fields[1])) ?? 0 : 0
        headers = HTTPHeaders()
        isComplete = false
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var bytes = bytes
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
        return bytes
    }

    /// UTF-8, or else Latin-1: older servers send it, and no byte of it is lost.
    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
