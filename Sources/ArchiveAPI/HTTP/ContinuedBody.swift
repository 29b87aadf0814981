import Locking

/// The body of one answer, over as many connections as it takes: after a cut, only the rest is asked for.
///
/// The rest is of the same version of the same resource, or an error: it is asked for under the condition that
/// the ETag is still what it was.
final class ContinuedBody: BodySink {
    private struct State {
        /// What the first answer said; nil before it.
        var version: String?
        var received: Int64 = 0
        /// Bytes of an answer that begins at the start again, which are there already.
        var toSkip: Int64 = 0
    }

    private let target: any BodySink
    private let original: HTTPRequest
    private let range: Range<Int64>?
    private let state = Locked(State())

    init(_ target: any BodySink, of request: HTTPRequest) {
        self.target = target
        self.original = request
        self.range = request.headers.first { $0.name.lowercased() == "range" }.flatMap { ByteRange.read($0.value) }
    }

    /// How many bytes came so far that need not come again.
    var kept: Int64 { state.withLock { $0.version == nil ? 0 : $0.received } }

    /// The request that asks for what is still missing.
    func requestForRest() -> HTTPRequest {
        let (version, received) = state.withLock { ($0.version, $0.received) }
        guard let version, received > 0 else { return original }
        var request = original
        request.headers.removeAll { ["range", "if-match"].contains($0.name.lowercased()) }
        let first = (range?.lowerBound ?? 0) + received
        request.headers.append((name: "Range", value: ByteRange.header(from: first, upTo: range?.upperBound)))
        request.headers.append((name: "If-Match", value: version.hasSuffix("\"") ? version : "\"\(version)\""))
        return request
    }

    func begin(_ head: HTTPResponse) throws {
        let (version, received) = state.withLock { ($0.version, $0.received) }
        guard let version, received > 0 else {
            try target.begin(head)
            return state.withLock { $0 = State(version: head.headers["etag"]) }
        }
        guard head.headers["etag"] == version else {
            throw ArchiveError(
                .conflict, "what was being read changed meanwhile", hint: "Read it again.", status: head.status,
                transaction: head.transaction, retryable: true)
        }
        let start = (range?.lowerBound ?? 0)
        let from = head.status == 206 ? head.headers["content-range"].flatMap(ByteRange.start(inContentRange:)) : start
        guard let from, from == start || from == start + received, head.status == 206 || range == nil else {
            throw ArchiveError(
                .server, "the server sends another part than the one that was asked for", status: head.status,
                transaction: head.transaction)
        }
        state.withLock { $0.toSkip = start + received - from }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        let skipped = state.withLock { state in
            let skipped = Int(min(state.toSkip, Int64(bytes.count)))
            state.toSkip -= Int64(skipped)
            return skipped
        }
        guard skipped < bytes.count else { return }
        try target.receive(UnsafeRawBufferPointer(rebasing: bytes[skipped...]))
        state.withLock { $0.received += Int64(bytes.count - skipped) }
    }
}

/// The headers that speak of a part of a body.
enum ByteRange {
    /// `Range`: from an offset to the one before `end`, or to the last.
    static func header(from start: Int64, upTo end: Int64?) -> String { "bytes=\(start)-\(end.map { "\($0 - 1)" } ?? "")" }

    /// Reads `bytes=first-last`; nil for any other form.
    static func read(_ header: String) -> Range<Int64>? {
        guard header.hasPrefix("bytes=") else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
        return first..<(last + 1)
    }

    /// The first offset of a `Content-Range` (`bytes 5-9/100`).
    static func start(inContentRange header: String) -> Int64? {
        guard header.hasPrefix("bytes ") else { return nil }
        return Int64(header.dropFirst(6).prefix { $0 != "-" })
    }
}
