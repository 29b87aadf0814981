/// One change of an archive that is planned and not made.
public struct PlannedChange: Sendable, Equatable {
    /// Where the bytes of a planned object come from.
    public enum Content: Sendable, Equatable {
        case bytes([UInt8])
        /// A stretch of a local file, which had `fileLength` bytes altogether; the path is absolute.
        case file(path: String, offset: Int64, length: Int64, fileLength: Int64)
    }

    public enum Action: Sendable, Equatable {
        case createContainer(headers: [String: String])
        /// An empty value takes a header away.
        case updateContainer(headers: [String: String])
        case deleteContainer
        case write(Content, contentType: String?, headers: [String: String])
        case writeManifest([Segment], contentType: String?, headers: [String: String])
        /// - Parameter manifest: the copy shares the segments of a large object.
        case copy(from: ObjectAddress, ObjectVersion, manifest: Bool)
        case updateObject(headers: [String: String])
        /// - Parameter ifUnused: it is a segment that may go where no manifest needs it any more.
        case delete(ifUnused: Bool)
    }

    /// What there is right before the change: of an object, as earlier changes of the plan leave it; of a container, as the
    /// archive had it before anything of the plan.
    public enum Before: Sendable, Equatable {
        case absent
        case object(ObjectVersion)
        /// A container, with those of its headers that the change is about; an empty value where it had none.
        case container(headers: [String: String])
        /// Whoever made the plan may not look there.
        case unreadable
    }

    /// The project's id.
    public var project: String
    public var container: String
    /// nil where the change is one of the container itself.
    public var object: String?
    public var action: Action
    public var before: Before
    /// What the object is afterwards; nil where there is none then, and for containers.
    public var after: ObjectVersion?

    /// What the change does to the archive.
    public var effect: Effect {
        switch action {
        case .delete, .deleteContainer: .delete
        case .createContainer(let headers), .updateContainer(let headers):
            headers.keys.contains { $0 == "x-container-read" || $0 == "x-container-write" } ? .access : .write
        default: .write
        }
    }

    /// How many bytes are written, copied or deleted.
    public var bytes: Int64 {
        switch action {
        case .write, .writeManifest, .copy: return after?.bytes ?? 0
        case .delete: if case .object(let version) = before { return version.bytes } else { return 0 }
        default: return 0
        }
    }

    /// The action in a word, as plan files and scripts have it.
    public var operation: String {
        switch action {
        case .createContainer: "create_container"
        case .updateContainer: "update_container"
        case .deleteContainer: "delete_container"
        case .write: "write"
        case .writeManifest: "write_manifest"
        case .copy: "copy"
        case .updateObject: "set_metadata"
        case .delete: "delete"
        }
    }

    /// What it is about; of a container, with an empty name.
    var address: ObjectAddress { ObjectAddress(container, object ?? "") }
}
