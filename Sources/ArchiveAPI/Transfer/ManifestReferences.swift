/// What the manifests of large objects refer to: who else needs an object that is about to go.
struct ManifestReferences: Sendable {
    /// The manifests that name each segment.
    private var manifests: [ObjectAddress: [ObjectAddress]] = [:]
    /// The `container/prefix` of each dynamic large object.
    private var prefixes: [(prefix: String, manifest: ObjectAddress)] = []
    /// The manifests and containers that could not be read: what they refer to is not known.
    private(set) var unread: [ObjectAddress] = []

    /// Reads all manifests of these containers. What somebody deletes meanwhile refers to nothing.
    init(of containers: [String], in store: any ObjectStore) async throws {
        for container in containers {
            guard let candidates = try await Self.candidates(in: container, store) else {
                unread.append(ObjectAddress(container, ""))
                continue
            }
            let found = try await concurrentMap(candidates) { object in
                let address = ObjectAddress(container, object.name)
                return (address, try await Self.references(of: address, isStatic: object.slo != nil, in: store))
            }
            for (address, references) in found { add(references, of: address) }
        }
    }

    /// Another object whose manifest refers to this one; nil where none is known to.
    func manifest(using segment: ObjectAddress) -> ObjectAddress? {
        if let manifest = manifests[segment]?.first { return manifest }
        let path = segment.description
        return prefixes.first { ObjectPath.hasPrefix(path, $0.prefix) && $0.manifest != segment }?.manifest
    }

    /// Every manifest that refers to objects of a container.
    func manifests(using container: String) -> Set<ObjectAddress> {
        let named = manifests.filter { $0.key.container.hasSameBytes(as: container) }.values.joined()
        return Set(named).union(prefixes.filter { ObjectPath.hasPrefix($0.prefix, container + "/") }.map(\.manifest))
    }

    private enum References {
        case segments([ObjectAddress])
        case prefix(String)
        case none
        case unread
    }

    /// The objects that may be manifests: the listing tells a static one by its key, a dynamic one only by having no
    /// bytes. nil where the container may not be listed.
    private static func candidates(in container: String, _ store: any ObjectStore) async throws -> [ObjectEntry]? {
        do {
            return try await store.objects(in: container, prefix: "").filter { $0.slo != nil || $0.bytes == 0 }
        } catch let error as ArchiveError where error.code == .notFound {
            return []
        } catch let error as ArchiveError where error.code == .forbidden || error.code == .notPermitted {
            return nil
        }
    }

    private static func references(of address: ObjectAddress, isStatic: Bool, in store: any ObjectStore) async throws -> References {
        do {
            if isStatic { return .segments(try await LargeObject(store).segments(of: address, .staticLarge)) }
            guard case .dynamicLarge(let prefix) = try await store.ownKind(of: address) else { return .none }
            return .prefix(prefix)
        } catch let error as ArchiveError where error.code == .notFound {
            return .none
        } catch let error as ArchiveError where error.meansUnreadable {
            return .unread
        }
    }

    private mutating func add(_ references: References, of manifest: ObjectAddress) {
        switch references {
        case .segments(let segments): for segment in segments { manifests[segment, default: []].append(manifest) }
        case .prefix(let prefix): prefixes.append((prefix, manifest))
        case .none: break
        case .unread: unread.append(manifest)
        }
    }
}
