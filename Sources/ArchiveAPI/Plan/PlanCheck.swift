import Foundation

/// Something that is not what it was when the plan was made.
public struct PlanDifference: Sendable, Equatable {
    /// `container/object`, a container, or a local file.
    public var path: String
    /// What became of it, as the end of a sentence.
    public var what: String
    /// The changes that cannot be made therefore, by their places in the plan.
    var changes: [Int]
    /// The object or container itself: whatever needs that cannot be made either.
    var key: PlanKey?

    var sentence: String { "'\(path)' \(what)" }
}

/// Looks at everything that the rest of a plan is about, and changes nothing.
struct PlanCheck {
    let plan: Plan
    /// By the projects' ids.
    let stores: [String: any ObjectStore]
    let done: Set<Int>
    /// Changes before this one may have been begun by an earlier run, and be made.
    let begun: Int

    struct Findings {
        /// Changes that turn out to be made already.
        var made: Set<Int> = []
        var differences: [PlanDifference] = []
    }

    /// The changes of one object or container, in order.
    private struct Chain: Sendable {
        var project: String
        var address: ObjectAddress
        var changes: [Int] = []
    }

    private static let atOnce = 16

    func run() async throws -> Findings {
        var findings = Findings()
        let (objects, containers) = chains()
        for found in try await concurrentMap(objects.filter(hasRest), limit: Self.atOnce, check(object:)) { findings.add(found) }
        for found in try await concurrentMap(containers.filter(hasRest), limit: Self.atOnce, check(container:)) { findings.add(found) }
        let rest = plan.changes.indices.filter { !done.contains($0) && !findings.made.contains($0) }
        let inPlan = Set(objects.map { PlanKey(project: $0.project, address: $0.address, kind: .object) })
        for found in try await concurrentMap(sources(of: rest, besides: inPlan), limit: Self.atOnce, check(source:)) { findings.add(found) }
        let made = Set(containers.map { PlanKey(project: $0.project, address: $0.address, kind: .container) })
        for found in try await concurrentMap(places(of: rest, besides: made), limit: Self.atOnce, check(place:)) { findings.add(found) }
        for found in try await concurrentMap(rest, limit: 4, check(file:)) { findings.add(found) }
        findings.differences.sort { ($0.changes.first ?? 0) < ($1.changes.first ?? 0) }
        return findings
    }

    private func chains() -> (objects: [Chain], containers: [Chain]) {
        var chains: [Chain] = []
        var places: [PlanKey: Int] = [:]
        for (index, change) in plan.changes.enumerated() {
            let key = PlanKey(project: change.project, address: change.address, kind: change.object == nil ? .container : .object)
            let place = places[key, default: chains.count]
            if place == chains.count {
                chains.append(Chain(project: change.project, address: change.address))
                places[key] = place
            }
            chains[place].changes.append(index)
        }
        return (chains.filter { plan.changes[$0.changes[0]].object != nil }, chains.filter { plan.changes[$0.changes[0]].object == nil })
    }

    private func key(_ chain: Chain, _ kind: PlanKey.Kind) -> PlanKey { PlanKey(project: chain.project, address: chain.address, kind: kind) }

    private func hasRest(_ chain: Chain) -> Bool { chain.changes.contains { !done.contains($0) } }

    private func store(_ project: String) throws -> any ObjectStore {
        guard let store = stores[project] else { throw ArchiveError(.notFound, "there is no project '\(project)'", path: project) }
        return store
    }

    /// The part of a chain that is not made, and how many of it may be.
    private func rest(of chain: Chain) -> (first: Int, changes: ArraySlice<Int>, begun: Int) {
        let first = chain.changes.lastIndex { done.contains($0) }.map { $0 + 1 } ?? 0
        let rest = chain.changes[first...]
        return (first, rest, rest.prefix { $0 < begun }.count)
    }

    // MARK: Objects

    /// What an object is before the change at a position of its chain.
    private func state(_ chain: Chain, at position: Int) -> PlannedChange.Before {
        guard position > 0 else { return plan.changes[chain.changes[0]].before }
        return plan.changes[chain.changes[position - 1]].after.map { .object($0) } ?? .absent
    }

