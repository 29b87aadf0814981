/// Sends one file to one object, with its checksum ahead of it: what was damaged on the way replaces nothing.
struct FileUpload: Sendable {
    enum Outcome: Sendable {
        case sent(bytes: Int64)
        /// The object has the file's bytes already.
        case there
    }

    private let container: Container
    private let limits: UploadLimits
    private let options: TransferOptions
    private var store: any ObjectStore { container.store }

    init(_ container: Container, _ limits: UploadLimits, _ options: TransferOptions) {
        self.container = container
        self.limits = limits
        self.options = options
    }

    /// - Throws: `exists` where there is an object, `overwrite` is false, and it has other bytes; with
    ///   `refusesTwins` also where it has the same.
    func run(_ source: LocalFileSource, to target: String, overwrite: Bool, refusesTwins: Bool) async throws -> Outcome {
        let address = container.address(target)
        options.observer?.began(target, bytes: source.length)
        // Who may not replace asks first only where much would be sent in vain: the service refuses in any case.
        let isLarge = source.length > limits.largestPlainObject
        let old = overwrite || isLarge ? try await infoIfReadable(address) : nil
        if let old, !(refusesTwins && !overwrite), try await hasContent(source, address, old) { return .there }
        if old != nil, !overwrite { throw container.targetExists(target) }
        let replaced = try await segments(of: address, old)
        let used: [ObjectAddress]
        do {
            used = try await retryingIntegrity { try await send(source, to: address, overwrite: overwrite, asSegments: isLarge) }
        } catch let error as ArchiveError where error.code == .exists {
            guard !refusesTwins, let info = try await infoIfReadable(address), try await hasContent(source, address, info)
            else { throw container.targetExists(target) }
            return .there
        }
        // A listing may not know the new manifest yet.
        try await LargeObject(store).deleteUnused(Array(Set(replaced).subtracting(used)), of: container.name)
        return .sent(bytes: source.length)
    }

    /// - Returns: the segments that the new object is made of, where it has any.
    private func send(
        _ source: LocalFileSource, to address: ObjectAddress, overwrite: Bool, asSegments: Bool
    ) async throws -> [ObjectAddress] {
        let observer = UploadObserver(options.observer, address.name)
        var write = WriteOptions(onlyIfAbsent: !overwrite)
        write.headers["X-Object-Meta-Mtime"] = LargeObjectUpload.mtime(source.modified)
        write.bandwidth = options.maxBandwidth
        if asSegments {
            do {
                return try await LargeObjectUpload(store, limits).write(address, from: source, write, observer)
            } catch let error as ArchiveError where error.code == .forbidden && source.length <= limits.service.maxFileSize {
                // Who may write into this container alone cannot have segments beside it.
                observer.restart()
            }
        }
        write.md5 = try await Checksum.inBackground(of: source)
        _ = try await store.write(address, from: ObservedSource(source, observer), write)
        return []
    }

    /// The object that is there now; nil where there is none, or this user may not look at it.
    private func infoIfReadable(_ address: ObjectAddress) async throws -> ObjectInfo? {
        do {
            return try await PermitAsking.tentatively { try await store.object(address, manifest: false) }
        } catch let error as ArchiveError where [.notFound, .forbidden, .notPermitted].contains(error.code) {
            return nil
        }
    }

    /// The segments of the object that is about to be replaced. Those behind a symbolic link are not its own.
    private func segments(of address: ObjectAddress, _ old: ObjectInfo?) async throws -> [ObjectAddress] {
        guard let old, old.kind != .plain else { return [] }
        return try await LargeObject(store).segmentsIfReadable(of: address, try await store.ownKind(of: address))
    }

    private func hasContent(_ source: LocalFileSource, _ address: ObjectAddress, _ info: ObjectInfo) async throws -> Bool {
        guard info.bytes == source.length else { return false }
        do {
            var offset: Int64 = 0
            for part in try await LargeObject(store).checksums(of: address, info) where part.bytes > 0 {
                let end = offset + part.bytes
                guard let md5 = part.md5, try await Checksum.inBackground(of: source.part(offset..<end)) == md5 else { return false }
                offset = end
            }
            return offset == source.length
        } catch let error as ArchiveError where error.code == .forbidden {
            return false
        }
    }
}
