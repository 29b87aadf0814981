/// The objects of a container on their way into another one that is to take its place.
///
/// Large objects that are made of objects of the same container come to be made of those objects' copies; the others
/// share their segments with the original.
struct ContainerCopy: Sendable {
    let source: Container
    let target: Container
    private var store: any ObjectStore { source.store }

    /// Copies what the target does not have yet as it is now, and compares each copy.
    func copy(_ files: [File]) async throws {
        let (manifests, others) = Self.split(files)
        // What a dynamic large object is shows only once all it is made of is there.
        let unsettled = try await concurrentMap(others) { try await copy($0.name, isLast: false) ? nil : $0 }
        for group in try await inOrder(manifests) {
            _ = try await concurrentMap(group) { try await copy($0.name, isLast: true) }
        }
        _ = try await concurrentMap(unsettled.compactMap(\.self)) { try await copy($0.name, isLast: true) }
    }

    /// Deletes what the target has. What somebody else wrote meanwhile goes there first.
    func moveRest() async throws {
        while true {
            let files = try await source.list()
            if files.isEmpty { return }
            try await copy(files)
            // Manifests before what they are made of: where this is cut off, what is left can still be compared.
            let (manifests, others) = Self.split(files)
            for group in [others.filter { $0.bytes == 0 }, manifests, others.filter { $0.bytes > 0 }] {
                _ = try await concurrentMap(group) { file in
                    _ = try await ifPresent { try await store.delete(source.address(file.name)) }
                }
            }
        }
    }

    private static func split(_ files: [File]) -> (manifests: [File], others: [File]) {
        (files.filter { $0.slo != nil }, files.filter { $0.slo == nil })
    }

    /// Static large objects in groups, each made of nothing but what is there and what is in the groups before it.
    private func inOrder(_ manifests: [File]) async throws -> [[File]] {
        var waiting = try await concurrentMap(manifests) { file in
            (file: file, parts: try await ifPresent { try await store.segments(of: source.address(file.name)) } ?? [])
        }
        var groups: [[File]] = []
        while !waiting.isEmpty {
            let names = Set(waiting.map { source.address($0.file.name) })
            let later = waiting.filter { $0.parts.contains { $0.address.map(names.contains) == true } }
            // There are no circles, unless somebody changes what is read.
            if later.count == waiting.count { return groups + [waiting.map(\.file)] }
            let latest = Set(later.map { source.address($0.file.name) })
            groups.append(waiting.map(\.file).filter { !latest.contains(source.address($0.name)) })
            waiting = later
        }
        return groups
    }

    // MARK: One object

    /// What a copy is made of, where that is something else than the object is made of.
    private enum Remade {
        case segments([Segment])
        case prefix(String)
    }

    /// Copies an object unless the target has it. One that is gone meanwhile needs no copy.
    ///
    /// - Parameter isLast: everything else is there, so that the copy must be what it is to be.
    /// - Returns: whether the copy was found to be right.
    private func copy(_ name: String, isLast: Bool) async throws -> Bool {
        guard let info = try await ifPresent({ try await source.info(name) }) else { return true }
        let remade = try await remade(name, info)
        if try await isCopied(name, info, remade) { return true }
        try await write(name, info, remade)
        if case .prefix? = remade, !isLast { return false }
        guard try await isCopied(name, info, remade) else {
            throw ArchiveError(
                .integrity, "the copy of '\(name)' in container '\(target.name)' differs",
                hint: "Container '\(source.name)' still has it. Call rename_container again.", path: name, retryable: true)
        }
        return true
    }

    private func remade(_ name: String, _ info: ObjectInfo) async throws -> Remade? {
        switch info.kind {
        case .plain: return nil
        case .staticLarge:
            let segments = try await store.segments(of: source.address(name))
            let copies = segments.map { segment in
                guard let address = segment.address, address.container.hasSameBytes(as: source.name) else { return segment }
                var copy = segment
                copy.address = target.address(address.name)
                return copy
            }
            return copies == segments ? nil : .segments(copies)
        case .dynamicLarge(let prefix):
            let own = source.name + "/"
            guard ObjectPath.hasPrefix(prefix, own) else { return nil }
            return .prefix(target.name + "/" + ObjectPath.remainder(of: prefix, after: own))
        }
    }

    private func write(_ name: String, _ info: ObjectInfo, _ remade: Remade?) async throws {
        var options = WriteOptions(contentType: info.contentType, headers: info.ownHeaders)
        switch remade {
        case .segments(let segments)?:
            _ = try await store.writeManifest(target.address(name), segments, options)
        case .prefix(let prefix)?:
            options.headers["X-Object-Manifest"] = PercentEncoding.object(prefix)
            _ = try await store.write(target.address(name), from: MemorySource([]), options)
        case nil:
            _ = try await store.copy(source.address(name), to: target.address(name), CopyOptions(of: info))
        }
    }

    private func isCopied(_ name: String, _ info: ObjectInfo, _ remade: Remade?) async throws -> Bool {
        guard let copy = try await ifPresent({ try await target.info(name) }), copy.etag == info.etag, copy.bytes == info.bytes else {
            return false
        }
        switch (remade, copy.kind) {
        case (nil, _): return true
        case (.segments(let segments)?, .staticLarge): return try await store.segments(of: target.address(name)) == segments
        case (.prefix(let prefix)?, .dynamicLarge(let found)): return found.hasSameBytes(as: prefix)
        default: return false
        }
    }

    /// nil where there is no such object.
    private func ifPresent<Answer>(_ ask: () async throws -> Answer) async throws -> Answer? {
        do {
            return try await ask()
        } catch let error as ArchiveError where error.code == .notFound {
            return nil
        }
    }
}

extension ObjectInfo {
    /// The headers that are the object's own, which whoever writes it anew has to give it.
    fileprivate var ownHeaders: [String: String] {
        let kept: Set = [
            "content-encoding", "content-disposition", "content-language", "cache-control", "expires", "x-delete-at", "x-robots-tag",
        ]
        return headers.filter { $0.key.hasPrefix("x-object-meta-") || kept.contains($0.key) }
    }
}