    private func check(object chain: Chain) async throws -> Findings {
        let (first, rest, begun) = rest(of: chain)
        guard !rest.isEmpty, state(chain, at: first) != .unreadable else { return Findings() }
        let now: ObjectVersion?
        do {
            now = try await store(chain.project).version(of: chain.address)
        } catch let error as ArchiveError where error.code == .conflict && state(chain, at: first) != .absent {
            // A large object that has lost what it is made of, as where the plan has deleted that first.
            return Findings()
        }
        func isNow(_ position: Int) -> Bool {
            switch state(chain, at: position) {
            case .absent: now == nil
            case .object(let version): now == version
            default: true
            }
        }
        guard let position = (first...(first + begun)).first(where: isNow) else {
            return Findings(differences: [
                PlanDifference(path: chain.address.description, what: Self.what(now, instead: state(chain, at: first)), changes: Array(rest), key: key(chain, .object))
            ])
        }
        return Findings(made: Set(chain.changes[first..<position]))
    }

    private static func what(_ now: ObjectVersion?, instead before: PlannedChange.Before) -> String {
        guard let now else { return "is gone" }
        guard case .object(let version) = before else { return "is there by now" }
        return "changed: its ETag is \(now.etag), and was \(version.etag)"
    }

    // MARK: What is copied

    private struct Source: Sendable {
        var project: String
        var address: ObjectAddress
        var version: ObjectVersion
        var changes: [Int]
    }

    /// What the rest of the plan copies or refers to, and does not change itself.
    private func sources(of rest: [Int], besides inPlan: Set<PlanKey>) -> [Source] {
        var sources: [PlanKey: Source] = [:]
        for index in rest {
            let change = plan.changes[index]
            for (address, version) in change.sources {
                let key = PlanKey(project: change.project, address: address, kind: .object)
                guard !inPlan.contains(key) else { continue }
                sources[key, default: Source(project: change.project, address: address, version: version, changes: [])].changes.append(index)
            }
        }
        return Array(sources.values)
    }

    private func check(source: Source) async throws -> Findings {
        let now = try await store(source.project).version(of: source.address)
        guard now != source.version else { return Findings() }
        let what = Self.what(now, instead: .object(source.version))
        return Findings(differences: [PlanDifference(path: source.address.description, what: what, changes: source.changes)])
    }

    // MARK: Containers

    fileprivate enum Presence { case absent, present(ContainerInfo), unreadable }

    private func presence(_ project: String, _ container: String) async throws -> Presence {
        do {
            return .present(try await store(project).container(container))
        } catch let error as ArchiveError where error.code == .notFound {
            return .absent
        } catch let error as ArchiveError where error.code == .forbidden {
            return .unreadable
        }
    }

    private func isThere(_ chain: Chain, at position: Int) -> Bool {
        guard position > 0 else { return plan.changes[chain.changes[0]].before != .absent }
        return plan.changes[chain.changes[position - 1]].action != .deleteContainer
    }

    private func check(container chain: Chain) async throws -> Findings {
        let name = chain.address.container
        let (first, rest, begun) = rest(of: chain)
        guard !rest.isEmpty else { return Findings() }
        let presence = try await presence(chain.project, name)
        guard let isThere = presence.isThere else { return Findings() }
        guard let position = (first...(first + begun)).first(where: { self.isThere(chain, at: $0) == isThere }) else {
            let what = isThere ? "is there by now" : "is gone"
            return Findings(differences: [PlanDifference(path: name, what: what, changes: Array(rest), key: key(chain, .container))])
        }
        var findings = Findings(made: Set(chain.changes[first..<position]))
        if case .present(let info) = presence, let header = changedHeader(chain, from: position, info) {
            findings.differences.append(
                PlanDifference(path: name, what: "changed: its \(header) is another", changes: Array(rest), key: key(chain, .headers)))
        }
        if isThere, let last = rest.last(where: { plan.changes[$0].action == .deleteContainer && !findings.made.contains($0) }),
            let stranger = try await stranger(in: chain)
        {
            findings.differences.append(
                PlanDifference(path: "\(name)/\(stranger)", what: "is there by now, and its container is to be deleted", changes: [last]))
        }
        return findings
    }

