import Foundation

/// Files and directories that may not be opened, by whatever name or link one comes to them; no device ever may.
struct LocalExceptions: Sendable {
    /// What a file or directory is, whatever path leads to it.
    struct Identity: Hashable {
        let device: dev_t
        let number: ino_t

        init(_ status: stat) {
            device = status.st_dev
            number = status.st_ino
        }
    }

    /// A name in a directory, be there something of that name or not.
    private struct Entry: Hashable {
        let directory: Identity
        let name: [UInt8]
    }

    private let ways: [LocalConfinement.Names]
    private let things: Set<Identity>
    private let entries: Set<Entry>
    private let links: PrivateLinks

    /// - Parameter places: of each what there is, links followed, and the names that are left.
    init(_ places: [(existing: LocalConfinement.Names, rest: LocalConfinement.Names)]) {
        ways = places.map { $0.existing + $0.rest }
        var things: Set<Identity> = []
        var entries: Set<Entry> = []
        for (existing, rest) in places {
            guard let own = Self.identity(existing) else { continue }
            if rest.isEmpty { things.insert(own) }
            if let name = rest.first {
                entries.insert(Entry(directory: own, name: name))
            } else if let name = existing.last, let above = Self.identity(existing.dropLast()) {
                // A new file in the place of this one is as little to be made.
                entries.insert(Entry(directory: above, name: name))
            }
        }
        self.things = things
        self.entries = entries
        links = PrivateLinks(places.filter { $0.rest.isEmpty }.map(\.existing))
    }

    private static func identity(_ names: LocalConfinement.Names) -> Identity? {
        var status = stat()
        return stat(LocalConfinement.path(names), &status) == 0 ? Identity(status) : nil
    }

    /// Whether a way leads to one of them or below.
    func hold(_ way: LocalConfinement.Names) -> Bool { ways.contains { way.starts(with: $0) } }

    func hold(_ name: [UInt8], in directory: LocalDescriptor) throws -> Bool {
        guard !entries.isEmpty else { return false }
        return entries.contains(Entry(directory: Identity(try LocalDisk.status(of: directory)), name: name))
    }

    func hold(_ opened: LocalDescriptor) throws -> Bool {
        hold(try LocalDisk.status(of: opened))
    }

    func hold(_ status: stat) -> Bool {
        LocalDevice.holds(status) || things.contains(Identity(status)) || links.hold(status)
    }
}
