import Locking

extension Container {
    /// What the large objects are made of that may be made of this container's objects: its own, and where it is named
    /// as a container of segments, those of the container that it belongs to.
    ///
    /// A user who may not list these has no way to know.
    func references() async throws -> ManifestReferences {
        let suffix = "_segments"
        let owner = ObjectPath.hasSuffix(name, suffix) ? String(decoding: name.utf8.dropLast(suffix.utf8.count), as: UTF8.self) : ""
        return try await PermitAsking.tentatively {
            try await ManifestReferences(of: [name] + (owner.isEmpty ? [] : [owner]), in: store)
        }
    }

    /// Throws `conflict` where a file is a segment of a large object: without it that could not be read.
    func requireNoSegment(_ path: String) async throws {
        guard try await lastReferences.upToDate(in: self).manifest(using: address(path)) != nil else { return }
        // It may have been one when that was found out, and none by now.
        if let manifest = try await lastReferences.anew(in: self).manifest(using: address(path)) { throw segmentNeeded(path, by: manifest) }
    }

    func segmentNeeded(_ path: String, by manifest: ObjectAddress) -> ArchiveError {
        let place = manifest.container.hasSameBytes(as: name) ? "" : " in container '\(manifest.container)'"
        return ArchiveError(
            .conflict, "'\(path)' is a segment of the large object '\(manifest.name)'\(place), which could not be read without it: it stays where it is",
            hint: "Move the large object alone, or copy the segment.", path: path)
    }
}

/// What was found of a container's large objects, for a while: who moves many files, one after the other, does not
/// have it found out for each.
final class LastReferences: Sendable {
    private let known = Locked<(references: ManifestReferences, until: ContinuousClock.Instant)?>(nil)

    func upToDate(in container: Container) async throws -> ManifestReferences {
        if let known = known.withLock(\.self), known.until > .now { return known.references }
        return try await anew(in: container)
    }

    /// It holds the longer, the longer it took.
    func anew(in container: Container) async throws -> ManifestReferences {
        let start = ContinuousClock.now
        let references = try await container.references()
        let until = ContinuousClock.now + max(.seconds(2), start.duration(to: .now) * 10)
        known.withLock { $0 = (references, until) }
        return references
    }
}
