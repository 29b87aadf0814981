import ArchiveAPI
import LuaBridge

/// What a script's argument may be.
enum ArgumentType: Equatable {
    case string, integer, number, boolean, date, bytes, path
    case choice([String])
    // Of recipes only.
    case container, directory, object, user, archive

    /// Those of scripts.
    static let names = ["string", "integer", "number", "boolean", "date", "bytes", "path", "choice"]
    /// Those of recipes.
    static let recipeNames = names + ["container", "directory", "object", "user", "archive"]

    init?(named name: String, choices: [String]) {
        switch name {
        case "string": self = .string
        case "integer": self = .integer
        case "number": self = .number
        case "boolean": self = .boolean
        case "date": self = .date
        case "bytes": self = .bytes
        case "path": self = .path
        case "choice": self = .choice(choices)
        case "container": self = .container
        case "directory": self = .directory
        case "object": self = .object
        case "user": self = .user
        case "archive": self = .archive
        default: return nil
        }
    }

    /// As `--help` names it.
    var placeholder: String {
        switch self {
        case .string: "TEXT"
        case .integer, .number: "NUMBER"
        case .boolean: "BOOLEAN"
        case .date: "DATE"
        case .bytes: "SIZE"
        case .path: "PATH"
        case .choice(let choices): choices.joined(separator: "|")
        case .container: "CONTAINER"
        case .directory: "DIRECTORY"
        case .object: "OBJECT"
        case .user: "USER"
        case .archive: "ARCHIVE"
        }
    }

    /// As an error says what it must be.
    var expected: String {
        switch self {
        case .string: "text"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "true or false"
        case .date: "a date, as 2019-06-01 or 2019-06-01T12:30:00Z"
        case .bytes: "a size, as 4096, \"20 MB\" or 1.5GB"
        case .path: "a path that is not empty and has no NUL"
        case .choice(let choices): "one of " + choices.joined(separator: ", ")
        case .container: "a container's name: text without a slash"
        case .directory: "a directory in a container"
        case .object: "the name of an object"
        case .user: "a user's name"
        case .archive: "a cloud's name, a public container's URL, or a folder"
        }
    }

    /// What a word of the command line means; nil where it is none of this type.
    func value(of word: [UInt8]) -> LuaValue? {
        let text = String(validating: word, as: UTF8.self)
        switch self {
        case .string: return .string(LuaBytes(word))
        case .integer:
            guard case .integer(let value)? = Self.number(word) else { return nil }
            return .integer(value)
        case .number: return Self.number(word)
        case .boolean: return text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
        case .date: return text.flatMap { try? Timestamp.parse($0) }.map(Self.seconds)
        case .bytes:
            guard let size = text.flatMap(Unit.bytes(in:)), size < 0x1p63 else { return nil }
            return .integer(Int(size.rounded()))
        case .path: return Self.path(word)
        case .choice(let choices): return text.flatMap { choices.contains($0) ? .string(LuaBytes($0)) : nil }
        case .directory: return text.map { .string(LuaBytes($0)) }
        case .object, .user, .archive: return text.flatMap { $0.isEmpty ? nil : .string(LuaBytes($0)) }
        case .container: return text.flatMap { $0.isEmpty || $0.utf8.contains(UInt8(ascii: "/")) ? nil : .string(LuaBytes($0)) }
        }
    }

    /// What a default that is no text means; nil where it is none of this type.
    func value(of view: LuaView) -> LuaValue? {
        switch (self, view.kind) {
        case (.boolean, .boolean): return view.boolean.map { .boolean($0) }
        case (.integer, .integer), (.integer, .float), (.bytes, .integer), (.bytes, .float): return view.integer.map { .integer($0) }
        case (.number, .integer): return view.integer.map { .integer($0) }
        case (.number, .float): return view.number.map { .number($0) }
        case (.date, .integer), (.date, .float): return view.number.flatMap { $0.isFinite ? Self.seconds($0) : nil }
        case (.string, .string), (.date, .string), (.bytes, .string), (.path, .string), (.choice, .string):
            return view.bytes.flatMap { value(of: $0.bytes) }
        default: return nil
        }
    }

    /// A numeral as Lua reads it; not the words for infinity that C reads too.
    private static func number(_ word: [UInt8]) -> LuaValue? {
        guard let first = word.first, !word.contains(0), first > 0x20 else { return nil }
        let value = NumberReader.value(word)
        return value.number.flatMap { $0.isFinite ? value : nil }
    }

    /// As `os.time()` gives it: whole where there is no fraction of a second.
    private static func seconds(_ value: Double) -> LuaValue {
        Int(exactly: value).map { .integer($0) } ?? .number(value)
    }

    /// With a leading `~` spelt out, which no shell does behind an `=`.
    private static func path(_ word: [UInt8]) -> LuaValue? {
        guard !word.isEmpty, !word.contains(0) else { return nil }
        guard word == Array("~".utf8) || word.starts(with: "~/".utf8), let home = Environment.all["HOME"], !home.isEmpty else {
            return .string(LuaBytes(word))
        }
        return .string(LuaBytes(Array(home.utf8) + word.dropFirst()))
    }
}
