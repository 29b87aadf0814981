extension PlannedStore {
    func listContainers(after marker: String, limit: Int?) async throws -> [ContainerEntry] {
        let most = try await pageSize(limit)
        guard most > 0 else { return try await base.listContainers(after: marker, limit: limit) }
        let planned = withAccount { $0.containers }
        var added = planned.filter { $1.isThere && !$1.showsBase && $0 > ExactName(marker) }.keys.sorted()[...]
        func row(_ name: ExactName) -> ContainerEntry {
            ContainerEntry(name: name.text, count: planned[name]?.count ?? 0, bytes: planned[name]?.bytes ?? 0)
        }
        var after = marker
        while true {
            let page = try await base.listContainers(after: after, limit: limit)
            var rows: [ContainerEntry] = []
            for var entry in page {
                let name = ExactName(entry.name)
                while let next = added.first, next < name { rows.append(row(added.removeFirst())) }
                guard let touched = planned[name] else {
                    rows.append(entry)
                    continue
                }
                guard touched.showsBase else { continue }
                entry.count += touched.count
                entry.bytes += touched.bytes
                rows.append(entry)
            }
            if page.isEmpty { rows += added.map(row) }
            if !rows.isEmpty || page.isEmpty { return Array(rows.prefix(most)) }
            after = page.last?.name ?? after
        }
    }

    func listObjects(in container: String, _ query: ListingQuery) async throws -> [ListingEntry] {
        try LocalNames.check(container: container)
        guard let touched = touched(container) else { return try await base.listObjects(in: container, query) }
        let most = try await pageSize(query.limit)
        guard touched.isThere else { throw Self.missing(container) }
        guard most > 0 else { return [] }
        var page = withAccount { account in
            PlannedPage(query, of: &account.containers[ExactName(container)])
        }
        var query = query
        while true {
            let below = touched.showsBase ? try await base.listObjects(in: container, query) : []
            var rows: [ListingEntry] = []
            for row in below {
                rows += page.takeAdded(before: row.marker)
                switch row {
                case .object(let entry):
                    if !page.hides(entry.name) { rows.append(row) }
                case .subdirectory(let name):
                    // One that the plan adds to was taken with what is added.
                    guard !page.adds(name), try await isLeft(name, in: container, page, query) else { continue }
                    rows.append(row)
                }
            }
            if below.isEmpty { rows += page.takeAdded(before: nil) }
            if !rows.isEmpty || below.isEmpty { return Array(rows.prefix(most)) }
            query.marker = below.last?.marker ?? query.marker
        }
    }

    /// Whether anything is left below a directory of the account itself, once the plan has deleted from it.
    private func isLeft(_ directory: String, in container: String, _ page: PlannedPage, _ query: ListingQuery) async throws -> Bool {
        guard page.deletes(below: directory) else { return true }
        let marker = ObjectPath.hasPrefix(query.marker, directory) ? query.marker : ""
        let flat = ListingQuery(prefix: directory, marker: marker, endMarker: query.endMarker)
        return try await !listObjects(in: container, flat).isEmpty
    }

    /// - Throws: `conflict` as the service does (412) for more than a page holds.
    private func pageSize(_ limit: Int?) async throws -> Int {
        let most = try await limits().listingLimit
        guard let limit else { return most }
        guard (0...most).contains(limit) else {
            throw ArchiveError(.conflict, "a page of a listing has 0 to \(most) entries, not \(limit)", status: 412)
        }
        return limit
    }
}

/// What a plan adds to one page of a listing, and what it takes away.
private struct PlannedPage {
    /// In the order of their names, directories among them.
    private var added: ArraySlice<ListingEntry>
    private let directories: Set<ExactName>
    /// The names of all objects that the plan has touched.
    private let touched: [ExactName: PlannedAccount.Touched]
    private let names: [ExactName]

    init(_ query: ListingQuery, of container: inout PlannedAccount.Container?) {
        names = container?.sortedNames() ?? []
        touched = container?.objects ?? [:]
        let below = query.prefix.utf8.count
        let delimiter = Array((query.delimiter ?? "").utf8)
        var rows: [ListingEntry] = []
        var directories: Set<ExactName> = []
        let start = max(Self.index(in: names, after: query.marker), Self.index(in: names, from: query.prefix))
        for name in names.dropFirst(start) {
            if let end = query.endMarker, !end.isEmpty, name >= ExactName(end) { break }
            guard ObjectPath.hasPrefix(name.text, query.prefix) else { break }
            guard case .some(.some(let object)) = touched[name] else { continue }
            if let directory = LocalListing.directory(of: name.text, below: below, delimiter) {
                let directory = ExactName(directory)
                // A marker that is this very directory has had it on the page before.
                guard directory != ExactName(query.marker), directories.insert(directory).inserted else { continue }
                rows.append(.subdirectory(directory.text))
            } else {
                rows.append(.object(object.entry))
            }
        }
        added = rows[...]
        self.directories = directories
    }

    private static func index(in names: [ExactName], after name: String) -> Int {
        let name = ExactName(name)
        return index(in: names) { $0 > name }
    }

    private static func index(in names: [ExactName], from name: String) -> Int {
        let name = ExactName(name)
        return index(in: names) { $0 >= name }
    }

    /// The first name for which something holds that holds for all behind it.
    private static func index(in names: [ExactName], where holds: (ExactName) -> Bool) -> Int {
        var (low, high) = (0, names.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(names[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Takes what comes up to a row of the account itself; all that is left for nil.
    mutating func takeAdded(before name: String?) -> [ListingEntry] {
        guard let name = name.map(ExactName.init) else {
            defer { added = [] }
            return Array(added)
        }
        let taken = added.prefix { ExactName($0.marker) <= name }
        added = added.dropFirst(taken.count)
        return Array(taken)
    }

    /// Whether the plan has put something else, or nothing, in the place of an object.
    func hides(_ name: String) -> Bool { touched.keys.contains(ExactName(name)) }

    func adds(_ directory: String) -> Bool { directories.contains(ExactName(directory)) }

    func deletes(below directory: String) -> Bool {
        names.dropFirst(Self.index(in: names, from: directory)).lazy.prefix { ObjectPath.hasPrefix($0.text, directory) }
            .contains { if case .some(.none) = touched[$0] { true } else { false } }
    }
}