    /// A header that changes from a position on are about, and that is not what it was: each is compared with what it was
    /// before the first change that is about it. Where that one is made already, it is the plan's own.
    private func changedHeader(_ chain: Chain, from position: Int, _ info: ContainerInfo) -> String? {
        var settled: Set<String> = []
        for (place, index) in chain.changes.enumerated() {
            // In a container that the plan makes, all headers are its own.
            guard case .updateContainer = plan.changes[index].action, case .container(let old) = plan.changes[index].before else { return nil }
            for header in old.keys.sorted() where settled.insert(header).inserted && place >= position {
                let now = info.headers[header] ?? ""
                let isOwn = chain.changes.contains { $0 < begun && plan.changes[$0].action.sets(header, to: now) }
                if now != old[header], !isOwn { return header }
            }
        }
        return nil
    }

    /// An object of a container that is to be deleted which the plan knows nothing of.
    private func stranger(in chain: Chain) async throws -> String? {
        let known = Set(plan.changes.filter { $0.project == chain.project && $0.container.hasSameBytes(as: chain.address.container) }.map(\.address))
        var marker = ""
        while true {
            let page = try await store(chain.project).listObjects(in: chain.address.container, ListingQuery(marker: marker))
            guard let last = page.last else { return nil }
            if let stranger = page.first(where: { !known.contains(ObjectAddress(chain.address.container, $0.marker)) }) { return stranger.marker }
            marker = last.marker
        }
    }

    /// The containers that the rest of the plan writes into, and does not make or delete.
    private func places(of rest: [Int], besides made: Set<PlanKey>) -> [Chain] {
        var places: [PlanKey: Chain] = [:]
        for index in rest {
            let change = plan.changes[index]
            let key = PlanKey(project: change.project, address: ObjectAddress(change.container, ""), kind: .container)
            guard !made.contains(key) else { continue }
            places[key, default: Chain(project: change.project, address: key.address)].changes.append(index)
        }
        return Array(places.values)
    }

    private func check(place: Chain) async throws -> Findings {
        guard case .absent = try await presence(place.project, place.address.container) else { return Findings() }
        return Findings(differences: [PlanDifference(path: place.address.container, what: "is gone", changes: place.changes)])
    }

    // MARK: Local files

    private func check(file index: Int) async throws -> Findings {
        let change = plan.changes[index]
        guard case .write(.file(let path, let offset, let length, let fileLength), _, _) = change.action, let after = change.after else {
            return Findings()
        }
        let what: String? = try await LocalDiskExecutor.run {
            let source: LocalFileSource
            do { source = try LocalFileSource(path: path) } catch let error as ArchiveError {
                return try LocalDisk.run("look at", path, { try LocalDisk.status(at: path) }) == nil ? "is gone" : "cannot be read: \(error.message)"
            }
            guard source.fileLength == fileLength else { return "changed: it has \(source.fileLength) bytes, and had \(fileLength)" }
            return try Checksum.md5(of: source.part(offset..<offset + length)) == after.etag ? nil : "changed: its bytes are others"
        }
        return what.map { Findings(differences: [PlanDifference(path: path, what: $0, changes: [index])]) } ?? Findings()
    }
}

extension PlannedChange.Action {
    fileprivate func sets(_ header: String, to value: String) -> Bool {
        if case .updateContainer(let headers) = self { headers[header] == value } else { false }
    }
}

extension PlanCheck.Findings {
    fileprivate mutating func add(_ other: Self) {
        made.formUnion(other.made)
        differences += other.differences
    }
}

extension PlanCheck.Presence {
    /// nil where that cannot be known.
    fileprivate var isThere: Bool? {
        switch self {
        case .absent: false
        case .present: true
        case .unreadable: nil
        }
    }
}
