import Foundation

/// The members of a JSON object in a plan's text, each asked for by its name and type.
struct PlanFields {
    /// The text is JSON, and no plan.
    struct Mismatch: Error {
        let reason: String
    }

    /// What the object is, for messages.
    let place: String
    let values: [String: JSONValue]

    init(_ value: JSONValue, _ place: String, _ allowed: Set<String>? = nil) throws {
        self.place = place
        guard case .object(let members) = value else { throw Mismatch(reason: "\(place) is no object") }
        var values: [String: JSONValue] = [:]
        for (name, value) in members where values.updateValue(value, forKey: name) != nil {
            throw Mismatch(reason: "\(place) has '\(name)' twice")
        }
        self.values = values
        if let allowed { try allow(allowed) }
    }

    func mismatch(_ what: String) -> Mismatch { Mismatch(reason: "\(place) \(what)") }

    /// Refuses what is not known: it may mean something that would not be done.
    func allow(_ names: Set<String>) throws {
        if let unknown = values.keys.filter({ !names.contains($0) }).min() { throw mismatch("has an unknown '\(unknown)'") }
    }

    func string(_ name: String) throws -> String {
        guard case .string(let text)? = values[name] else { throw mismatch("has no text '\(name)'") }
        return text
    }

    func optionalString(_ name: String) throws -> String? { values[name] == nil ? nil : try string(name) }

    func integer(_ name: String) throws -> Int64 {
        guard case .integer(let number)? = values[name] else { throw mismatch("has no whole number '\(name)'") }
        return number
    }

    /// A count of bytes: such that no sum of many can overflow.
    func size(_ name: String) throws -> Int64 {
        let number = try integer(name)
        guard (0..<1 << 53).contains(number) else { throw mismatch("has a '\(name)' that is no size") }
        return number
    }

    func flag(_ name: String) throws -> Bool {
        guard case .boolean(let flag)? = values[name] else { throw mismatch("has no '\(name)' that is true or false") }
        return flag
    }

    func list(_ name: String) throws -> [JSONValue] {
        guard case .list(let elements)? = values[name] else { throw mismatch("has no list '\(name)'") }
        return elements
    }

    func fields(_ name: String) throws -> PlanFields {
        guard let value = values[name] else { throw mismatch("has no '\(name)'") }
        return try PlanFields(value, "'\(name)' of \(place)")
    }

    /// Headers, by names in lower case: one that is written otherwise is not what it seems.
    func headers(_ isAllowed: (String) -> Bool = { _ in true }) throws -> [String: String] {
        let headers = try fields("headers")
        for name in headers.values.keys.sorted() where name != name.lowercased() || !isAllowed(name) {
            throw mismatch("has the header '\(name)', which it cannot have")
        }
        return try Dictionary(uniqueKeysWithValues: headers.values.keys.map { ($0, try headers.string($0)) })
    }

    func base64() throws -> [UInt8] {
        guard let data = Data(base64Encoded: try string("base64")) else { throw mismatch("has bytes that are no base64") }
        return Array(data)
    }
}
