import LuaBridge
import TOMLKit

/// Reads the values of a header's TOML, or says what is wrong with them, and where.
struct HeaderReader {
    private let table: TOMLTable
    private let places: HeaderPlaces
    /// What stands before a key in messages: `arguments.name.`, or nothing.
    private let prefix: String

    init(_ table: TOMLTable, places: HeaderPlaces, prefix: String = "") {
        self.table = table
        self.places = places
        self.prefix = prefix
    }

    func problem(_ key: String, _ reason: String, hint: String? = nil) -> RecipeProblem {
        places.problem(prefix + key, reason, hint: hint)
    }

    func checkKeys(_ known: [String]) throws(RecipeProblem) {
        for key in table.keys.sorted() where !known.contains(key) {
            throw problem(
                key, "unknown key '\(prefix)\(key)'",
                hint: NearestName.hint(for: key, among: known) ?? "There are: \(known.joined(separator: ", ")).")
        }
    }

    func required<Value>(
        _ key: String, _ expected: String, _ read: (any TOMLValueConvertible) -> Value?
    ) throws(RecipeProblem) -> Value {
        guard let value = try optional(key, expected, read) else {
            throw problem("", "the key '\(prefix)\(key)' is missing: \(expected)")
        }
        return value
    }

    func optional<Value>(
        _ key: String, _ expected: String, _ read: (any TOMLValueConvertible) -> Value?
    ) throws(RecipeProblem) -> Value? {
        guard let found = table[key] else { return nil }
        guard let value = read(found) else { throw problem(key, "'\(prefix)\(key)' must be \(expected)") }
        return value
    }

    func list<Value>(
        _ key: String, _ expected: String, _ read: (any TOMLValueConvertible) -> Value?
    ) throws(RecipeProblem) -> [Value] {
        try optional(key, expected) { value in
            guard let array = value.array else { return nil }
            let values = array.compactMap(read)
            return values.count == array.count ? values : nil
        } ?? []
    }

    /// A list of words of a fixed set, each once.
    func listOfNames(_ key: String, of known: [String]) throws(RecipeProblem) -> [String] {
        let names = try list(key, "a list of \(known.joined(separator: ", "))") { $0.string }
        for (offset, name) in names.enumerated() {
            guard known.contains(name) else {
                throw problem(
                    key, "'\(name)' is none of \(known.joined(separator: ", "))", hint: NearestName.hint(for: name, among: known))
            }
            if names[..<offset].contains(name) { throw problem(key, "'\(name)' stands in '\(prefix)\(key)' twice") }
        }
        return names
    }

    func paths(_ key: String) throws(RecipeProblem) -> [HeaderText] {
        try list(key, "a list of local files and directories, such as \"results\" or \"{report}\"; '~' stands for the home directory in arguments only") { value in
            value.string.flatMap { $0.isEmpty || $0.hasPrefix("~") ? nil : HeaderText($0, wildcards: false) }
        }
    }

    /// The arguments, in the order in which they stand.
    func arguments() throws(RecipeProblem) -> [ArgumentDeclaration] {
        guard let found = table["arguments"] else { return [] }
        guard let tables = found.table else { throw problem("arguments", "'arguments' must be tables: [arguments.name]") }
        var order = places.argumentNames.filter(tables.keys.contains)
        order += tables.keys.filter { !order.contains($0) }.sorted()
        var arguments: [ArgumentDeclaration] = []
        for name in order {
            let key = "arguments.\(name)"
            guard let table = tables[name]?.table else { throw problem(key, "'\(key)' must be a table: [\(key)]") }
            arguments.append(try ArgumentDeclaration(name, HeaderReader(table, places: places, prefix: key + ".")))
        }
        return arguments
    }

    /// Whether each `{name}` is an argument.
    func checkReferences(_ names: [String], in key: String, to arguments: [ArgumentDeclaration]) throws(RecipeProblem) {
        for name in names where !arguments.contains(where: { $0.name == name }) {
            throw problem(
                key, "'\(key)' mentions {\(name)}, which is no argument",
                hint: NearestName.hint(for: name, among: arguments.map(\.name)) ?? "Declare it as [arguments.\(name)].")
        }
    }
}
