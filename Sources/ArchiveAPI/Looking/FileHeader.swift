/// What the header of a file says of it, in a few facts.
public struct FileHeader: Sendable, Equatable {
    public enum Value: Sendable, Equatable {
        case text(String)
        case texts([String])
        case integer(Int64)
        case integers([Int64])
        case numbers([Double])
    }

    public struct Fact: Sendable, Equatable {
        /// A word or several with `_` between them: `voxel_size`.
        public var name: String
        public var value: Value
        /// What the numbers count: `mm`; nil where that goes without saying.
        public var unit: String?
    }

    /// Something that the file holds: a file of a ZIP archive.
    public struct Entry: Sendable, Equatable {
        public var name: String
        public var bytes: Int64
    }

    /// The kind of file in words: `PNG image`.
    public var title: String
    public var facts: [Fact] = []
    /// The first of what it holds, and how many there are beyond them.
    public var entries: [Entry] = []
    public var moreEntries: Int64 = 0

    init(_ title: String) { self.title = title }

    mutating func add(_ name: String, _ value: Value?, unit: String? = nil) {
        if let value { facts.append(Fact(name: name, value: value, unit: unit)) }
    }

    mutating func add(_ name: String, _ text: String?) {
        if let text, !text.isEmpty { add(name, .text(text)) }
    }

    /// What a fact says; nil where the header does not have it.
    public subscript(_ name: String) -> Value? { facts.first { $0.name == name }?.value }
}
