/// A look at the beginning or the end of a file.
public struct FileGlance: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        /// Lines of text, without their ends; long ones are cut.
        case lines([String])
        case table(columns: [String], rows: [[String]])
        case header(FileHeader)
        /// Bytes as they are stored, from an offset in the file.
        case bytes([UInt8], offset: Int64)
    }

    public var name: String
    /// The size of the file in bytes.
    public var bytes: Int64
    public var contentType: String
    public var format: FileFormat
    /// The encoding of text, as `TextEncoding` takes it; nil for what is no text.
    public var encoding: String?
    public var content: Content
    /// What one has to know of the content: why it is less than was asked for.
    public var note: String?
}

extension ReadableContainer {
    /// The first lines of a text, rows of a table, or 16-byte lines of anything else; of a NIfTI, HDF5, PNG or ZIP file,
    /// what its header says. Only the parts of the file that are needed for it are fetched.
    public func head(_ path: String, _ count: Int = 10) async throws -> FileGlance {
        try await HeadReader(GlanceRequest(try await bytes(path), path, count)).glance()
    }

    /// The last lines of a text, rows of a table below its first one, or 16-byte lines of anything else.
    public func tail(_ path: String, _ count: Int = 10) async throws -> FileGlance {
        try await TailReader(GlanceRequest(try await bytes(path), path, count)).glance()
    }

    private func bytes(_ path: String) async throws -> ObjectBytes {
        ObjectBytes(address(path), try await info(path), in: store)
    }
}

extension File {
    /// As `ReadableContainer.head`.
    public func head(_ count: Int = 10) async throws -> FileGlance { try await container.head(name, count) }

    /// As `ReadableContainer.tail`.
    public func tail(_ count: Int = 10) async throws -> FileGlance { try await container.tail(name, count) }
}
