import Foundation
import TestSupport
import Testing

@testable import ArchiveAPI

/// The same changes made in one archive and planned in another that was its equal: whoever looks sees no difference, and
/// once the plan is applied there is none.
@Suite struct PlanEquivalenceTests {
    private static let names = [
        "a", "a/", "a/1", "a/2", "a/b/3", "ab/x", "b", "b/x", "c!", "é/x", "e\u{301}/x", "🧠", "../x", "line\nbreak", "s/1", "s/2",
    ]
    private static let containers = ["c", "d", "c_segments", "two words"]

    /// One change, or the attempt at one; the code of its error.
    private typealias Operation = @Sendable (any ObjectStore) async throws -> String

    private static func operation(_ random: inout Dice) -> Operation {
        let container = containers.randomElement(using: &random) ?? ""
        let address = ObjectAddress(container, names.randomElement(using: &random) ?? "")
        let other = ObjectAddress(containers.randomElement(using: &random) ?? "", names.randomElement(using: &random) ?? "")
        let number = Int.random(in: 0..<1000, using: &random)
        let headers = number % 3 == 0 ? [:] : ["X-Object-Meta-N": "\(number)"]
        let type = number % 2 == 0 ? nil : "text/x-\(number % 5)"
        let isCareful = number % 4 == 0
        switch Int.random(in: 0..<20, using: &random) {
        case 0...5:
            return { store in
                let text = String(repeating: "\(number % 7)", count: number % 50)
                let md5 = number % 11 == 0 ? "00000000000000000000000000000000" : nil
                var options = WriteOptions(contentType: type, md5: md5, onlyIfAbsent: isCareful, headers: headers)
                options.headers["Content-Encoding"] = number % 13 == 0 ? "x" : nil
                return try await store.write(address, from: BytesBody(text), options).etag
            }
        case 6...8:
            return { try await $0.copy(other, to: address, CopyOptions(manifest: number % 3 > 0)).etag }
        case 9...11:
            return { store in
                try await store.delete(address)
                return ""
            }
        case 12:
            return { store in
                try await store.updateObject(address, headers: headers.merging(number % 5 == 0 ? ["Content-Type": "a/b"] : [:]) { $1 })
                return ""
            }
        case 13:
            return { "\(try await $0.createContainer(container, headers: number % 2 == 0 ? ["X-Container-Read": ".r:*"] : [:]))" }
        case 14:
            return { store in
                try await store.updateContainer(
                    container, headers: number % 2 == 0 ? ["X-Container-Meta-A": "\(number % 3 == 0 ? "" : "1")"] : ["X-Container-Read": ".r:*, .rlistings"])
                return ""
            }
        case 15:
            return { store in
                for entry in try await store.objects(in: container, prefix: "") where number % 3 > 0 {
                    try await store.delete(ObjectAddress(container, entry.name))
                }
                try await store.deleteContainer(container)
                return ""
            }
        case 16, 17:
            return { store in
                var segments: [Segment] = []
                for place in [address, ObjectAddress(container, "s/1"), ObjectAddress(container, "s/2"), other] {
                    guard let info = try? await store.object(place, manifest: false), info.bytes > 0 else { continue }
                    segments.append(
                        Segment(address: place, bytes: info.bytes, etag: number % 17 == 0 ? "0" : info.etag, range: number % 5 == 0 ? "0-0" : nil))
                }
                return try await store.writeManifest(
                    ObjectAddress(container, "large\(number % 3)"), segments, WriteOptions(contentType: type, onlyIfAbsent: isCareful)
                ).etag
            }
        case 18:
            return { store in
                let prefix = PercentEncoding.object("\(container)/a")
                return try await store.write(
                    ObjectAddress(container, "dynamic"), from: BytesBody(""), WriteOptions(headers: ["X-Object-Manifest": prefix])
                ).etag
            }
        default:
            return { try await $0.copy(ObjectAddress(container, "large\(number % 3)"), to: address, CopyOptions(manifest: number % 2 == 0)).etag }
        }
    }

    private static func outcome(_ body: () async throws -> String) async -> String {
        do { return try await body() } catch { return "\((error as? ArchiveError)?.code.rawValue ?? "\(error)")" }
    }

    /// Everything that there is to see, but for times.
    ///
    /// A HEAD of a large object that has lost a segment is refused by a folder only: it does not count.
    private static func look(_ store: any ObjectStore, _ queries: [ListingQuery]) async throws -> [String] {
        var seen: [String] = []
        for limit in [nil, 1, 2] { seen.append("containers: \(try await store.allContainers(limit))") }
        for container in containers {
            seen.append(await outcome {
                let info = try await store.container(container)
                let own = info.headers.filter { $0.key.hasPrefix("x-container") }.sorted { $0.key < $1.key }
                return "\(container): \(info.count) \(info.bytes) \(own) \(try await store.isPublic(container))"
            })
            for query in queries {
                seen.append("\(container) \(query): " + (await outcome { "\(try await store.rows(container, query))" }))
            }
            for name in names + ["large0", "large1", "large2", "dynamic"] {
                let address = ObjectAddress(container, name)
                seen.append(await outcome {
                    let info = try await store.object(address, manifest: false)
                    let own = info.headers.filter { !["last-modified", "x-timestamp", "x-manifest-etag"].contains($0.key) }.sorted { $0.key < $1.key }
                    let raw = try await store.object(address, manifest: true)
                    return "\(address): \(info.bytes) \(info.etag) \(info.contentType) \(info.kind) \(raw.bytes) \(raw.contentType) \(try await store.ownKind(of: address)) \(own)"
                })
                seen.append("segments of \(address): " + (await outcome { "\(try await store.segments(of: address))" }))
                for range in [nil, 0..<3, 2..<40, 30..<90] as [Range<Int64>?] {
                    let content = await outcome {
                        let sink = MemorySink()
                        let info = try await store.read(address, ReadOptions(range: range), into: sink)
                        return "\(info.bytes) \(String(decoding: sink.bytes, as: UTF8.self))"
                    }
                    seen.append("bytes \(range.map { "\($0)" } ?? "") of \(address): \(content)")
                }
            }
        }
        return seen
    }

