import Foundation
import Locking

extension OpenStackStore {
    public func write(_ address: ObjectAddress, from source: any ByteSource, _ options: WriteOptions) async throws -> WriteReceipt {
        let measured = try options.md5 == nil ? MeasuredSource(source) : nil
        var request = try request("PUT", address, headers: options.wireHeaders, body: measured ?? source)
        request.http.bandwidth = options.bandwidth
        if let md5 = options.md5 { request.http.headers.append((name: "ETag", value: md5)) }
        let response = try await put(request, address, options) { try options.md5 ?? measured?.md5() ?? "" }
        let etag = OpenStackStore.unquoted(response)
        let sent = try options.md5 ?? measured?.md5() ?? etag
        guard options.isReference || etag.isEmpty || etag == sent else {
            throw ArchiveError(
                .integrity, "the service stored other bytes than were sent: file '\(address.name)' in container '\(address.container)'",
                hint: "Its checksum is \(etag), that of what was sent \(sent). Write it again.", path: address.name,
                retryable: true)
        }
        return WriteReceipt(etag: etag.isEmpty ? sent : etag)
    }

    public func writeManifest(_ address: ObjectAddress, _ segments: [Segment], _ options: WriteOptions) async throws -> WriteReceipt {
        let body = BytesBody(try SegmentRow.encode(segments))
        var request = try request(
            "PUT", address, [("multipart-manifest", "put")], headers: options.wireHeaders, body: body)
        let expected = try Segment.etag(of: segments)
        if let expected { request.http.headers.append((name: "ETag", value: expected)) }
        request.http.headers.append((name: "Accept", value: "application/json"))
        request.http.silenceTimeout = .seconds(600)
        request.expects.insert(400)
        let answered = OpenStackStore.unquoted(try await put(request, address, options) { expected ?? "" })
        guard expected == nil || answered.isEmpty || answered == expected else {
            throw ArchiveError(
                .integrity, "the service made another large object of the segments than was asked for: file '\(address.name)'",
                path: address.name, retryable: true)
        }
        return WriteReceipt(etag: answered)
    }

    /// A manifest that came as no manifest is asked for again: it may have been cut short, which nothing else tells.
    public func segments(of address: ObjectAddress) async throws -> [Segment] {
        for _ in 0..<2 {
            if case .success(let segments) = try await readSegments(of: address) { return segments }
        }
        return try await readSegments(of: address).get()
    }

    /// - Throws: where there was no answer; one that makes no sense is returned as a failure.
    private func readSegments(of address: ObjectAddress) async throws -> Result<[Segment], any Error> {
        let request = try request("GET", address, OpenStackStore.rawManifest)
        let sink = ManifestSink(address)
        let response = try await client.send(request, into: sink)
        let bytes = try sink.bytes()
        return Result { try SegmentRow.decode(bytes, response, address) }
    }

    /// Sends a PUT and answers the ETag of what is there afterwards.
    ///
    /// A repeated one that should not replace finds the target there and cannot know whose it is: it is
    /// ours where it has the ETag of what was sent.
    private func put(
        _ request: ServiceRequest, _ address: ObjectAddress, _ options: WriteOptions, sent: () throws -> String
    ) async throws -> String {
        var request = request
        request.expects.insert(412)
        request.meanings[404] = ArchiveError(.notFound, "there is no container '\(address.container)'", path: address.container)
        let response = try await client.send(request)
        switch response.status {
        case 412 where options.onlyIfAbsent:
            if response.repeated {
                let etag = try await object(address, manifest: false).etag
                if etag == (try sent()) { return etag }
            }
            var error = ArchiveError(
                .exists, "there is a file '\(address.name)' in container '\(address.container)' already",
                hint: "Choose another name, or allow it to be overwritten.", path: address.name)
            error.status = 412
            error.transaction = response.transaction
            throw error
        case 412:
            throw client.error(for: response, of: request)
        case 400:
            guard let refusals = SegmentRow.refusals(response.body) else { throw client.error(for: response, of: request) }
            throw ArchiveError(
                .conflict, "the segments of '\(address.name)' are not as its manifest says: \(refusals)",
                hint: "A segment is missing or was changed: upload the file again.", status: 400,
                path: address.name, transaction: response.transaction)
        default: return response.headers["etag"] ?? ""
        }
    }
}

extension WriteOptions {
    /// The headers to send, the checksum apart.
    fileprivate var wireHeaders: [String: String] {
        var all = headers
        if let contentType { all["Content-Type"] = contentType }
        if onlyIfAbsent { all["If-None-Match"] = "*" }
        return all
    }

    /// Whether what is written stands for other objects, whose ETag the service may answer with.
    fileprivate var isReference: Bool {
        headers.keys.contains { ["x-object-manifest", "x-symlink-target"].contains($0.lowercased()) }
    }
}

/// A source whose bytes are summed up as they go out.
private final class MeasuredSource: ByteSource {
    private let base: any ByteSource
    private let checksum: Locked<Checksum>

    init(_ base: any ByteSource) throws {
        self.base = base
        checksum = Locked(try Checksum(.md5))
    }

    var length: Int64 { base.length }

    func rewind() throws {
        try base.rewind()
        try checksum.withLock { try $0.reset() }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try base.read(into: buffer)
        let bytes = Array(buffer[..<count])
        try checksum.withLock { try $0.update(bytes) }
        return count
    }

    func md5() throws -> String { try checksum.withLock { try $0.hexDigest() } }
}

/// Keeps the bytes of a manifest, and nothing of an object that has none.
private final class ManifestSink: BodySink {
    private let address: ObjectAddress
    private let collected = Locked<[UInt8]>([])
    /// A manifest of 1000 segments has some 400 bytes for each; the service takes 8 MiB at most.
    private static let limit = 64 << 20

    init(_ address: ObjectAddress) { self.address = address }

    func begin(_ head: HTTPResponse) throws {
        guard ObjectInfo(head.headers).kind == .staticLarge else {
            throw ArchiveError(
                .usage, "file '\(address.name)' in container '\(address.container)' is not a static large object",
                path: address.name)
        }
        collected.withLock { $0 = [] }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try collected.withLock { collected in
            guard collected.count + bytes.count <= ManifestSink.limit else {
                throw ArchiveError(.server, "the manifest of '\(address.name)' does not end", path: address.name)
            }
            collected.append(contentsOf: bytes)
        }
    }

    func bytes() -> [UInt8] { collected.withLock { $0 } }
}
