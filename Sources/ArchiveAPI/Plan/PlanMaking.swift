import Foundation

/// Makes single changes of a plan, as carefully as they would have been made without one.
struct PlanMaking: Sendable {
    /// What manifests still need of an account's objects.
    enum Needed: Sendable {
        case references(ManifestReferences)
        case unknown
    }

    let plan: Plan
    /// By the projects' ids.
    let stores: [String: any ObjectStore]
    let observer: (any TransferObserver)?

    func make(_ index: Int, _ needed: Needed?) async throws {
        let change = plan.changes[index]
        guard let store = stores[change.project] else { return }
        let name = change.address.description
        if let observer { observer.began(name, bytes: change.object == nil ? 0 : change.bytes) }
        do {
            try await requireUnchanged(change, in: store)
            try await make(change, in: store, needed)
            observer?.ended(name, nil)
        } catch var error as ArchiveError {
            observer?.ended(name, error)
            error.message = "'\(change.object == nil ? change.container : name)': \(error.message)"
            throw error
        }
    }

    private func make(_ change: PlannedChange, in store: any ObjectStore, _ needed: Needed?) async throws {
        let address = change.address
        // Nothing is replaced that came into an empty place meanwhile.
        let isNew = change.before == .absent
        switch change.action {
        case .createContainer(let headers):
            guard try await store.createContainer(change.container, headers: headers) else {
                throw ArchiveError(.conflict, "there is such a container by now", path: change.container)
            }
        case .updateContainer(let headers): try await store.updateContainer(change.container, headers: headers)
        case .deleteContainer: try await ifPresent { try await store.deleteContainer(change.container) }
        case .write(let content, let type, let headers):
            let options = WriteOptions(contentType: type, md5: change.after?.etag, onlyIfAbsent: isNew, headers: headers)
            let source = try source(of: content, UploadObserver(observer, address.description))
            try await putting(change, in: store) {
                try await retryingIntegrity { try await store.write(address, from: source, options) }
            }
        case .writeManifest(let segments, let type, let headers):
            let options = WriteOptions(contentType: type, onlyIfAbsent: isNew, headers: headers)
            try await putting(change, in: store) { try await store.writeManifest(address, segments, options) }
        case .copy(let source, let version, let manifest):
            let options = CopyOptions(ifMatch: version.prefix == nil ? version.etag : nil, manifest: manifest)
            _ = try await store.copy(source, to: address, options)
            guard try await store.version(of: address) == change.after else {
                throw ArchiveError(.integrity, "the copy differs from '\(source)'", path: address.name, retryable: true)
            }
        case .updateObject(let headers): try await store.updateObject(address, headers: headers)
        case .delete(let ifUnused):
            if ifUnused {
                guard case .references(let references)? = needed, references.manifest(using: address) == nil else { return }
            }
            try await ifPresent { try await store.delete(address) }
        }
    }

    /// Looks once more right before something is deleted or replaced: the plan was checked as a whole, which may be hours ago.
    private func requireUnchanged(_ change: PlannedChange, in store: any ObjectStore) async throws {
        switch change.action {
        // The store itself refuses to replace what came into an empty place; segments have names of their own.
        case .write where change.before == .absent, .writeManifest where change.before == .absent, .delete(ifUnused: true): return
        case .write, .writeManifest, .copy, .updateObject, .delete: break
        case .createContainer, .updateContainer, .deleteContainer: return
        }
        let now: ObjectVersion?
        do {
            now = try await store.version(of: change.address)
        } catch let error as ArchiveError where error.code == .conflict || error.code == .forbidden {
            // A large object that has lost what it is made of; a place that only may be written to.
            return
        }
        let isExpected = switch change.before {
        case .absent: now == nil
        case .object(let version): now == version
        case .unreadable, .container: true
        }
        guard isExpected || now == change.after else {
            throw ArchiveError(
                .conflict, "it is not what it was when the plan was made, and was left alone",
                hint: "Make the plan anew, or leave this out, and what depends on it, with --skip-changed.", path: change.address.description)
        }
    }

    /// What manifests need of the account that a segment is in.
    func needed(besides change: PlannedChange) async throws -> Needed {
        guard let store = stores[change.project] else { return .unknown }
        let references = try await LargeObject(store).allReferences(besides: change.container)
        guard let references, references.unread.isEmpty else { return .unknown }
        return .references(references)
    }

    private func source(of content: PlannedChange.Content, _ observer: UploadObserver) throws -> any ByteSource {
        switch content {
        case .bytes(let bytes): return MemorySource(bytes)
        case .file(let path, let offset, let length, let fileLength):
            let file = try LocalFileSource(path: path)
            guard file.fileLength == fileLength else {
                throw ArchiveError(.localFile, "'\(path)' changed since the plan was made", hint: "Make the plan anew.", path: path)
            }
            return ObservedSource(file.part(offset..<offset + length), observer)
        }
    }

    /// Writes where nothing may be replaced: what is there is ours where it is what was to be written.
    private func putting(_ change: PlannedChange, in store: any ObjectStore, _ write: () async throws -> WriteReceipt) async throws {
        do {
            _ = try await write()
        } catch let error as ArchiveError where error.code == .exists {
            guard try await store.version(of: change.address) == change.after else { throw error }
        }
    }

    /// Deletes; what is gone already is what was wanted.
    private func ifPresent(_ delete: () async throws -> Void) async throws {
        do { try await delete() } catch let error as ArchiveError where error.code == .notFound {}
    }
}
