/// Which files of a container to list; conditions that are nil do not count.
public struct ListFilter: Sendable, Equatable {
    /// A directory: only what is below it. `/a`, `a/` and `a` are the same.
    public var directory: String?
    /// A media type, with or without its parameters.
    public var contentType: String?
    /// Only files modified after this, in seconds since 1970.
    public var newerThan: Double?
    /// Only files modified before this, in seconds since 1970.
    public var olderThan: Double?
    /// Text that the name holds, anywhere in its path.
    public var substring: String?
    /// What the name ends in, with or without the dot before it.
    public var fileExtension: String?

    public init(
        directory: String? = nil, contentType: String? = nil, newerThan: Double? = nil, olderThan: Double? = nil,
        substring: String? = nil, fileExtension: String? = nil
    ) {
        self.directory = directory
        self.contentType = contentType
        self.newerThan = newerThan
        self.olderThan = olderThan
        self.substring = substring
        self.fileExtension = fileExtension
    }

    /// What every name begins with; the service filters by it.
    var prefix: String { directory.map(ObjectPath.prefix) ?? "" }

    /// Whether a row of the listing fulfils the conditions that the service cannot check.
    func matches(_ entry: ObjectEntry) -> Bool {
        if let contentType {
            // A type with parameters asks for exactly those; one without takes any.
            let exact = contentType.contains(";") && contentType != entry.contentType
            if exact || ContentType(contentType) != ContentType(entry.contentType) { return false }
        }
        if newerThan != nil || olderThan != nil {
            guard let modified = try? Timestamp.parse(entry.lastModified) else { return false }
            if let newerThan, modified <= newerThan { return false }
            if let olderThan, modified >= olderThan { return false }
        }
        if let substring, !substring.isEmpty, !Self.contains(entry.name, substring) { return false }
        if let fileExtension, !fileExtension.isEmpty {
            let suffix = fileExtension.hasPrefix(".") ? fileExtension : "." + fileExtension
            if !ObjectPath.hasSuffix(entry.name, suffix) { return false }
        }
        return true
    }

    /// By bytes, as the service compares.
    private static func contains(_ name: String, _ part: String) -> Bool {
        let name = Array(name.utf8)
        let part = Array(part.utf8)
        guard name.count >= part.count else { return false }
        return (0...(name.count - part.count)).contains { name[$0..<($0 + part.count)].elementsEqual(part) }
    }
}

extension ReadableContainer {
    /// All files that match, however many there are, in the order of their names' bytes.
    public func list(_ filter: ListFilter = ListFilter()) async throws -> [File] {
        let sequence = FileSequence(self, filter)
        var files: [File] = []
        while let page = try await sequence.nextPage() { files += page }
        return files
    }

    /// The same as `list`, page by page in constant memory.
    public func files(_ filter: ListFilter = ListFilter()) -> FileSequence { FileSequence(self, filter) }
}