    private static let queries: [ListingQuery] = [
        ListingQuery(), ListingQuery(limit: 1), ListingQuery(limit: 2), ListingQuery(delimiter: "/"), ListingQuery(delimiter: "/", limit: 1),
        ListingQuery(delimiter: "/", limit: 2), ListingQuery(prefix: "a/"), ListingQuery(prefix: "a/", delimiter: "/", limit: 1),
        ListingQuery(prefix: "a", marker: "a/1", delimiter: "/"), ListingQuery(marker: "a/1", endMarker: "c", delimiter: "/"),
        ListingQuery(marker: "b", endMarker: "z", limit: 1), ListingQuery(prefix: "s/", marker: "a"), ListingQuery(prefix: "nothing"),
        ListingQuery(limit: 10_001), ListingQuery(limit: 0),
    ]

    @Test(arguments: 1...6) func aPlanIsSeenAsTheChangesWouldBe(_ seed: UInt64) async throws {
        var random = Dice(seed: seed &* 7919)
        let folders = [try LocalFolder(), try LocalFolder()]
        let real = try await LocalStore(directory: folders[0].path, project: "P")
        let base = try await LocalStore(directory: folders[1].path, project: "P")
        for _ in 0..<60 {
            let operation = Self.operation(&random)
            let outcomes = (await Self.outcome { try await operation(real) }, await Self.outcome { try await operation(base) })
            #expect(outcomes.0 == outcomes.1)
        }
        let recorder = PlanRecorder()
        let backend = LocalBackend(directory: folders[1].path, fill: false)
        let place = PlannedPlace(archive: backend.label, project: base.project, storageURL: try await base.storageURL)
        let planned = PlannedStore(base: base, recorder: recorder, place: place)
        let before = try await Self.look(base, Self.queries)
        for round in 0..<60 {
            let operation = Self.operation(&random)
            let made = await Self.outcome { try await operation(real) }
            let foreseen = await Self.outcome { try await operation(planned) }
            #expect(foreseen == made, "seed \(seed), operation \(round)")
            guard round % 20 == 19 else { continue }
            let (expected, seen) = (try await Self.look(real, Self.queries), try await Self.look(planned, Self.queries))
            for (expected, seen) in zip(expected, seen) where expected != seen && expected != "conflict" {
                Issue.record("seed \(seed), after operation \(round):\n\(seen)\ninstead of\n\(expected)")
                return
            }
        }
        #expect(try await Self.look(base, Self.queries) == before)

        let path = folders[1].path + ".json"
        defer { for name in [path, path + ".done"] { unlink(name) } }
        try PlanTarget(path).keep(recorder.plan)
        let read = try Plan.read(path).plan
        #expect(read.changes == recorder.plan.changes && read.projects == recorder.plan.projects)
        let outcome = try await PlanApplication(of: path, to: Archive(backend)).run()
        #expect(outcome.made == read.changes.count && outcome.left == 0)
        let (expected, seen) = (try await Self.look(real, Self.queries), try await Self.look(base, Self.queries))
        for (expected, seen) in zip(expected, seen) where expected != seen && expected != "conflict" {
            Issue.record("seed \(seed), applied:\n\(seen)\ninstead of\n\(expected)")
            return
        }
        #expect(try await PlanApplication(of: path, to: Archive(backend)).run().wasApplied)
    }
}

extension ObjectStore {
    fileprivate func allContainers(_ limit: Int?) async throws -> [String] {
        var all: [ContainerEntry] = []
        while true {
            let page = try await listContainers(after: all.last?.name ?? "", limit: limit)
            if page.isEmpty { return all.map { "\($0.name) \($0.count) \($0.bytes)" } }
            all += page
        }
    }

    /// All pages of a listing, without what differs between equals: times, and what is made of times.
    fileprivate func rows(_ container: String, _ query: ListingQuery) async throws -> [String] {
        var query = query
        var rows: [String] = []
        while true {
            let page = try await listObjects(in: container, query)
            guard let last = page.last else { return rows }
            rows += page.map { row in
                switch row {
                case .object(let entry): "\(entry.name) \(entry.bytes) \(entry.contentType) \(entry.slo ?? entry.hash)"
                case .subdirectory(let name): "\(name)…"
                }
            }
            query.marker = last.marker
        }
    }
}
